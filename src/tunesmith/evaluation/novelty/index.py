"""The melodies of a corpus, laid out so that what a take has in common with any of them is found quickly.

A *step* is what lies between a note and the next: how far up, modulo the octave, and how long the note
lasts. Two passages with the same steps are the same music in any key, whatever octave each note is in.
``timed`` holds the steps of all pieces one after the other, ``plain`` the same without lengths. Behind the
last note of each piece stands a token that is nowhere else, so that no run goes over it.
"""

import json
import zlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save

from tunesmith.corpora.corpus import Corpus
from tunesmith.errors import TunesmithError
from tunesmith.evaluation.novelty.melody import Integers, Melody, Roll, moves
from tunesmith.evaluation.novelty.suffix_array import Suffixes, Tokens
from tunesmith.files import write_atomic
from tunesmith.music.piece import Piece

FORMAT = 1
_LONGEST = (1 << 16) - 1  # ticks of one length


@dataclass(frozen=True, eq=False)
class Steps:
    """All steps of the corpus, each kind of step with a number of its own."""

    kinds: (
        Integers  # (V,) sorted codes; token 2 i + 1 stands for the i-th, even ones for no step of the corpus
    )
    suffixes: Suffixes  # of one token a note: its step, or what stands behind a piece

    def spell(self, codes: Integers) -> Tokens:
        """The tokens of any steps, known or not, sorted as their codes are."""
        ranks = np.searchsorted(self.kinds, codes)
        known = self.kinds[np.minimum(ranks, len(self.kinds) - 1)] == codes if len(self.kinds) else False
        return (2 * ranks + known).astype(np.int32)


@dataclass(frozen=True, eq=False)
class Index:
    """P pieces of a corpus with T notes in all."""

    corpus: str  # its name
    checksum: str  # as in ``Corpus``
    notation: str
    ids: tuple[str, ...]  # (P,)
    titles: tuple[str, ...]  # (P,)
    families: Integers  # (P,) near-duplicates have the same number
    starts: Integers  # (P + 1,) number of the first note of each piece, and T
    heights: Tokens  # (T,)
    lengths: Tokens  # (T,) ticks of a beat
    timed: Steps
    plain: Steps
    bar_keys: NDArray[np.uint64]  # (K,) sorted; once for each piece that has the bar
    bar_owners: Tokens  # (K,) the piece
    texts: NDArray[np.uint8]  # the pieces, compressed, one after the other
    text_starts: Integers  # (P + 1,)

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def owners(self) -> Tokens:
        """(T,) the piece of each note."""
        return np.repeat(np.arange(len(self), dtype=np.int32), np.diff(self.starts))

    @cached_property
    def numbers(self) -> dict[str, int]:
        """From the id of a piece to its number."""
        return {own: number for number, own in enumerate(self.ids)}

    def piece(self, number: int) -> Piece:
        """A piece as it was in the corpus."""
        first, after = self.text_starts[number : number + 2]
        content, source = json.loads(zlib.decompress(self.texts[first:after].tobytes()))
        return Piece(self.ids[number], self.titles[number], self.notation, content, source)

    def notes(self, number: int) -> slice:
        """Where the notes of a piece stand among all."""
        return slice(int(self.starts[number]), int(self.starts[number + 1]))

    def excluding(self, ids: Collection[str]) -> NDArray[np.bool_]:
        """(P,) whether a piece is one of these or a near-duplicate of one. Unknown ids are passed over."""
        families = [self.families[self.numbers[own]] for own in ids if own in self.numbers]
        return np.isin(self.families, families)


def build_index(corpus: Corpus, progress: Callable[[int, int], None] = lambda done, pieces: None) -> Index:
    """The index of a corpus; it takes about a millisecond a tune.

    ``progress`` is told how many pieces are read, and of how many.
    Raises TunesmithError where no piece has a melody of two notes.
    """
    roll = Roll()
    texts: list[bytes] = []
    ids, titles = list[str](), list[str]()
    for done, piece in enumerate(corpus.pieces, 1):
        roll.read(piece)
        texts.append(zlib.compress(json.dumps([piece.content, piece.source]).encode(), 1))
        ids.append(piece.id)
        titles.append(piece.title)
        progress(done, len(corpus.pieces))
    melody = roll.melody()
    if np.diff(melody.starts).max(initial=0) < 2:
        raise TunesmithError(f"{corpus.name}: no piece has a melody of two notes to compare with")
    last = melody.starts[1:][np.diff(melody.starts) > 0] - 1
    plain, timed = codes(melody.heights, melody.lengths)
    bar_keys, bar_owners = _bars(melody)
    return Index(
        corpus=corpus.name,
        checksum=corpus.checksum,
        notation=corpus.notation,
        ids=tuple(ids),
        titles=tuple(titles),
        families=_families(ids, corpus.groups),
        starts=melody.starts,
        heights=melody.heights.astype(np.int32),
        lengths=melody.lengths.astype(np.int32),
        timed=_steps(timed, last),
        plain=_steps(plain, last),
        bar_keys=bar_keys,
        bar_owners=bar_owners,
        texts=np.frombuffer(b"".join(texts), np.uint8),
        text_starts=_ends([len(text) for text in texts]),
    )


