"""A judge that tries to tell tunes of one kind from those of another: a classifier two-sample test.

D. Lopez-Paz and M. Oquab, "Revisiting classifier two-sample tests", ICLR 2017. If no classifier can tell
them apart on tunes that it has not seen, they may be of one kind. The classifier is gradient-boosted trees
(J. Friedman, "Greedy function approximation: a gradient boosting machine", 2001) over the numbers of a tune;
what it is worth is told by the area under its ROC curve, the chance that of one tune of each kind it gives
ours the higher score: 0.5 for guessing, 1 for never being wrong.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tunesmith.evaluation.estimate import DRAWS, INTERVAL, Estimate
from tunesmith.evaluation.one_thread import one_thread

if TYPE_CHECKING:
    from sklearn.ensemble import HistGradientBoostingClassifier

FOLDS, ROUNDS = 5, 2
HALVINGS = 4  # of people against people
FEWEST = 20  # tunes of either kind
NAMED = 8  # features that give them away
LEAST = 0.002  # of the area, that a feature must be worth to be named

Floats = NDArray[np.float64]
Numbers = Sequence[Mapping[str, float]]  # of each tune: name -> value


@dataclass(frozen=True, slots=True)
class Telling:
    """A number that gives tunes away."""

    name: str
    worth: float  # of the area, lost when the judge gets this number of another tune instead
    alone: float  # the area that this number has without any judge, 0.5 to 1
    ours: float  # median
    theirs: float


@dataclass(frozen=True, slots=True)
class Judgement:
    """How well ours can be told from theirs."""

    area: Estimate  # under the ROC curve, tunes that the judge has not seen; interval over tunes
    telling: tuple[Telling, ...]  # the most telling first; none where the judge may as well guess

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def judge(ours: Numbers, theirs: Numbers, seed: int) -> Judgement | None:
    """Cross-validated in ``FOLDS`` parts, ``ROUNDS`` times; None for fewer than ``FEWEST`` of either."""
    if min(len(ours), len(theirs)) < FEWEST:
        return None
    names, table = _table([*ours, *theirs])
    truth = np.repeat([True, False], [len(ours), len(theirs)])
    scores, worth = _cross_validated(table, truth, seed, importance=True)
    area = _interval(scores, truth, seed)
    telling = list[Telling]()
    for place in np.argsort(-worth, kind="stable")[:NAMED]:
        column = table[:, place]
        known = ~np.isnan(column)
        if worth[place] < LEAST or area.low <= 0.5:  # what guesses goes by tells nothing
            break
        alone = area_under_curve(column[known], truth[known])
        medians = (float(np.median(column[known & (truth == side)])) for side in (True, False))
        telling.append(Telling(names[place], float(worth[place]), max(alone, 1 - alone), *medians))
    return Judgement(area, tuple(telling))


def control(theirs: Numbers, seed: int) -> Judgement | None:
    """One half of theirs against the other: the mean over halvings, and between what they lie.

    None for fewer than ``FEWEST`` in each half.
    """
    if len(theirs) < 2 * FEWEST:
        return None
    _, table = _table(theirs)
    random = np.random.Generator(np.random.PCG64(seed))
    areas = []
    for halving in range(HALVINGS):
        truth = random.permutation(len(theirs)) % 2 == 0
        scores, _ = _cross_validated(table, truth, seed + halving)
        areas.append(area_under_curve(scores, truth))
    return Judgement(Estimate(float(np.mean(areas)), min(areas), max(areas)), ())


def area_under_curve(scores: Floats, truth: NDArray[np.bool_]) -> float:
    """The share of pairs of a true and a false one in which the true one scores higher; ties count half.

    Scores and truth (N,), with both kinds among them: the statistic of Mann and Whitney, 1947.
    """
    true, false = int(truth.sum()), int((~truth).sum())
    return float((_ranks(scores)[truth].sum() - true * (true + 1) / 2) / (true * false))


def _ranks(scores: Floats) -> Floats:
    """From 1; of equal scores the mean."""
    _, places, counts = np.unique(scores, return_inverse=True, return_counts=True)
    middle: Floats = np.cumsum(counts) - (counts - 1) / 2
    return middle[places]


def _table(tunes: Numbers) -> tuple[list[str], Floats]:
    """The names, and the numbers (P, F) of P tunes; nan for one that a tune has not."""
    names = sorted({name for tune in tunes for name in tune})
    return names, np.array([[tune.get(name, np.nan) for name in names] for tune in tunes], np.float64)


def _cross_validated(
    table: Floats, truth: NDArray[np.bool_], seed: int, importance: bool = False
) -> tuple[Floats, Floats]:
    """The mean score (P,) of each tune by judges that have not seen it, and the worth (F,) of the numbers."""
    import sklearn.ensemble  # noqa: F401  # one_thread holds what is loaded already

    random = np.random.Generator(np.random.PCG64(seed))
    scores, worth = np.zeros(len(truth)), np.zeros(table.shape[1])
    with one_thread():
        for _ in range(ROUNDS):
            parts = _parts(truth, random)
            for part in range(FOLDS):
                unseen = parts == part
                trees = _trees(seed).fit(table[~unseen], truth[~unseen])
                # Ranks, for every judge has a scale of its own.
                scores[unseen] += _ranks(trees.decision_function(table[unseen])) / unseen.sum() / ROUNDS
                if importance:
                    worth += _worth(trees, table[unseen], truth[unseen], random) / (ROUNDS * FOLDS)
    return scores, worth


def _trees(seed: int) -> "HistGradientBoostingClassifier":
    from sklearn.ensemble import HistGradientBoostingClassifier

    return HistGradientBoostingClassifier(
        max_iter=80, learning_rate=0.1, max_leaf_nodes=6, min_samples_leaf=8, early_stopping=False,
        max_features=0.5, random_state=seed,
    )  # fmt: skip


def _parts(truth: NDArray[np.bool_], random: np.random.Generator) -> NDArray[np.int64]:
    """(P,) a part for each tune, as many of either kind in every part."""
    parts = np.zeros(len(truth), np.int64)
    for kind in (True, False):
        places = np.flatnonzero(truth == kind)
        parts[random.permutation(places)] = np.arange(len(places)) % FOLDS
    return parts


def _worth(
    trees: "HistGradientBoostingClassifier",
    table: Floats,
    truth: NDArray[np.bool_],
    random: np.random.Generator,
) -> Floats:
    """What the area loses when each of F numbers in turn is dealt out anew among the tunes (F,).

    Permutation importance: L. Breiman, "Random forests", 2001. All F tables are judged at once.
    """
    count, width = table.shape
    before = area_under_curve(trees.decision_function(table), truth)
    dealt = np.repeat(table[None], width, axis=0)
    for place in range(width):
        dealt[place, :, place] = table[random.permutation(count), place]
    scores = trees.decision_function(dealt.reshape(-1, width)).reshape(width, count)
    return np.array([before - area_under_curve(row, truth) for row in scores])


def _interval(scores: Floats, truth: NDArray[np.bool_], seed: int) -> Estimate:
    """Tunes of either kind drawn again and again, without judging anew."""
    random = np.random.Generator(np.random.PCG64(seed))
    true, false = np.sort(scores[truth]), np.sort(scores[~truth])
    areas = []
    for _ in range(DRAWS):
        some = true[random.integers(len(true), size=len(true))]
        others = np.sort(false[random.integers(len(false), size=len(false))])
        below, upto = (np.searchsorted(others, some, side) for side in ("left", "right"))
        areas.append((below + upto).sum() / (2 * len(true) * len(false)))
    low, high = np.quantile(areas, INTERVAL)
    return Estimate(area_under_curve(scores, truth), float(low), float(high))
