"""A sound file as a score."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tunesmith.hearing.backends import hear
from tunesmith.hearing.beat import find_beat

if TYPE_CHECKING:
    from symusic.core import ScoreTick

_TICKS = 480  # a quarter note


def listen(path: Path, *, backend: str = "auto") -> "ScoreTick":
    """What is heard in a wav, flac, ogg or mp3 file of up to 20 minutes.

    One track, as played, in quarter notes of the one tempo that was found: onsets fall near a grid of
    sixteenths but not on it. The score begins with the first note. Metre and key are not told. ``backend``:
    see ``hear``, also for the TunesmithErrors.
    """
    from symusic.core import NoteTick, ScoreTick, TempoTick, TrackTick

    notes = hear(path, backend)
    beat = find_beat(np.array([note.onset for note in notes]))
    score, track = ScoreTick(_TICKS), TrackTick("heard")
    score.tempos.append(TempoTick(0, beat.quarters_per_minute))
    for note in notes:
        onset = max(0, round((note.onset - beat.onset) / beat.quarter * _TICKS))
        duration = max(1, round(note.duration / beat.quarter * _TICKS))
        track.notes.append(NoteTick(onset, duration, note.pitch, note.velocity))
    score.tracks.append(track)
    return score
