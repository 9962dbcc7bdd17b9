"""A take beside a corpus: everything that is measured, in numbers of notes and pieces."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tunesmith.evaluation.novelty.alignment import Alignment, align, scores
from tunesmith.evaluation.novelty.candidates import Candidate, candidates
from tunesmith.evaluation.novelty.copies import Excluded, Matches, Run, matches, shared_bars
from tunesmith.evaluation.novelty.index import Index, codes
from tunesmith.evaluation.novelty.melody import Integers, Melody

ALIGNED = 16  # pieces; more find no nearer ones among the tunes of O'Neill, Ryan and Aird
LONGEST = 3_000  # notes of the take, and of a piece, that are aligned; beyond that it takes too much memory


@dataclass(frozen=True, eq=False)
class Nearest:
    """The piece that a take is most like."""

    piece: int  # number in the index
    semitones: int  # from the take up to the piece, 0 to 11
    score: float  # 0 to 1, see ``alignment``
    first: int  # note of the piece from which on it was aligned; 0 but in very long pieces


@dataclass(frozen=True, eq=False)
class Comparison:
    """What was found of a take of N notes and B bars."""

    index: Index
    melody: Melody
    excluded: Excluded  # what it was not compared with
    timed: Matches  # intervals and lengths
    shared: NDArray[np.bool_]  # (B,) bars that are in the corpus
    nearest: Nearest | None  # None where nothing is alike

    @cached_property
    def plain(self) -> Matches:
        """Intervals alone: finds what was copied in another rhythm. Looked for when asked: few ask."""
        plain, _ = codes(self.melody.heights, self.melody.lengths)
        return matches(self.index, self.index.plain, plain, self.excluded)

    @cached_property
    def longest(self) -> Run | None:
        """The longest verbatim run, in any key."""
        return self.timed.longest(self.index)

    @cached_property
    def longest_plain(self) -> Run | None:
        """The longest run of the same notes in whatever rhythm."""
        return self.plain.longest(self.index)

    @property
    def bars(self) -> int:
        """Bars of two notes or more, which are those that are counted."""
        return int(np.count_nonzero(self.melody.bar_keys))

    @property
    def bar_share(self) -> float:
        """Of bars that are in the corpus among those that are counted; 0 where none is."""
        return float(self.shared.sum()) / max(1, self.bars)

    @property
    def score(self) -> float:
        """Of the nearest piece, 0 to 1."""
        return self.nearest.score if self.nearest else 0.0

    def covered(self, notes: int) -> float:
        """The share of the take's notes that stand in verbatim runs of so many notes or more."""
        return float(self.timed.covered(notes).mean()) if len(self.melody) else 0.0

    def copied(self, long_run: int) -> float:
        """The share of the take that is not its own, 0 to 1: what it is ranked by.

        The greater of the score of the nearest piece, which finds one tune that was changed, and of the
        share of notes in runs of ``long_run`` notes or more, which finds phrases from many tunes.
        """
        return max(self.score, self.covered(long_run))

    def alignment(self) -> Alignment | None:
        """The take along the nearest piece, note by note; the numbers are those of the whole of both."""
        if self.nearest is None:
            return None
        theirs, lasts = _stretch(self.index, self.nearest.piece, self.nearest.first)
        found = align(
            self.melody.heights[:LONGEST],
            self.melody.lengths[:LONGEST],
            theirs,
            lasts,
            self.nearest.semitones,
        )
        return Alignment(found.score, found.ours, found.theirs + self.nearest.first, found.same)


def compare(index: Index, melody: Melody, excluded: Excluded | None = None) -> Comparison:
    """Compare one melody with all pieces but those ``excluded`` (see ``Index.excluding``)."""
    if excluded is None:
        excluded = np.zeros(len(index), np.bool_)
    _, timed = codes(melody.heights, melody.lengths)
    return Comparison(
        index=index,
        melody=melody,
        excluded=excluded,
        timed=matches(index, index.timed, timed, excluded),
        shared=shared_bars(index, melody, excluded),
        nearest=_nearest(index, melody, excluded),
    )


def _nearest(index: Index, melody: Melody, excluded: Excluded) -> Nearest | None:
    heights, lengths = melody.heights[:LONGEST], melody.lengths[:LONGEST]
    found = candidates(index, heights, lengths, excluded, ALIGNED)
    firsts = [_first(index, candidate, len(heights)) for candidate in found]
    others = [
        (*_stretch(index, candidate.piece, first), candidate.semitones)
        for candidate, first in zip(found, firsts, strict=True)
    ]
    reached = scores(heights, lengths, others)
    if not found:
        return None
    best = int(np.argmax(reached))
    return Nearest(found[best].piece, found[best].semitones, reached[best], firsts[best])


def _first(index: Index, candidate: Candidate, notes: int) -> int:
    """Where in a piece to begin: in a very long one so that the take lies in the middle, else at 0."""
    length = int(index.starts[candidate.piece + 1] - index.starts[candidate.piece])
    return max(0, min(candidate.diagonal + (notes - LONGEST) // 2, length - LONGEST))


def _stretch(index: Index, piece: int, first: int) -> tuple[Integers, Integers]:
    """Heights and lengths of the notes of a piece that are aligned."""
    notes = index.notes(piece)
    some = slice(notes.start + first, min(notes.stop, notes.start + first + LONGEST))
    return index.heights[some].astype(np.int64), index.lengths[some].astype(np.int64)
