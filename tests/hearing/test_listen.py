"""What is heard of music that we played ourselves."""

import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import soundfile

from tunesmith.api.outputs import render
from tunesmith.errors import TunesmithError
from tunesmith.evaluation.transcription import note_f1
from tunesmith.hearing import backends
from tunesmith.hearing.backends import hear
from tunesmith.hearing.listen import listen
from tunesmith.music.notation import notation
from tunesmith.music.piece import Piece
from tunesmith.render.playing import Playing

pytest.importorskip("libsonare")

SCALE = [62, 64, 66, 67, 69, 71, 73, 74]
MELODY = [(i / 2, 0.45, SCALE[(3 * i) % 8]) for i in range(24)]
REEL = "X:1\nR:reel\nM:4/4\nL:1/8\nK:D\nD2FA dAFA|GBdB AFED|DFAd fdAF|E2e2 e4|ABAF dFAF|GFEF D4|]\n"
WALTZ = "X:2\nT:Round\nM:3/4\nL:1/4\nK:G\nG2 B|d2 d|c/B/ A2|G3|B2 d|g2 f|e/d/ c A|G3|]\n"


@pytest.mark.parametrize(("program", "least"), [(40, 0.9), (73, 0.85), (0, 0.9)])
@pytest.mark.parametrize("text", [REEL, WALTZ])
def test_tunes_are_heard(tmp_path: Path, text: str, program: int, least: float) -> None:
    sound = tmp_path / "tune.mp3"
    sound.write_bytes(render(Piece("", "", "abc", text, ""), "mp3", Playing(instrument=str(program))))
    played = notation("abc").score(text).to("second").tracks[0].notes
    heard = hear(sound)
    assert note_f1([(n.time, n.pitch) for n in played], [(n.onset, n.pitch) for n in heard]) >= least


@pytest.mark.parametrize("form", ["wav", "flac", "ogg", "mp3"])
def test_every_format_gives_the_score(play: Any, form: str) -> None:
    score = listen(play(MELODY, form=form))
    (track,) = score.tracks
    assert [note.pitch for note in track.notes] == [pitch for _, _, pitch in MELODY]
    assert score.tempos[0].qpm == pytest.approx(120, rel=0.002)
    steps = np.array([note.time for note in track.notes]) / 120
    assert np.round(steps).tolist() == [2 * i for i in range(24)]
    assert np.abs(steps - np.round(steps)).max() < 0.2, "near the grid of sixteenths"
    assert all(180 <= note.duration <= 300 for note in track.notes[:-1]), "the last rings out"
    assert len({note.velocity for note in track.notes}) > 1


def test_silence_before_is_left_out(play: Any, tmp_path: Path) -> None:
    samples, rate = soundfile.read(play(MELODY))
    soundfile.write(tmp_path / "late.wav", np.concatenate([np.zeros((3 * rate, 2)), samples]), rate)
    assert hear(tmp_path / "late.wav")[0].onset == pytest.approx(3, abs=0.05)
    assert listen(tmp_path / "late.wav").tracks[0].notes[0].time < 30


@pytest.mark.parametrize("rate", [16_000, 44_100, 96_000])
def test_any_usual_rate(play: Any, tmp_path: Path, rate: int) -> None:
    import libsonare

    samples, given = soundfile.read(play(MELODY), dtype="float32")
    soundfile.write(tmp_path / "rate.wav", np.array(libsonare.resample(samples[:, 0], given, rate)), rate)
    assert [note.pitch for note in hear(tmp_path / "rate.wav")] == [pitch for _, _, pitch in MELODY]


def test_windows_are_not_heard_in_the_score(play: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut every 2 seconds, the same notes are found once each."""
    sound = play(MELODY)
    whole = hear(sound)
    full = backends.windows
    monkeypatch.setattr(backends, "windows", lambda path: full(path, seconds=2.0, before=1.0, after=1.0))
    parts = hear(sound)
    assert [note.pitch for note in parts] == [note.pitch for note in whole]
    assert [note.onset for note in parts] == pytest.approx([note.onset for note in whole], abs=0.02)


def test_two_voices_are_heard(play: Any) -> None:
    low = [(2 * i, 1.9, pitch) for i, pitch in enumerate((50, 55, 57, 50, 43, 45))]
    heard = hear(play([*MELODY, *low]))
    assert note_f1([(q / 2, p) for q, _, p in [*MELODY, *low]], [(n.onset, n.pitch) for n in heard]) > 0.7


# Backends


def test_without_the_library_its_extra_is_named(play: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backends, "find_spec", lambda name: None)
    with pytest.raises(
        TunesmithError, match=r"libsonare is not installed: run pip install 'tunesmith\[audio-in\]'"
    ):
        listen(play(MELODY[:4]))
    with pytest.raises(TunesmithError, match="basic-pitch is not installed"):
        listen(play(MELODY[:4]), backend="basic-pitch")


def test_an_unknown_backend(play: Any) -> None:
    with pytest.raises(TunesmithError, match="no backend 'ears': choose one of auto, libsonare, basic-pitch"):
        listen(play(MELODY[:4]), backend="ears")


def test_basic_pitch_is_taken_where_it_is(play: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stand-in that answers as basic_pitch.inference.predict is documented to."""
    stand_in = ModuleType("basic_pitch.inference")
    events = [(0.5, 0.9, 64, 0.5, [0]), (0.0, 0.5, 62, 1.0, None)]
    stand_in.predict = lambda path: ({}, None, events)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "basic_pitch", ModuleType("basic_pitch"))
    monkeypatch.setitem(sys.modules, "basic_pitch.inference", stand_in)
    monkeypatch.setattr(backends, "find_spec", lambda name: name)
    heard = hear(play(MELODY[:4]))
    assert [(note.onset, note.pitch, note.velocity) for note in heard] == [(0.0, 62, 127), (0.5, 64, 64)]
