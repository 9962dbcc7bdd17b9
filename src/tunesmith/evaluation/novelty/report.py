"""What is told of a take: how much of it stands in a corpus, where, and how human tunes do."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from tunesmith.errors import TunesmithError
from tunesmith.evaluation.novelty.comparison import Comparison, compare
from tunesmith.evaluation.novelty.copies import Run, whole_bars
from tunesmith.evaluation.novelty.elements import Element, elements
from tunesmith.evaluation.novelty.humans import HumanScale
from tunesmith.evaluation.novelty.index import Index
from tunesmith.evaluation.novelty.melody import read_melody
from tunesmith.music.piece import Piece


@dataclass(frozen=True, slots=True)
class Passage:
    """Notes of a piece that follow one another."""

    first: int  # number of the first among the notes of the melody, from 0
    last: int
    bars: tuple[int, int]  # numbers of the first and the last bar, as in the score
    ids: tuple[str, ...]  # of the heads in score and timeline


@dataclass(frozen=True, slots=True)
class Copy:
    """The longest run that a take shares with a piece of the corpus."""

    notes: int
    bars: int  # whole bars of the take in it
    id: str  # of the piece
    title: str
    take: Passage
    source: Passage


@dataclass(frozen=True, slots=True)
class Likeness:
    """The piece of the corpus that a take is nearest to."""

    id: str
    title: str
    score: float  # 0 to 1, of the alignment
    semitones: int  # from the take up to the piece, 0 to 11
    same: int  # notes beside one of the same pitch
    take: Passage
    source: Passage
    pairs: tuple[tuple[int, int, bool], ...]  # note of the take, note of the piece, whether of one pitch


@dataclass(frozen=True, slots=True)
class Novelty:
    """All measures of a take. ``percentiles``: the share of its human peers that have less of each."""

    notes: int
    longest: Copy | None  # intervals and lengths alike, in any key
    longest_any_rhythm: Copy | None  # intervals alike
    bars: int  # of two notes and more
    bars_shared: int  # of those, the ones that are in the corpus
    bars_shared_ids: tuple[str, ...]  # of the heads in them
    nearest: Likeness | None
    figures: dict[str, float]  # "copied", "nearest", "longest" and "bars": see docs
    percentiles: dict[str, float | None]
    long_run: int  # notes: a run that counts in "copied"

    @property
    def copied(self) -> float:
        """The share of the take that is not its own, 0 to 1."""
        return self.figures["copied"]

    @property
    def percentile(self) -> float | None:
        """The share of human peers that copy less; None where the corpus is too small to tell."""
        return self.percentiles["copied"]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def novelty(piece: Piece, index: Index, humans: HumanScale, exclude: Collection[str] = ()) -> Novelty:
    """Compare a piece with a corpus.

    ``exclude``: ids of pieces of the corpus that, with their near-duplicates, do not count.

    Raises TunesmithError where the piece is of another notation than the corpus or has under two notes.
    """
    found = compare_piece(piece, index, exclude)
    ours, known = elements(piece), dict[int, tuple[Piece, list[Element]]]()

    def source(number: int) -> tuple[Piece, list[Element]]:
        if number not in known:
            other = index.piece(number)
            known[number] = other, elements(other)
        return known[number]

    def copy(run: Run | None) -> Copy | None:
        if run is None:
            return None
        other, theirs = source(run.piece)
        bars = whole_bars(found.melody, run.first, run.notes)
        take = _passage(ours, range(run.first, run.first + run.notes))
        beside = _passage(theirs, range(run.source, run.source + run.notes))
        return Copy(run.notes, bars, other.id, other.title, take, beside)

    shared = np.flatnonzero(found.shared[found.melody.bars])
    figures = humans.figures(found)
    return Novelty(
        notes=len(found.melody),
        longest=copy(found.longest),
        longest_any_rhythm=copy(found.longest_plain),
        bars=found.bars,
        bars_shared=int(found.shared.sum()),
        bars_shared_ids=tuple(own for note in shared for own in ours[note].ids),
        nearest=_likeness(found, ours, source(found.nearest.piece)) if found.nearest else None,
        figures=figures,
        percentiles={
            measure: humans.percentile(measure, value, len(found.melody))
            for measure, value in figures.items()
        },
        long_run=humans.long_run,
    )


def copied_percentile(
    piece: Piece, index: Index, humans: HumanScale, exclude: Collection[str] = ()
) -> float | None:
    """``novelty(...).percentile`` without the rest, which is quicker: for refusing takes."""
    found = compare_piece(piece, index, exclude)
    return humans.percentile("copied", found.copied(humans.long_run), len(found.melody))


def compare_piece(piece: Piece, index: Index, exclude: Collection[str] = ()) -> Comparison:
    """As ``compare``. Raises what ``novelty`` raises."""
    if piece.notation != index.notation:
        raise TunesmithError(
            f"{piece.id or 'the piece'} is {piece.notation} and {index.corpus} is {index.notation}: "
            "compare it with a corpus of its own notation"
        )
    melody = read_melody(piece)
    if len(melody) < 2:
        raise TunesmithError(f"{piece.id or 'the piece'} has {len(melody)} notes: two are needed to compare")
    return compare(index, melody, index.excluding(exclude))


def _likeness(
    found: Comparison, ours: Sequence[Element], source: tuple[Piece, list[Element]]
) -> Likeness | None:
    alignment = found.alignment()
    if alignment is None or found.nearest is None or not len(alignment.ours):
        return None
    other, theirs = source
    return Likeness(
        id=other.id,
        title=other.title,
        score=alignment.score,
        semitones=found.nearest.semitones,
        same=int(alignment.same.sum()),
        take=_passage(ours, alignment.ours[alignment.same].tolist()),
        source=_passage(theirs, alignment.theirs[alignment.same].tolist()),
        pairs=tuple(
            zip(alignment.ours.tolist(), alignment.theirs.tolist(), alignment.same.tolist(), strict=True)
        ),
    )


def _passage(notes: Sequence[Element], some: Sequence[int]) -> Passage:
    first, last = some[0], some[-1]
    ids = tuple(own for note in some for own in notes[note].ids)
    return Passage(first, last, (notes[first].bar, notes[last].bar), ids)
