"""How far the tunes of one kind are from those of another, measure by measure.

Two samples of the same music are never alike, and small ones less so. So every distance is taken between
samples of equally many tunes, again and again: tunes of ours against a half of theirs, and beside it the
other half of theirs against the same half, which is the floor: no imitation should be nearer than that.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from tunesmith.evaluation.estimate import Estimate, Floats, spread
from tunesmith.evaluation.style.measures import MEASURES, SCALES, rank
from tunesmith.evaluation.style.traits import Traits

HALVINGS = 20
SHOWN = 14  # categories
FEWEST = 4  # tunes on either side


@dataclass(frozen=True, slots=True)
class Share:
    """How much of all that was counted is of one category."""

    category: str
    ours: float
    theirs: float


@dataclass(frozen=True, slots=True)
class StyleDistance:
    """One measure. Means over the halvings, and between what 95 % of them lie."""

    measure: str
    overlap: Estimate  # 0 to 1: 1 for equal histograms
    overlap_floor: Estimate
    distance: Estimate  # Jensen-Shannon, 0 to 1: 0 for equal histograms
    distance_floor: Estimate
    shares: tuple[Share, ...]  # of the commonest categories

    @property
    def excess(self) -> float:
        """Distance beyond the floor."""
        return self.distance.value - self.distance_floor.value

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def overlap_area(ours: Floats, theirs: Floats) -> float:
    """What two histograms (K,) share, each scaled to a sum of 1: sum of min(p, q).

    Of L.-C. Yang and A. Lerch, "On the evaluation of generative models in music", 2020, for categories.
    """
    return float(np.minimum(ours / ours.sum(), theirs / theirs.sum()).sum())


def jensen_shannon(ours: Floats, theirs: Floats) -> float:
    """Distance of two histograms (K,), 0 to 1: sqrt(H((p + q) / 2) - (H(p) + H(q)) / 2), H in bits.

    J. Lin, "Divergence measures based on the Shannon entropy", 1991; that its root is a metric: D. Endres and
    J. Schindelin, "A new metric for probability distributions", 2003.
    """
    p, q = ours / ours.sum(), theirs / theirs.sum()
    divergence = _entropy((p + q) / 2) - (_entropy(p) + _entropy(q)) / 2
    return float(np.sqrt(min(1.0, max(0.0, divergence))))


def compare_style(ours: Sequence[Traits], theirs: Sequence[Traits], seed: int) -> list[StyleDistance]:
    """Every measure that both sides have, in the order of ``MEASURES``; none for too few tunes."""
    found = []
    for measure in MEASURES:
        one, other = ([tune for tune in side if measure in tune.counts] for side in (ours, theirs))
        if min(len(one), len(other)) >= FEWEST:
            found.append(_compare(measure, one, other, seed))
    return found


def _compare(measure: str, ours: Sequence[Traits], theirs: Sequence[Traits], seed: int) -> StyleDistance:
    names = sorted({name for tune in (*ours, *theirs) for name in tune.counts[measure]})
    places = {name: place for place, name in enumerate(names)}
    one, other = (_table(measure, side, places) for side in (ours, theirs))
    size = min(len(ours), len(theirs) // 2)
    random = np.random.Generator(np.random.PCG64(seed))
    rows = []
    for _ in range(HALVINGS):
        order = random.permutation(len(theirs))
        half, rest = other[order[:size]].sum(axis=0), other[order[size : 2 * size]].sum(axis=0)
        some = one[random.permutation(len(ours))[:size]].sum(axis=0)
        pairs = ((some, half), (rest, half))
        rows.append([measured(*pair) for measured in (overlap_area, jensen_shannon) for pair in pairs])
    overlap, overlap_floor, distance, distance_floor = map(spread, np.array(rows).T)
    mine, people = (table.sum(axis=0) / table.sum() for table in (one, other))
    commonest: list[int] = np.argsort(-(mine + people), kind="stable")[:SHOWN].tolist()
    if measure in SCALES:
        commonest.sort(key=lambda place: rank(measure, names[place]))
    shares = (Share(names[place], float(mine[place]), float(people[place])) for place in commonest)
    return StyleDistance(measure, overlap, overlap_floor, distance, distance_floor, tuple(shares))


def _table(measure: str, tunes: Sequence[Traits], places: dict[str, int]) -> Floats:
    """(P, K): how often each of K categories stands in each of P tunes."""
    table = np.zeros((len(tunes), len(places)))
    for row, tune in enumerate(tunes):
        for name, times in tune.counts[measure].items():
            table[row, places[name]] = times
    return table


def _entropy(shares: Floats) -> float:
    some = shares[shares > 0]
    return float(-(some * np.log2(some)).sum())