def codes(heights: Integers, lengths: Integers) -> tuple[Integers, Integers]:
    """(N - 1,) twice: the step from each of N notes to the next without and with its length."""
    plain = moves(heights)
    return plain, plain << 16 | np.minimum(lengths[:-1], _LONGEST)


def save_index(index: Index, path: Path) -> None:
    """Write it to one safetensors file. Raises TunesmithError when that cannot be."""
    arrays = {
        "families": index.families,
        "starts": index.starts,
        "heights": index.heights,
        "lengths": index.lengths,
        "bar_keys": index.bar_keys,
        "bar_owners": index.bar_owners,
        "texts": index.texts,
        "text_starts": index.text_starts,
    }
    for name, steps in (("timed", index.timed), ("plain", index.plain)):
        arrays[f"{name}.kinds"] = steps.kinds
        arrays[f"{name}.tokens"] = steps.suffixes.tokens
        arrays[f"{name}.order"] = steps.suffixes.order
    told = {
        "format": FORMAT,
        "corpus": index.corpus,
        "checksum": index.checksum,
        "notation": index.notation,
        "ids": index.ids,
        "titles": index.titles,
    }
    plain = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    write_atomic(path, save(plain, metadata={"index": json.dumps(told)}))


def load_index(path: Path) -> Index:
    """Read what ``save_index`` wrote. Raises TunesmithError where it is missing, damaged or older."""
    try:
        with safe_open(path, framework="numpy") as file:
            told = json.loads(file.metadata()["index"])
            if told["format"] != FORMAT:
                raise TunesmithError(f"{path} is of another version: remove it, it is made again")
            arrays = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except (OSError, SafetensorError, KeyError, TypeError, ValueError) as error:
        raise TunesmithError(f"{path} cannot be read as an index: remove it, it is made again") from error

    def steps(name: str) -> Steps:
        suffixes = Suffixes(arrays.pop(f"{name}.tokens"), arrays.pop(f"{name}.order"))
        return Steps(arrays.pop(f"{name}.kinds"), suffixes)

    return Index(
        corpus=told["corpus"],
        checksum=told["checksum"],
        notation=told["notation"],
        ids=tuple(told["ids"]),
        titles=tuple(told["titles"]),
        timed=steps("timed"),
        plain=steps("plain"),
        **arrays,
    )


def _steps(codes: Integers, last: Integers) -> Steps:
    """``codes`` of all notes but the very last; those at ``last`` lead from piece to piece: no steps."""
    inside = np.ones(len(codes) + 1, np.bool_)
    inside[last] = False
    kinds, ranks = np.unique(codes[inside[:-1]], return_inverse=True)
    tokens = np.empty(len(inside), np.int32)
    tokens[inside] = 2 * ranks + 1
    tokens[last] = 2 * len(kinds) + 1 + np.arange(len(last))
    return Steps(kinds, Suffixes.of(tokens))


def _bars(melody: Melody) -> tuple[NDArray[np.uint64], Tokens]:
    """The kinds of bars that each piece has, sorted by kind."""
    owners = np.repeat(np.arange(len(melody.starts) - 1, dtype=np.int32), np.diff(melody.bar_starts))
    order = np.lexsort((owners, melody.bar_keys))
    keys, owners = melody.bar_keys[order], owners[order]
    kept = keys > 0
    kept[1:] &= (keys[1:] != keys[:-1]) | (owners[1:] != owners[:-1])
    return keys[kept], owners[kept]


def _families(ids: Sequence[str], groups: Sequence[Sequence[str]]) -> Integers:
    numbers = {own: number for number, own in enumerate(ids)}
    families = np.arange(len(ids))
    for group in groups:
        members = [numbers[own] for own in group]
        families[members] = members[0]
    return families


def _ends(sizes: Sequence[int]) -> Integers:
    return np.cumsum([0, *sizes], dtype=np.int64)
