"""When each note of the score sounds, in seconds: for lighting up the note that is heard."""

from bisect import bisect_right
from fractions import Fraction
from itertools import pairwise

from tunesmith.music.abc.sound.tempo import tempos
from tunesmith.music.abc.sound.timetable import timetable
from tunesmith.music.abc.tune import Note, Tune


def timeline(tune: Tune) -> list[tuple[float, float, str]]:
    """Seconds on, seconds off and element id ("n" and the note's offset) of the melody, in the order played.

    A tied note has its own entry, because it has a notehead of its own; a grace note has none, the note
    that it adorns lights up for both.
    """
    moments = timetable(tune)
    clock = _Clock(tempos(tune, moments))
    return [
        (clock.seconds(onset), clock.seconds(onset + note.duration), f"n{note.start}")
        for onset, note in ((moment.onset, moment.element) for moment in moments)
        if isinstance(note, Note)
    ]


class _Clock:
    """From quarter notes to seconds, through changes of tempo."""

    def __init__(self, tempos: list[tuple[Fraction, float]]) -> None:
        """``tempos``: onset in quarter notes and quarter notes a minute, the first at 0."""
        self._tempos = tempos
        self._reached = [0.0]  # seconds at each change
        for (onset, per_minute), (following, _) in pairwise(tempos):
            self._reached.append(self._reached[-1] + float(following - onset) * 60 / per_minute)

    def seconds(self, onset: Fraction) -> float:
        place = bisect_right(self._tempos, onset, key=lambda change: change[0]) - 1
        start, per_minute = self._tempos[place]
        return self._reached[place] + float(onset - start) * 60 / per_minute
