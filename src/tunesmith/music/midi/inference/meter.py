"""In what metre music is that states none, and where its first bar begins."""

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tunesmith.music.midi.inference.habits import ENDS, ONSETS

Signature = tuple[int, int]
Line = Sequence[tuple[Fraction, Fraction, int, int]]  # onset, end in quarter notes; pitch, velocity

METERS: tuple[Signature, ...] = tuple(ONSETS)
_LIKE = {
    (2, 2): (4, 4),
    (4, 2): (4, 4),
    (6, 4): (6, 8),
    (3, 8): (3, 4),
    (3, 2): (3, 4),
}  # and how fast they go
_ONE, _TWO = Fraction(1), Fraction(2)
_SPEED = {(2, 2): _ONE, (4, 2): _TWO, (6, 4): _TWO, (3, 8): Fraction(1, 2), (3, 2): _TWO}
_MOST = 64  # sixteenths whose evidence counts in full: they repeat each other
_LONGEST = 4096  # sixteenths that are looked at
_ALIKE = 40.0  # what it is worth that all notes come again after a bar, and after two
_EVEN = 2.0  # of velocities: a smaller deviation is no accent
_ACCENT = 10.0  # for each standard deviation that the first of a bar is louder
_PICKUP = (0.7, 2.0, 2.0)  # what any costs; of an odd number of sixteenths; where the file states a metre


class Beat(NamedTuple):
    meter: Signature
    pickup: Fraction  # quarter notes before the first bar line
    sure: float  # from 0 to 1


class _Steps(NamedTuple):
    """A line in sixteenths. (N,) each."""

    kinds: NDArray[np.int64]  # 0 where no note begins, else 1 to 5 by the time to the next
    pitches: NDArray[np.int64]
    accents: NDArray[np.float64]  # velocities, standardised; 0 where no note begins
    last: int  # where the last note begins


def find_beat(
    lines: Sequence[Line], meters: Sequence[Signature] = METERS, *, stated: bool = False
) -> Beat | None:
    """The metre among ``meters`` and the pickup that a listener would expect; None where nothing tells.

    Every line is looked at on a grid of sixteenths: how likely are its onsets at their places in the bar
    (``habits.py``), how much comes again after one and two bars (autocorrelation of pitches and rhythm), and
    is the first of the bar louder? ``stated``: the file says the metre, so that bars most likely begin at 0.
    """
    known = [meter for meter in meters if _LIKE.get(meter, meter) in ONSETS]
    scores: dict[tuple[Signature, int], float] = {}
    for meter in known:
        like, speed = _LIKE.get(meter, meter), _SPEED.get(meter, _ONE)
        for line in lines:
            if len(line) < 4:
                continue
            steps = _steps(line, speed)
            for pickup, score in enumerate(_scores(steps, like, stated)):
                scores[meter, pickup] = scores.get((meter, pickup), 0.0) + score / len(lines)
    if not scores:
        return None
    (meter, pickup), best = max(scores.items(), key=lambda item: item[1])
    sure = 1 / sum(np.exp((score - best) / 4) for score in scores.values())
    return Beat(meter, Fraction(pickup, 4) * _SPEED.get(meter, _ONE), float(min(sure, 0.99)))


def _steps(line: Line, speed: Fraction) -> _Steps:
    first: dict[int, tuple[int, int]] = {}
    for onset, _, pitch, velocity in line:
        place = round(onset * 4 / speed)
        if place < _LONGEST and pitch > first.get(place, (0, 0))[0]:
            first[place] = (pitch, velocity)
    places = sorted(first)
    end = max(places[-1] + 1, min(_LONGEST, round(max(note[1] for note in line) * 4 / speed)))
    kinds, pitches, accents = np.zeros(end, np.int64), np.zeros(end, np.int64), np.zeros(end)
    velocities = np.array([first[place][1] for place in places], float)
    spread = float(velocities.std())
    loud = (velocities - velocities.mean()) / spread if spread > _EVEN else velocities * 0
    for index, (place, after) in enumerate(zip(places, [*places[1:], end], strict=True)):
        kinds[place] = (1, 1, 2, 3, 4, 4, 5)[min(after - place, 6)]
        pitches[place], accents[place] = first[place][0], loud[index]
    return _Steps(kinds, pitches, accents, places[-1])


def _scores(steps: _Steps, meter: Signature, stated: bool) -> list[float]:
    """How well a metre goes with each pickup, counted in sixteenths."""
    table, ends = np.array(ONSETS[meter]), ENDS[meter]
    length = len(table)
    places = np.arange(len(steps.kinds))
    weight = min(1.0, _MOST / len(places)) / 10
    alike = _ALIKE * (_again(steps, length) + _again(steps, 2 * length))
    begun = steps.kinds > 0
    scores = []
    for pickup in range(length):
        position = (places - pickup) % length
        score = (
            alike
            - weight * float(table[position, steps.kinds].sum())
            - ends[(steps.last - pickup) % length] / 10
        )
        firsts = steps.accents[begun & (position == 0)]
        score += _ACCENT * float(firsts.mean()) if len(firsts) else 0.0
        any_pickup, odd, surprise = _PICKUP
        scores.append(score - (pickup > 0) * (any_pickup + surprise * stated) - odd * (pickup % 2))
    return scores


def _again(steps: _Steps, lag: int) -> float:
    """How many notes come again after so many sixteenths, from 0 to 2: half for rhythm, half for pitch."""
    if lag >= len(steps.kinds):
        return 0.0
    before, after = steps.kinds[:-lag], steps.kinds[lag:]
    begun = before > 0
    count = int(begun.sum())
    if count < 4:
        return 0.0
    same = steps.pitches[:-lag] == steps.pitches[lag:]
    return float(((before == after) & begun).sum() + (same & begun).sum()) / count
