"""How fast a tune goes."""

import re
from fractions import Fraction

from tunesmith.music.abc.reading.fields import read_tempo
from tunesmith.music.abc.sound.timetable import Moment
from tunesmith.music.abc.tune import Field, Tempo, Tune
from tunesmith.music.meter import Meter

# Beats a minute by the rhythm that R: names; the beat is the metre's own. Session speeds, on the easy side.
_BY_RHYTHM = {
    "jig": 112,
    "slipjig": 112,
    "slide": 124,
    "reel": 100,
    "hornpipe": 76,
    "strathspey": 72,
    "polka": 120,
    "march": 100,
    "waltz": 144,
    "mazurka": 132,
    "barndance": 92,
    "air": 66,
    "song": 76,
}
_SLOWEST, _FASTEST = 10.0, 1000.0  # quarter notes a minute


def tempo(tune: Tune) -> float:
    """Quarter notes a minute at the beginning: what ``Q:`` says, else what suits the rhythm and the metre.

    Without ``Q:``, ``R:`` decides (a jig goes at 112 dotted quarters, a reel at 100 halves), and without a
    rhythm that is known the metre: 108 beats in compound time, 116 quarters in 3/4, 88 halves in 4/4 and
    2/2, 96 quarters otherwise.
    """
    if tune.tempo is not None:
        return _within_reason(tune.tempo)
    beat, usual = _beat(tune.meter)
    words = re.findall(r"[a-z]+", tune.rhythm.lower())
    return beat * next((_BY_RHYTHM[word] for word in words if word in _BY_RHYTHM), usual)


def tempos(tune: Tune, moments: list[Moment]) -> list[tuple[Fraction, float]]:
    """Onset and quarter notes a minute of the first tempo, at 0, and of every ``Q:`` that is passed later."""
    changes = {Fraction(0): tempo(tune)}
    for moment in moments:
        if isinstance(moment.element, Field) and moment.element.letter == "Q":
            mark, _ = read_tempo(moment.element.value, tune.unit)
            if mark is not None:
                changes[moment.onset] = _within_reason(mark)
    return list(changes.items())


def _within_reason(mark: Tempo) -> float:
    return min(max(mark.quarters_per_minute, _SLOWEST), _FASTEST)


def _beat(meter: Meter) -> tuple[float, int]:
    """The beat in quarter notes that a foot would tap, and its usual number a minute."""
    if meter.compound:
        return 12 / meter.denominator, 108
    if meter.numerator == 3:
        return 1.0, 116
    if meter.length == 4:
        return 2.0, 88
    return 1.0, 96
