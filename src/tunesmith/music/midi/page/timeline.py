"""When each note of a score sounds, in seconds: for lighting up the note that is heard."""

from bisect import bisect_right
from itertools import pairwise
from typing import TYPE_CHECKING

from tunesmith.music.midi.page.transcribe import transcribe

if TYPE_CHECKING:
    from symusic.core import ScoreTick

_DEFAULT = 120.0  # quarter notes a minute, of a file of events that states no tempo


def timeline(score: "ScoreTick") -> list[tuple[float, float, str]]:
    """Seconds on, seconds off and element id, as in the MEI, of every note or chord, in the order played.

    A note that is written as several tied ones has an entry for each.
    """
    clock = _Clock(score)
    sheet = transcribe(score).sheet
    found = [(clock.seconds(event.heard[0]), clock.seconds(event.heard[1]), event.id)
             for event in sheet.events if event.heads]  # fmt: skip
    return sorted(found, key=lambda entry: entry[0])


class _Clock:
    """From quarter notes to seconds, through changes of tempo."""

    def __init__(self, score: "ScoreTick") -> None:
        changes = {0.0: _DEFAULT} | {
            tempo.time / score.ticks_per_quarter: tempo.qpm for tempo in score.tempos
        }
        self.tempos = sorted(changes.items())
        self.reached = [0.0]  # seconds at each change
        for (onset, per_minute), (following, _) in pairwise(self.tempos):
            self.reached.append(self.reached[-1] + (following - onset) * 60 / per_minute)

    def seconds(self, onset: float) -> float:
        place = bisect_right(self.tempos, onset, key=lambda change: change[0]) - 1
        start, per_minute = self.tempos[place]
        return self.reached[place] + (onset - start) * 60 / per_minute
