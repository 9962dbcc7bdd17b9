"""Swung eighths."""

from collections import defaultdict
from typing import TYPE_CHECKING

from tunesmith.music.midi.meters import measures

if TYPE_CHECKING:
    from symusic.core import ScoreTick

STRAIGHT, MOST = 0.5, 0.75


def with_swing(score: "ScoreTick", share: float) -> "ScoreTick":
    """The score with the second eighth of each quarter note beginning ``share`` of a quarter after the first.

    0.5 is straight, 2/3 as in triplets, 0.75 a dotted eighth and a sixteenth. In ticks, an eighth at
    ``beat + quarter / 2`` goes to ``beat + round(share * quarter)``, and so does the end of a note that stops
    there. Only in metres whose beats are quarters or halves (2/4, 3/4, 4/4, 2/2), and only quarters in which
    nothing but eighths begins: sixteenths and triplets stay as they are written.
    """
    score = score.copy()
    quarter = score.ticks_per_quarter
    offbeats = _offbeats(score)
    for track in score.tracks:
        for note in track.notes:
            onset, end = note.time, note.time + note.duration
            begun = _moved(onset, offbeats, quarter, share)
            stopped = _moved(end, offbeats, quarter, share)
            note.time, note.duration = begun, (stopped if stopped > begun else end + begun - onset) - begun
    return score


def _moved(time: int, offbeats: set[int], quarter: int, share: float) -> int:
    return time - quarter // 2 + round(share * quarter) if time in offbeats else time


def _offbeats(score: "ScoreTick") -> set[int]:
    """The middles of all quarter notes that may be swung, in ticks."""
    quarter = score.ticks_per_quarter
    begun = sorted({note.time for track in score.tracks for note in track.notes})
    middles, place = set[int](), 0
    for measure in measures(score):
        swung = measure.meter[1] in (1, 2, 4)
        inside = defaultdict[int, set[int]](set)  # the number of the quarter -> where in it notes begin
        while place < len(begun) and begun[place] < measure.end:
            number, rest = divmod(begun[place] - measure.onset + measure.position, quarter)
            inside[number].add(rest)
            place += 1
        for number, begins in inside.items():
            if swung and begins <= {0, quarter // 2}:
                middles.add(measure.onset - measure.position + number * quarter + quarter // 2)
    return middles
