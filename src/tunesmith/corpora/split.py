"""Which pieces are held out of training, decided by their text alone: the same on every machine, for ever."""

import hashlib
from collections.abc import Iterable, Sequence

from tunesmith.corpora.corpus import Split
from tunesmith.music.piece import Piece

ONE_IN = 10


def grouped_split(pieces: Sequence[Piece], groups: Iterable[Sequence[str]]) -> Split:
    """About one piece in ten, near-duplicates together: a group follows its member of the least digest."""
    digest = {piece.id: _digest(piece) for piece in pieces}
    for group in groups:
        least = min(digest[member] for member in group)
        digest.update(dict.fromkeys(group, least))
    return Split("grouped", frozenset(own for own, number in digest.items() if number % ONE_IN == 0))


def plain_split(pieces: Iterable[Piece]) -> Split:
    """Each piece by its own digest, as the reference char-RNN recipe does it."""
    return Split("plain", frozenset(piece.id for piece in pieces if _digest(piece) % ONE_IN == 0))


def _digest(piece: Piece) -> int:
    return int(hashlib.sha256(piece.content.encode()).hexdigest(), 16)
