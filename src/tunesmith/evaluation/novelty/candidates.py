"""Which pieces of a corpus a take may be like: those that share rare short runs with it, in one key.

A run of ``WORD`` intervals, or of ``TIMED_WORD`` intervals and lengths, that a take and a piece both have
says where the take would lie along the piece (its diagonal) and how far it is transposed. Runs that agree in
both add up, each weighted by its rarity (as in ``corpora.similarity``); neighbouring diagonals are one
band, so that a note more or less does no harm. W. Pearson and D. Lipman, "Improved tools for biological
sequence comparison" (1988), find proteins so. The numbers were chosen by what is found of tunes that are
changed in every bar.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tunesmith.evaluation.novelty.copies import Excluded
from tunesmith.evaluation.novelty.index import Index, Steps, codes
from tunesmith.evaluation.novelty.melody import UNPITCHED, Integers

WORD = 5  # intervals
TIMED_WORD = 3  # steps with their lengths
MOST = 400_000  # places of all runs together that are looked at, the rarest runs first
_BAND = 8  # diagonals

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A piece that a take may be like, and how it would lie along it."""

    piece: int  # number in the index
    semitones: int  # from the take up to the piece, 0 to 11
    diagonal: int  # the note of the piece that the first of the take lies beside, give or take a few
    weight: float


def candidates(
    index: Index, heights: Integers, lengths: Integers, excluded: Excluded, most: int
) -> list[Candidate]:
    """The ``most`` pieces of greatest weight, for a take of N notes: ``heights`` and ``lengths`` (N,)."""
    if len(heights) < 2:
        return []
    plain, timed = codes(heights, lengths)
    found = [_hits(index, index.plain, plain, WORD), _hits(index, index.timed, timed, TIMED_WORD)]
    places, ours, weights = (np.concatenate(column) for column in zip(*found, strict=True))
    counts = ~excluded[index.owners[places]]
    return _heaviest(index, heights, places[counts], ours[counts], weights[counts], most)


def _hits(index: Index, steps: Steps, query: Integers, word: int) -> tuple[Integers, Integers, Floats]:
    """Where runs of so many steps stand in the index: place, first note in the take, weight, all (H,)."""
    tokens = steps.spell(query)
    begins = np.arange(len(tokens) - word + 1)
    low, high = steps.suffixes.occurrences(tokens, begins, word)
    sizes = high - low
    rarest = np.argsort(sizes, kind="stable")
    rarest = rarest[(sizes[rarest] > 0) & (np.cumsum(sizes[rarest]) <= MOST)]
    begins, low, sizes = begins[rarest], low[rarest], sizes[rarest]
    inside = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    places = steps.suffixes.order[np.repeat(low, sizes) + inside].astype(np.int64)
    return places, np.repeat(begins, sizes), np.repeat(np.log(1 + len(index.heights) / sizes), sizes)


def _heaviest(
    index: Index, heights: Integers, places: Integers, ours: Integers, weights: Floats, most: int
) -> list[Candidate]:
    """``places`` of the index have ``WORD`` intervals in common with the take from ``ours`` on, all (H,)."""
    if not len(places):
        return []
    pieces = index.owners[places].astype(np.int64)
    pitched = heights[ours] < UNPITCHED
    semitones = np.where(pitched, (index.heights[places] - heights[ours]) % 12, 0)
    diagonals = places - index.starts[pieces] - ours + len(heights)  # from 1 on
    bands = int(diagonals.max()) // _BAND + 2
    best = np.zeros(len(index))
    keys = np.zeros(len(index), np.int64)
    for shift in (0, _BAND // 2):
        kinds, which = np.unique(
            (pieces * 12 + semitones) * bands + (diagonals + shift) // _BAND, return_inverse=True
        )
        sums = np.bincount(which, weights)
        order = np.argsort(sums, kind="stable")
        owners = kinds[order] // (12 * bands)
        better = sums[order] > best[owners]
        owners, order = owners[better], order[better]
        best[owners] = sums[order]  # of several of one piece the last, which is the heaviest
        keys[owners] = (kinds[order] % (12 * bands)) * _BAND + _BAND // 2 - shift
    chosen = np.argsort(-best, kind="stable")[:most]
    return [
        Candidate(
            piece=int(piece),
            semitones=int(keys[piece] // (bands * _BAND)),
            diagonal=int(keys[piece] % (bands * _BAND)) - len(heights),
            weight=float(best[piece]),
        )
        for piece in chosen
        if best[piece] > 0
    ]
