"""How new many takes are together."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from tunesmith.evaluation.estimate import Estimate, mean
from tunesmith.evaluation.novelty.humans import HumanScale
from tunesmith.evaluation.novelty.index import Index
from tunesmith.evaluation.novelty.report import compare_piece
from tunesmith.music.piece import Piece

MUCH = 0.9  # of human tunes copy less


@dataclass(frozen=True, slots=True)
class TakeNovelty:
    """What is told of one take among many: ``Novelty`` without passages."""

    notes: int
    copied: float  # share of the take that is not its own, 0 to 1
    percentile: float | None  # share of human peers that copy less
    longest: int  # notes of the longest verbatim run, in any key
    source: str  # title of the piece that has it; "" for none
    bars: float  # share of bars that are in the corpus
    nearest: float  # score of the most alike piece, 0 to 1
    neighbour: str  # its title


@dataclass(frozen=True, slots=True)
class NoveltyFigures:
    """Of many takes."""

    tunes: int
    copied: Estimate  # mean share of a take that is not its own
    copied_median: float
    copied_of_ten: float  # nine tunes of ten copy no more
    longest: float  # median, notes
    longest_of_ten: float  # nine tunes of ten have no longer run, notes
    bars: Estimate  # mean share of bars that are in the corpus
    above: Estimate | None  # share of takes that copy more than 90 % of human tunes do; people have 0.1

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def take_novelty(
    piece: Piece, index: Index, humans: HumanScale, exclude: Collection[str] = ()
) -> TakeNovelty:
    """Compare a piece with a corpus, in short. Raises what ``novelty`` raises."""
    found = compare_piece(piece, index, exclude)
    copied, notes = found.copied(humans.long_run), len(found.melody)
    run, nearest = found.longest, found.nearest
    return TakeNovelty(
        notes=notes,
        copied=copied,
        percentile=humans.percentile("copied", copied, notes),
        longest=run.notes if run else 0,
        source=index.piece(run.piece).title if run else "",
        bars=found.bar_share,
        nearest=found.score,
        neighbour=index.piece(nearest.piece).title if nearest else "",
    )


def summarise(takes: Sequence[TakeNovelty], seed: int) -> NoveltyFigures:
    """Figures of one take or more, with intervals over takes. Raises ValueError for none."""
    if not takes:
        raise ValueError("there are no takes to summarise")

    def average(values: Sequence[float]) -> Estimate:
        return mean(np.array(values, np.float64), seed)

    ranked = [take.percentile for take in takes if take.percentile is not None]
    runs, shares = [take.longest for take in takes], [take.copied for take in takes]
    return NoveltyFigures(
        tunes=len(takes),
        copied=average(shares),
        copied_median=float(np.median(shares)),
        copied_of_ten=float(np.quantile(shares, 0.9)),
        longest=float(np.median(runs)),
        longest_of_ten=float(np.quantile(runs, 0.9)),
        bars=average([take.bars for take in takes]),
        above=average([float(rank > MUCH) for rank in ranked]) if ranked else None,
    )
