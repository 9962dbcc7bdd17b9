"""A collection of pieces, cleaned and split, that knows where it comes from."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from tunesmith.corpora.shelf import Shelf
from tunesmith.music.piece import Piece


@dataclass(frozen=True, slots=True)
class Dropped:
    """A tune, or a whole file, that cleaning left out."""

    id: str  # of the piece; "" for a file that could not be read
    source: str  # "book3.abc:1308": file and line
    reason: str  # a stable kebab-case name: "duplicate", "no-notes", "metre"
    detail: str  # a sentence: "the same music as oneills/0626-0635/626"

    def __str__(self) -> str:
        return f"{self.source}: {self.detail} [{self.reason}]"


@dataclass(frozen=True, slots=True)
class Report:
    """What cleaning found: the number of tunes read and all that was dropped, in reading order."""

    read: int
    dropped: tuple[Dropped, ...]

    @property
    def counts(self) -> dict[str, int]:
        """Reason -> number of tunes or files dropped for it, the commonest first."""
        return dict(Counter(dropped.reason for dropped in self.dropped).most_common())


@dataclass(frozen=True, slots=True)
class Split:
    """Which pieces are held out of training, by id."""

    method: str  # "grouped" or "plain"
    held_out: frozenset[str]


@dataclass(frozen=True)
class Corpus:
    """Pieces in a fixed order. ``load_corpus(corpus.name, split=corpus.split.method)`` gives it again."""

    name: str
    title: str
    pieces: Sequence[Piece]
    source: str  # where the files come from
    licence: str
    non_commercial: bool
    checksum: str  # sha256 of all its files, one after the other (`cat FILES | sha256sum`)
    report: Report
    groups: tuple[tuple[str, ...], ...]  # ids of near-duplicates: each group has two members or more
    split: Split

    @property
    def notation(self) -> str:
        """Of all its pieces."""
        return self.pieces[0].notation

    @cached_property
    def train(self) -> Sequence[Piece]:
        return self.only(lambda own: own not in self.split.held_out)

    @cached_property
    def held_out(self) -> Sequence[Piece]:
        return self.only(lambda own: own in self.split.held_out)

    def only(self, keep: Callable[[str], bool]) -> Sequence[Piece]:
        """The pieces whose id is to be kept."""
        if isinstance(self.pieces, Shelf):
            return self.pieces.only(keep)
        return tuple(piece for piece in self.pieces if keep(piece.id))
