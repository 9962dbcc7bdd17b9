"""The tune that a take is nearest to, by local alignment.

T. Smith and M. Waterman, "Identification of common molecular subsequences" (1981): of all ways to lay a
passage of the take along a passage of a tune, note by note with some left out on either side, the one of
highest score.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tunesmith.evaluation.novelty.melody import UNPITCHED, Integers

PITCH, LENGTH = 1.0, 0.5  # what a note of the same pitch, and of the same length too, adds
OTHER, LEFT_OUT = -1.0, -1.0  # what a note of another pitch, and one left out, takes away

Floats = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Alignment:
    """Notes that lie beside each other, in order."""

    score: float  # from 0 to 1: of the score of the take along itself
    ours: Integers  # (A,) numbers of notes of the take, from 0
    theirs: Integers  # (A,) of the notes of the tune beside them
    same: NDArray[np.bool_]  # (A,) whether they have one pitch, transposed, octaves aside


def scores(
    heights: Integers, lengths: Integers, others: Sequence[tuple[Integers, Integers, int]]
) -> list[float]:
    """The score of N notes along each of several tunes, from 0 to 1.

    ``others``: heights and lengths of a tune, and the semitones from the take up to it.
    """
    if not len(heights) or not others:
        return [0.0] * len(others)
    longest = max(len(their) for their, _, _ in others)
    theirs = np.full((len(others), longest), -1, np.int32)  # no note is there
    durations = np.zeros((len(others), longest), np.int32)
    semitones = np.array([semitones for _, _, semitones in others])
    for number, (their, durations_there, _) in enumerate(others):
        theirs[number, : len(their)] = classes(their)
        durations[number, : len(their)] = durations_there
    fall = (-LEFT_OUT * np.arange(longest + 1)).astype(np.float32)
    before = np.zeros((len(others), longest + 1), np.float32)
    row, best = np.zeros_like(before), np.zeros_like(before)
    more, longer = np.float32(PITCH - OTHER), np.float32(LENGTH)
    # In place, for these few lines take most of the time.
    for height, length in zip(heights.tolist(), lengths.tolist(), strict=True):
        alike = theirs == transposed(height, semitones).astype(np.int32)[:, None]
        along = alike * more
        along += (alike & (durations == length)) * longer
        along += np.float32(OTHER)
        along += before[:, :-1]
        np.add(before[:, 1:], np.float32(LEFT_OUT), out=row[:, 1:])
        np.maximum(row[:, 1:], along, out=row[:, 1:])
        np.maximum(row, 0, out=row)
        # Notes of the tune that are left out: the best of all that end before, less what lies between.
        row += fall
        np.maximum.accumulate(row, axis=1, out=before)
        before -= fall
        np.maximum(best, before, out=best)
    return [float(score) / itself(len(heights)) for score in best.max(axis=1)]


def align(
    heights: Integers, lengths: Integers, theirs: Integers, lasts: Integers, semitones: int
) -> Alignment:
    """The best alignment of N notes with a tune of J, note by note. Of several, the one that ends first."""
    table = np.zeros((len(heights) + 1, len(theirs) + 1), np.float32)
    fall = (-LEFT_OUT * np.arange(len(theirs) + 1)).astype(np.float32)
    alike = classes(theirs)[None, :] == transposed(heights, semitones)[:, None]
    gains = np.where(alike, PITCH + LENGTH * (lengths[:, None] == lasts[None, :]), OTHER).astype(np.float32)
    for place in range(len(heights)):
        row = table[place + 1]
        np.maximum(table[place, :-1] + gains[place], table[place, 1:] + np.float32(LEFT_OUT), out=row[1:])
        np.maximum(row, 0, out=row)
        row[:] = np.maximum.accumulate(row + fall) - fall
    our, their = divmod(int(table.argmax()), table.shape[1])
    score = float(table[our, their]) / itself(len(heights)) if len(heights) else 0.0
    pairs: list[tuple[int, int]] = []
    while table[our, their] > 0:
        here = table[our, their]
        if here == table[our - 1, their - 1] + gains[our - 1, their - 1]:
            our, their = our - 1, their - 1
            pairs.append((our, their))
        elif here == table[our - 1, their] + np.float32(LEFT_OUT):
            our -= 1
        else:
            their -= 1
    ours, beside = np.array(pairs[::-1], np.int64).reshape(-1, 2).T
    return Alignment(score, ours, beside, alike[ours, beside])


def itself(notes: int) -> float:
    """The score of so many notes along themselves, the highest there is."""
    return notes * (PITCH + LENGTH)


def classes(heights: Integers) -> Integers:
    """Pitches without their octave; bols and drums as they are."""
    return np.where(heights < UNPITCHED, heights % 12, heights).astype(np.int64)


def transposed(heights: Integers | int, semitones: Integers | int) -> Integers:
    """The classes of heights so many semitones higher; bols and drums as they are."""
    moved = np.where(np.less(heights, UNPITCHED), np.add(heights, semitones) % 12, heights)
    return np.asarray(moved, np.int64)
