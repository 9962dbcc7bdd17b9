"""Sound made by the project, written as files."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from symusic.core import NoteTick, ScoreTick, TempoTick, TrackTick

from tunesmith.render.audio import encode, synthesize

Tune = Sequence[tuple[float, float, int]]  # quarter, quarters, MIDI pitch
Play = Callable[..., Path]


@pytest.fixture
def play(tmp_path: Path) -> Play:
    """A file in which these notes sound."""

    def played(notes: Tune, program: int = 0, qpm: float = 120, form: str = "wav") -> Path:
        score, track = ScoreTick(480), TrackTick("melody", program)
        score.tempos.append(TempoTick(0, qpm))
        for onset, length, pitch in notes:
            track.notes.append(NoteTick(round(480 * onset), round(480 * length), pitch, 92))
        score.tracks.append(track)
        path = tmp_path / f"sound.{form}"
        path.write_bytes(encode(synthesize(score), form))
        return path

    return played
