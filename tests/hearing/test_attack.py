"""Tones made by hand: where they begin is known."""

import numpy as np
import pytest

from tunesmith.hearing.attack import struck
from tunesmith.hearing.heard import Heard

RATE = 24_000
TIMES = np.arange(3 * RATE) / RATE


def tone(pitch: int, begin: float, end: float, swell: float) -> "np.ndarray":
    """With three partials, swelling evenly for so many seconds."""
    hertz = 440 * 2 ** ((pitch - 69) / 12)
    waves = sum(np.sin(2 * np.pi * hertz * partial * TIMES) / partial for partial in (1, 2, 3))
    level = np.clip((TIMES - begin) / swell, 0, 1) * np.clip((end - TIMES) / 0.02, 0, 1)
    return (0.3 * waves * level).astype(np.float32)


@pytest.mark.parametrize("swell", [0.002, 0.03, 0.08])
@pytest.mark.parametrize("pitch", [55, 69, 88])
@pytest.mark.parametrize("late", [-0.02, 0.0, 0.03])
def test_a_note_begins_where_it_swells(pitch: int, swell: float, late: float) -> None:
    (note,) = struck([Heard(0.5 + late, 1 - late, pitch)], tone(pitch, 0.5, 1.5, swell), RATE)
    assert note.onset == pytest.approx(0.5, abs=0.022)
    assert note.onset + note.duration == pytest.approx(1.5)


def test_a_part_of_a_note_is_joined_to_it() -> None:
    parts = [Heard(0.5, 0.4, 69), Heard(0.92, 0.5, 69)]
    (note,) = struck(parts, tone(69, 0.5, 1.5, 0.01), RATE)
    assert note.onset == pytest.approx(0.5, abs=0.02)
    assert note.onset + note.duration == pytest.approx(1.42, abs=0.06)


def test_a_note_struck_again_is_two() -> None:
    samples = tone(69, 0.5, 0.95, 0.01) + tone(69, 1.0, 1.5, 0.01)
    assert len(struck([Heard(0.5, 0.5, 69), Heard(1.0, 0.5, 69)], samples, RATE)) == 2


def test_what_is_not_there_is_left_out() -> None:
    ghosts = [Heard(0.5, 0.3, 72), Heard(1.0, 0.2, 81)]
    assert [note.pitch for note in struck([Heard(0.5, 1, 69), *ghosts], tone(69, 0.5, 1.5, 0.01), RATE)] == [
        69
    ]


def test_a_note_that_rings_into_the_next_ends_there_and_a_chord_stays() -> None:
    samples = tone(62, 0.5, 1.1, 0.01) + tone(69, 1.0, 2.0, 0.01) + tone(73, 1.0, 2.0, 0.01)
    notes = struck([Heard(0.5, 0.6, 62), Heard(1.0, 1.0, 69), Heard(1.0, 1.0, 73)], samples, RATE)
    assert [note.pitch for note in notes] in ([62, 69, 73], [62, 73, 69])
    assert [note.duration for note in notes] == pytest.approx([0.5, 1, 1], abs=0.03)


def test_notes_at_the_edges() -> None:
    assert struck([Heard(2.999, 0.5, 69), Heard(5.0, 1.0, 60)], tone(69, 0, 3, 0.01), RATE) == []
    assert struck([], np.zeros(0, np.float32), RATE) == []
