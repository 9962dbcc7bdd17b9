"""How much of a tune a corpus has already, and what is said of it."""

import difflib
import math
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tunesmith.api.subjects import Subject
from tunesmith.errors import TunesmithError
from tunesmith.evaluation.novelty.humans import HumanScale
from tunesmith.evaluation.novelty.index import Index, codes
from tunesmith.evaluation.novelty.melody import read_melody
from tunesmith.evaluation.novelty.report import Copy, Likeness, Novelty, Passage, novelty
from tunesmith.evaluation.novelty.summary import MUCH, NoveltyFigures, TakeNovelty, summarise
from tunesmith.music.piece import Piece

FIGURES_SEED = 0  # of the intervals
SINGLY = 3  # warnings; more are put together


@dataclass(frozen=True, slots=True)
class Judged:
    """A tune beside the corpus."""

    subject: Subject
    found: Novelty
    twin: str  # id of a piece of the corpus that is this very tune, in whatever key; "" for none


def judge(
    subjects: Sequence[Subject],
    index: Index,
    humans: HumanScale,
    exclude: Collection[str] = (),
    progress: Callable[[int, int], None] = lambda done, tunes: None,
) -> list[Judged]:
    """Compare every tune with the corpus, less the pieces ``exclude`` and their near-duplicates.

    Raises TunesmithError for an id that no piece of the corpus has, and what ``novelty`` raises.
    """
    for own in exclude:
        if own not in index.numbers:
            near = difflib.get_close_matches(own, index.ids, n=2)
            hint = f"did you mean {' or '.join(near)}?" if near else f"ids look like {index.ids[0]}"
            raise TunesmithError(f"--exclude: {index.corpus} has no piece {own}; {hint}")
    judged = []
    for done, subject in enumerate(subjects, 1):
        found = novelty(subject.piece, index, humans, exclude)
        judged.append(Judged(subject, found, _twin(index, subject.piece, found, exclude)))
        progress(done, len(subjects))
    return judged


def summary(judged: Sequence[Judged]) -> NoveltyFigures:
    """Of one tune or more. Raises ValueError for none."""
    return summarise([_short(one.found) for one in judged], FIGURES_SEED)


def to_json(judged: Sequence[Judged], index: Index, notes: Sequence[str]) -> dict[str, Any]:
    """Everything that was found. ``notes``: what was passed over."""
    return {
        "corpus": index.corpus,
        "checksum": index.checksum,
        "notation": index.notation,
        "tunes": [
            {
                "place": one.subject.place,
                "title": one.subject.piece.title,
                "seed": one.subject.seed,
                "copied": one.found.copied,
                "percentile": one.found.percentile,
                "identical": one.twin or None,
                **one.found.to_json(),
            }
            for one in judged
        ],
        "summary": summary(judged).to_json(),
        "notes": list(notes),
    }


def verdict(percentile: float | None) -> str:
    """How much is copied, beside people."""
    if percentile is None:
        return "the corpus is too small to tell how much human tunes copy"
    if percentile < 0.01:
        return "copies as little as the human tunes that copy least"
    return f"copies more than {of_hundred(percentile)} human tunes {'do' if percentile < 1 else 'does'}"


def of_hundred(percentile: float) -> str:
    """``37 of 100``, rounded down, or ``each of 100``."""
    return f"{math.floor(100 * percentile + 1e-9)} of 100" if percentile < 1 else "each of 100"


def told_run(run: Copy | None) -> str:
    """``longest run 14 notes, 2 whole bars (its bars 3 to 5 are bars 7 to 9 of “The Kesh”)``."""
    if run is None:
        return "not two notes on end are in the corpus"
    where = f"its {bars(run.take)} {_are(run.take)} {bars(run.source)} of “{named(run)}”"
    return f"longest run {run.notes} notes, {_count(run.bars, 'whole bar')} ({where})"


def told_bars(found: Novelty) -> str:
    return f"{found.bars_shared} of {_count(found.bars, 'bar')} in the corpus"


def told_nearest(like: Likeness | None) -> str:
    return f"nearest “{named(like)}” ({like.score:.2f})" if like else "no tune is near"


def line(judged: Judged) -> str:
    """All that matters of a tune, in a line."""
    found, subject = judged.found, judged.subject
    name = subject.name if subject.name == subject.place else f"{subject.name} ({subject.place})"
    parts = [
        f"{verdict(found.percentile)} ({found.copied:.0%} of it)",
        told_run(found.longest),
        told_bars(found),
        told_nearest(found.nearest),
    ]
    return f"{name}: {'; '.join(parts)}"


def warning(judged: Judged) -> str:
    """What is to be said of a tune that is in the corpus; "" for others."""
    if not judged.twin:
        return ""
    return (
        f"{judged.subject.name} is in the corpus, as {judged.twin}: to measure it beside all other tunes, "
        f"leave it and its near-duplicates out with --exclude {judged.twin}"
    )


def warnings_in_short(judged: Sequence[Judged]) -> list[str]:
    """The warnings of a few tunes, or one line for many."""
    twins = [one.twin for one in judged if one.twin]
    if len(twins) <= SINGLY:
        return [text for text in map(warning, judged) if text]
    return [
        f"{len(twins)} of these tunes are in the corpus themselves: --exclude ID leaves one and its "
        f"near-duplicates out, as --exclude {twins[0]} does"
    ]


def summary_line(figures: NoveltyFigures) -> str:
    """How many tunes copy much, beside people."""
    parts = [f"{_count(figures.tunes, 'tune')}:"]
    above = figures.above
    if above is not None:
        many = round(above.value * figures.tunes)
        likely = f", {above.low:.0%} to {above.high:.0%}" if above.low < above.high else ""
        parts.append(
            f"{many} ({above.value:.0%}{likely}) copy more than {MUCH:.0%} of human tunes do (of human tunes "
            f"{1 - MUCH:.0%} would);"
        )
    parts.append(
        f"their longest runs have a median of {figures.longest:g} notes; "
        f"{figures.bars.value:.0%} of their bars are in the corpus"
    )
    return " ".join(parts)


def named(like: Copy | Likeness) -> str:
    """The title of a piece; its id where there is none, or only the name of the file with many pieces."""
    return like.id if not like.title or like.title in like.id.split("/")[:-1] else like.title


def bars(passage: Passage) -> str:
    """``bar 3`` or ``bars 3 to 5``."""
    first, last = passage.bars
    return f"bar {first}" if first == last else f"bars {first} to {last}"


def _are(passage: Passage) -> str:
    return "is" if passage.bars[0] == passage.bars[1] else "are"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _twin(index: Index, piece: Piece, found: Novelty, exclude: Collection[str]) -> str:
    """The id of the first piece that has these notes, all of them and no other."""
    if found.longest is None or found.longest.notes < found.notes:
        return ""
    melody = read_melody(piece)
    _, ours = codes(melody.heights, melody.lengths)
    counts = (np.diff(index.starts) == len(melody)) & ~index.excluding(exclude)
    for number in np.flatnonzero(counts):
        notes = index.notes(int(number))
        _, theirs = codes(index.heights[notes].astype(np.int64), index.lengths[notes].astype(np.int64))
        if np.array_equal(ours, theirs):
            return index.ids[number]
    return ""


def _short(found: Novelty) -> TakeNovelty:
    return TakeNovelty(
        notes=found.notes,
        copied=found.copied,
        percentile=found.percentile,
        longest=found.longest.notes if found.longest else 0,
        source=found.longest.title if found.longest else "",
        bars=found.figures["bars"],
        nearest=found.figures["nearest"],
        neighbour=found.nearest.title if found.nearest else "",
    )
