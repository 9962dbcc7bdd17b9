"""What a take has in common with a corpus note for note: the longest run, what runs cover, shared bars."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tunesmith.evaluation.novelty.index import Index, Steps
from tunesmith.evaluation.novelty.melody import Integers, Melody
from tunesmith.evaluation.novelty.suffix_array import Tokens

Excluded = NDArray[np.bool_]  # (P,) pieces of the index that do not count


@dataclass(frozen=True, slots=True)
class Run:
    """So many notes on end that a take and a piece of the corpus have alike."""

    notes: int
    first: int  # number of the first of them in the take, from 0
    piece: int  # number of the piece in the index
    source: int  # number of the first of them in that piece, from 0


@dataclass(frozen=True, eq=False)
class Matches:
    """For each of N notes of a take the longest run that begins there and stands somewhere in the corpus."""

    steps: Integers  # (N,) of the run, one less than its notes; 0 where there is none
    places: Integers  # (N,) the number, among all notes of the index, of its first note there

    def longest(self, index: Index) -> Run | None:
        """Of several the first; None where no step is shared."""
        if not self.steps.max(initial=0):
            return None
        first = int(self.steps.argmax())
        piece = int(index.owners[self.places[first]])
        source = int(self.places[first] - index.starts[piece])
        return Run(int(self.steps[first]) + 1, first, piece, source)

    def covered(self, notes: int) -> NDArray[np.bool_]:
        """(N,) whether a note is in a run of so many notes or more."""
        change = np.zeros(len(self.steps) + 1, np.int64)
        begins = np.flatnonzero(self.steps >= notes - 1)
        np.add.at(change, begins, 1)
        np.add.at(change, begins + self.steps[begins] + 1, -1)
        return np.cumsum(change[:-1]) > 0


def matches(index: Index, steps: Steps, codes: Integers, excluded: Excluded) -> Matches:
    """``codes``: the steps of a take of N notes (N - 1,), with lengths for ``index.timed``, else without."""
    count = len(codes) + 1
    found, places = np.zeros(count, np.int64), np.zeros(count, np.int64)
    if len(codes):
        query, starts = steps.spell(codes), np.arange(len(codes))
        after = steps.suffixes.insertion(query, starts)
        for edge, direction in ((after - 1, -1), (after, 1)):
            common, near = _neighbours(index, steps, query, starts, edge, direction, excluded)
            better = common > found[:-1]
            found[:-1][better], places[:-1][better] = common[better], near[better]
    return Matches(found, places)


def shared_bars(index: Index, melody: Melody, excluded: Excluded) -> NDArray[np.bool_]:
    """(B,) whether a bar of two notes or more is in the corpus; ``melody.bar_keys`` tells which are that."""
    low = np.searchsorted(index.bar_keys, melody.bar_keys, "left")
    high = np.searchsorted(index.bar_keys, melody.bar_keys, "right")
    others = np.concatenate([[0], np.cumsum(~excluded[index.bar_owners])])
    return (melody.bar_keys > 0) & (others[high] > others[low])


def whole_bars(melody: Melody, first: int, notes: int) -> int:
    """How many bars have all their notes in that run. Bars without notes do not count."""
    bars, sizes = np.unique(melody.bars, return_counts=True)
    inside, held = np.unique(melody.bars[first : first + notes], return_counts=True)
    return int(np.sum(held == sizes[np.searchsorted(bars, inside)]))


def _neighbours(
    index: Index,
    steps: Steps,
    query: Tokens,
    starts: Integers,
    edge: Integers,
    direction: int,
    excluded: Excluded,
) -> tuple[Integers, Integers]:
    """Of each start the nearest suffix on one side that counts: what is in common with it, and where it is.

    Suffixes are sorted, so none further off has more in common.
    """
    order, edge = steps.suffixes.order, edge.copy()
    while True:
        inside = (edge >= 0) & (edge < len(order))
        places = np.where(inside, order[np.where(inside, edge, 0)], 0).astype(np.int64)
        passed = inside & excluded[index.owners[places]]
        if not passed.any():
            break
        edge[passed] += direction
    common, _ = steps.suffixes.compare(query, starts, places)
    return np.where(inside, common, 0), places
