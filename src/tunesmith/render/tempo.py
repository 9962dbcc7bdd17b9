"""Another tempo for a score."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from symusic.core import ScoreTick

UNSTATED = 120.0  # quarter notes a minute: what a MIDI file without a tempo means
SLOWEST = 4.0  # that a MIDI file can state


def with_tempo(score: "ScoreTick", quarters_per_minute: float) -> "ScoreTick":
    """The score beginning at this tempo; later changes keep their proportion to it."""
    from symusic.core import TempoTick, TempoTickList

    score = score.copy()
    marks = {mark.time: mark.qpm for mark in sorted(score.tempos, key=lambda mark: mark.time)}
    faster = quarters_per_minute / marks.setdefault(0, UNSTATED)
    score.tempos = TempoTickList(
        [TempoTick(time, max(qpm * faster, SLOWEST)) for time, qpm in sorted(marks.items())]
    )
    return score
