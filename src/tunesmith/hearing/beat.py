"""The beat of what was heard: the tempo at which onsets fall on a grid of sixteenths."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Times: TypeAlias = NDArray[np.float64]  # (N,) seconds

_STEPS = np.geomspace(0.08, 0.6, 1200)  # seconds: the shortest notes that are counted
_REACH = 4  # onsets that each is compared with
_LONGEST = 2.0  # seconds between those
_GOOD = 0.9  # of the best fit: the longest step that fits so well
_WRONG = 0.03  # of the step, that the intervals may be wrong by
_OVERSAMPLING = 8
_USUAL = 130.0  # quarter notes a minute: of 88 and 176, folk tunes are written at 176
_DIVISIONS = (1, 2, 4)  # of a quarter note, that the shortest notes may be


@dataclass(frozen=True, slots=True)
class Beat:
    quarter: float  # seconds
    onset: float  # seconds: here the grid begins, near the first onset

    @property
    def quarters_per_minute(self) -> float:
        return 60 / self.quarter


def find_beat(onsets: Times) -> Beat:
    """The beat of notes that begin at these times, in order; 120 a minute where there are too few to tell.

    The step is the longest whose multiples the intervals between near onsets are; the line that fits best
    through the onsets, by least squares, gives it exactly. The quarter note is that of 1, 2 or 4 steps that
    is nearest to 130 a minute.
    """
    first = float(onsets[0]) if len(onsets) else 0.0
    apart = onsets[np.diff(onsets, prepend=-1.0) > 0.05]  # the notes of a chord are one
    intervals = _intervals(apart)
    if len(intervals) < _REACH:
        return Beat(0.5, first)
    step, onset = _fitted(apart, _step(intervals))
    quarter = min((step * division for division in _DIVISIONS), key=lambda q: abs(np.log(60 / q / _USUAL)))
    return Beat(quarter, onset)


def _intervals(onsets: Times) -> Times:
    pairs = [onsets[reach:] - onsets[:-reach] for reach in range(1, _REACH + 1) if len(onsets) > reach]
    intervals = np.concatenate(pairs) if pairs else np.zeros(0)
    return intervals[intervals <= _LONGEST]


def _step(intervals: Times) -> float:
    """Seconds. How well a step fits is the mean cosine of where the intervals end in it: 1 at multiples."""
    fits = np.array([np.cos(2 * np.pi * intervals / step).mean() for step in _STEPS])
    good = np.flatnonzero(fits >= _GOOD * fits.max())
    last = good[-1]
    first = next((place + 1 for place in range(last, 0, -1) if fits[place - 1] < _GOOD * fits.max()), 0)
    return float(_STEPS[first + int(np.argmax(fits[first : last + 1]))])


def _fitted(onsets: Times, step: float) -> tuple[float, float]:
    """Step and beginning of the grid on which the onsets are best in phase, near this step.

    A step that is wrong by a part of step / length is out of phase in the end: so finely are steps tried.
    """
    length = float(onsets[-1] - onsets[0])
    resolution = step / length / _OVERSAMPLING
    tried = step * (1 + np.arange(-_WRONG, _WRONG + resolution, resolution))
    turned = [np.exp(2j * np.pi * (onsets - onsets[0]) / trial).mean() for trial in tried]
    best = int(np.argmax(np.abs(turned)))
    step = float(tried[best])
    phase = float(np.angle(turned[best])) / (2 * np.pi)
    numbers = np.round((onsets - onsets[0]) / step - phase)
    slope, beginning = np.polyfit(numbers, onsets, 1) if numbers[-1] > numbers[0] else (step, onsets[0])
    return float(slope), float(beginning)
