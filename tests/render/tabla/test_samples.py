"""A folder of recorded strokes: what is taken of it, and what is said of the rest."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from tunesmith.errors import TunesmithError
from tunesmith.music.tabla.hits import GE, NA, STROKES, TE, Hit
from tunesmith.render.audio import RATE
from tunesmith.render.tabla.samples import load_samples, resampled
from tunesmith.render.tabla.strokes import stroke_sound
from tunesmith.render.tabla.synth import mix, synthesize


def tone(hertz: float, seconds: float, rate: int) -> np.ndarray:
    """A sine that falls off."""
    times = np.arange(round(seconds * rate)) / rate
    return 0.5 * np.exp(-times * 5) * np.sin(2 * np.pi * hertz * times)


def peak(sound: np.ndarray) -> float:
    """Hz of the strongest partial."""
    size = 4 * RATE
    return float(np.argmax(np.abs(np.fft.rfft(sound[0], size))) * RATE / size)


@pytest.mark.parametrize(("rate", "suffix"), [(44_100, "wav"), (48_000, "flac"), (22_050, "ogg")])
def test_any_rate(tmp_path: Path, rate: int, suffix: str) -> None:
    soundfile.write(tmp_path / f"NA.{suffix}", tone(440, 1.0, rate), rate)
    kit = load_samples(tmp_path)
    assert list(kit.sounds) == [NA]
    sound = kit.sounds[NA]
    assert sound.dtype == np.float32
    assert sound.shape[0] == 2
    assert sound.shape[1] == pytest.approx(RATE, abs=200)
    assert peak(sound) == pytest.approx(440, abs=0.5)
    assert np.abs(sound).max() == pytest.approx(np.abs(stroke_sound(NA, 293.66)).max())
    assert kit.notes == ("synthesized, as there is no file: tin, tun, te, re, ge, ke",)


def test_stereo_stays_stereo_and_begins_with_the_stroke(tmp_path: Path) -> None:
    late = np.concatenate([np.zeros(RATE // 2), tone(200, 0.5, RATE)])
    soundfile.write(tmp_path / "ge.wav", np.stack([late, 0.5 * late], axis=1), RATE)
    sound = load_samples(tmp_path).sounds[GE]
    assert np.abs(sound[0]).max() == pytest.approx(2 * np.abs(sound[1]).max(), rel=0.001)
    assert sound.shape[1] == pytest.approx(RATE / 2, abs=200)


def test_resampling_keeps_a_sine() -> None:
    for rate in (8_000, 44_100, 44_101, 96_000):
        found = resampled(np.stack([tone(300, 0.4, rate)] * 2).astype(np.float32), rate)
        expected = tone(300, 0.4, RATE)
        assert found.shape == (2, len(expected))
        # Away from its edges, where a sine that begins at once has no band.
        inside = slice(2000, -2000)
        np.testing.assert_allclose(found[0][inside], expected[inside], atol=2e-3)


def test_they_are_played(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "na.wav", tone(700, 0.5, RATE), RATE)
    kit = load_samples(tmp_path)
    played = mix([(Hit(0, NA, 1.0), 0), (Hit(1.0, TE, 1.0), 0)], 293.66, kit.sounds)
    assert peak(played[:, : RATE // 2]) == pytest.approx(700, abs=1)
    te = stroke_sound(TE, 293.66)
    np.testing.assert_allclose(played[:, RATE : RATE + te.shape[1]], te, atol=1e-6)  # that of the synthesizer
    assert np.abs(synthesize([Hit(0, NA)], samples=kit.sounds)).max() < 1


def test_files_that_are_no_strokes_are_named(tmp_path: Path) -> None:
    for name in (*STROKES, "dha"):
        soundfile.write(tmp_path / f"{name}.wav", tone(400, 0.1, RATE), RATE)
    soundfile.write(tmp_path / "te.flac", tone(400, 0.1, RATE), RATE)
    (tmp_path / "licence.txt").write_text("free")
    (tmp_path / ".hidden").write_text("")
    kit = load_samples(tmp_path)
    assert set(kit.sounds) == set(STROKES)
    assert [note.split(":")[0] for note in kit.notes] == [
        "left out dha.wav", "left out licence.txt", "left out te.wav",
    ]  # fmt: skip
    assert "another te" in kit.notes[2]


def test_bad_files(tmp_path: Path) -> None:
    with pytest.raises(TunesmithError, match=r"no samples in .*: put some of na\.wav, tin\.wav"):
        load_samples(tmp_path)
    with pytest.raises(TunesmithError, match=r"cannot read the samples in .*nowhere: No such file"):
        load_samples(tmp_path / "nowhere")
    bad = tmp_path / "na.wav"
    bad.write_bytes(b"no sound at all")
    with pytest.raises(TunesmithError, match=r"cannot read .*na\.wav"):
        load_samples(tmp_path)
    for samples, rate, says in (
        (np.zeros(0), RATE, "is silent"),
        (np.zeros(RATE), RATE, "is silent"),
        (tone(300, 10.1, 8000), 8000, "too long: cut it to one stroke, 10 seconds"),
        (np.zeros((100, 4)), RATE, "has 4 channels"),
        (tone(300, 1, 2000), 2000, "2000 samples a second: resample it to 48000"),
    ):
        soundfile.write(bad, samples, rate)
        with pytest.raises(TunesmithError, match=says):
            load_samples(tmp_path)
    soundfile.write(bad, np.array([0.1, np.nan, 0.2]), RATE, subtype="FLOAT")
    with pytest.raises(TunesmithError, match="no numbers"):
        load_samples(tmp_path)
