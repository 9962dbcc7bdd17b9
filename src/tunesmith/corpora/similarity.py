"""Which tunes are the same tune in another key or setting: melodies compared by what few tunes share.

A melody is the sequence of its steps on the staff from note to note: transposition does not change it, nor
do note lengths, a missing accidental, ornaments or bar lines. Two tunes are near-duplicates when, of the
runs of ``RUN`` steps in the poorer one, they share more than ``ALIKE`` of the weight, each run weighted by
its rarity, log(1 + tunes / tunes that have it) (inverse document frequency; K. Spärck Jones, "A statistical
interpretation of term specificity", 1972), and more than ``LEAST`` runs that no third tune has would weigh.
The numbers were chosen by looking at the pairs they find across O'Neill, Ryan and Aird; without ``LEAST``,
the short songs of the Essen collection hang together by their cadences in one group of thousands.
"""

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tunesmith.music.abc.tune import Note, Pitch, Tune

RUN = 8  # steps, so nine notes: eight bytes, which make one 64-bit integer
ALIKE = 0.15
LEAST = 8  # runs
MOST_RUNS = 2_000_000  # of all tunes together; of more, only those whose hash falls into one part
_NEIGHBOURS = 40  # with so many of the next tunes that have a run a tune is compared: it bounds the time

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)  # Fibonacci hashing (Knuth 1973, section 6.4)
_STEPS = {step: index for index, step in enumerate("CDEFGAB")}


def melody(tune: Tune) -> bytes:
    """The steps on the staff between consecutive notes, one byte each, 128 for a repeated note.

    Of a chord the highest note counts; tied notes are one; grace notes and rests do not count.
    """
    heights: list[int] = []
    tied = False
    for element in tune.body:
        if isinstance(element, Note):
            top = max(element.pitches, key=_height)
            if not (tied and heights and heights[-1] == _height(top)):
                heights.append(_height(top))
            tied = top.tie
    return bytes(min(max(128 + after - before, 0), 255) for before, after in pairwise(heights))


def near_duplicates(melodies: Sequence[bytes]) -> list[list[int]]:
    """Groups of indices, each with two or more members, in order; being alike is passed on along chains."""
    group = list(range(len(melodies)))

    def leader(index: int) -> int:
        while group[index] != index:
            group[index] = group[group[index]]
            index = group[index]
        return index

    for one, other in alike(melodies):
        first, second = sorted((leader(one), leader(other)))
        group[second] = first
    members: defaultdict[int, list[int]] = defaultdict(list)
    for index in range(len(melodies)):
        members[leader(index)].append(index)
    return [indices for indices in members.values() if len(indices) > 1]


def alike(melodies: Sequence[bytes]) -> list[tuple[int, int]]:
    """All pairs of near-duplicates, the smaller index first."""
    parts = 1 + sum(map(len, melodies)) // MOST_RUNS
    runs = [_runs(steps, parts) for steps in melodies]
    owners = np.repeat(np.arange(len(runs)), [len(own) for own in runs])  # (R,) tune of each run
    if len(owners) < 2:
        return []
    _, kinds, tunes = np.unique(np.concatenate(runs), return_inverse=True, return_counts=True)
    weights = np.log1p(len(melodies) / tunes)[kinds]  # (R,)
    total = np.bincount(owners, weights, minlength=len(melodies))
    order = np.argsort(kinds, kind="stable")
    keys, shared = _shared(kinds[order], owners[order], weights[order], len(melodies))
    one, other = np.divmod(keys, len(melodies))
    least = LEAST / parts * np.log1p(len(melodies) / 2)
    enough = np.maximum(ALIKE * np.minimum(total[one], total[other]), least)
    found = shared > enough
    return list(zip(one[found].tolist(), other[found].tolist(), strict=True))


def _runs(steps: bytes, parts: int) -> NDArray[np.uint64]:
    """The distinct runs of a melody, each as one integer; of these one in ``parts``, the same in every tune.

    Two tunes share as large a part of their runs in such a sample as in all (A. Z. Broder, "On the
    resemblance and containment of documents", 1997).
    """
    if len(steps) < RUN:
        return np.empty(0, np.uint64)
    windows = np.lib.stride_tricks.sliding_window_view(np.frombuffer(steps, np.uint8), RUN)
    runs = np.unique(np.ascontiguousarray(windows).view(np.uint64).ravel())
    return runs if parts == 1 else runs[(runs * _GOLDEN >> np.uint64(32)) % np.uint64(parts) == 0]


def _shared(
    kinds: NDArray[np.intp], owners: NDArray[np.intp], weights: NDArray[np.float64], tunes: int
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Pairs of tunes, as one * tunes + other, and the weight of what they share. Runs come sorted by kind."""
    pairs, shares = [], []
    for distance in range(1, min(_NEIGHBOURS, len(kinds) - 1) + 1):
        same = kinds[distance:] == kinds[:-distance]
        pairs.append((owners[:-distance] * tunes + owners[distance:])[same])
        shares.append(weights[distance:][same])
    keys, inverse = np.unique(np.concatenate(pairs), return_inverse=True)
    return keys, np.bincount(inverse, np.concatenate(shares)).astype(np.float64)


def _height(pitch: Pitch) -> int:
    return 7 * pitch.octave + _STEPS[pitch.step]
