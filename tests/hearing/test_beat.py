"""Tempi from onsets that are known."""

import numpy as np
import pytest

from tunesmith.hearing.beat import Beat, find_beat


def quarters(*lengths: float, times: int = 8) -> "np.ndarray":
    return np.concatenate([[0], np.cumsum(np.tile(lengths, times))])


REEL = quarters(1, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5)
JIG = quarters(*[0.5] * 5, 1, 0.5, 1, 0.5)
SONG = quarters(1, 0.5, 0.5, 1, 2, 1.5, 0.25, 0.25, 1)


@pytest.mark.parametrize(
    ("onsets", "qpm"), [(REEL, 176), (REEL, 150), (JIG, 168), (JIG, 140), (SONG, 92), (SONG, 66), (SONG, 120)]
)
@pytest.mark.parametrize("error", [0, 0.004, 0.012])
def test_the_tempo_is_found_exactly(onsets: "np.ndarray", qpm: float, error: float) -> None:
    played = 3.21 + onsets * 60 / qpm + np.random.default_rng(1).normal(0, error, len(onsets))
    beat = find_beat(np.sort(played))
    assert min(abs(beat.quarters_per_minute / qpm / ratio - 1) for ratio in (0.5, 1, 2)) < 0.002
    sixteenths = (played - beat.onset) / beat.quarter * 4
    assert np.abs(sixteenths - np.round(sixteenths)).mean() < 0.25 * (error > 0) + 1e-3
    assert abs(beat.onset - played[0]) < beat.quarter / 8


def test_chords_and_long_music() -> None:
    onsets = np.sort(np.concatenate([REEL, REEL + 0.01, REEL[::2]]) * 60 / 176)
    assert find_beat(onsets).quarters_per_minute == pytest.approx(176, rel=0.005)
    long = quarters(0.5, 0.5, 1, 0.5, 0.5, 1, times=500) * 60 / 153.3
    assert find_beat(long).quarters_per_minute == pytest.approx(153.3, rel=1e-4)


@pytest.mark.parametrize("onsets", [[], [1.5], [0, 1], [0, 0, 0, 0, 0], [5.0, 20.0, 900.0, 1000.0, 1100.0]])
def test_too_little_to_tell(onsets: list[float]) -> None:
    first = onsets[0] if onsets else 0.0
    assert find_beat(np.array(onsets)) == Beat(0.5, first)
