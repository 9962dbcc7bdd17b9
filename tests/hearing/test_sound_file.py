"""Files that hold no music end in one line, soon, and in little memory."""

import io
import re
import struct
import time
import tracemalloc
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tunesmith.errors import TunesmithError
from tunesmith.hearing.listen import listen
from tunesmith.hearing.sound_file import windows

pytest.importorskip("libsonare")

RATE = 8_000


def wav_header(frames: int, rate: int = RATE, channels: int = 1, size: int | None = None) -> bytes:
    """Of 16 bits a sample, saying what it is told to."""
    data = 2 * channels * frames if size is None else size
    form = struct.pack(
        "<HHIIHH", 1, channels, rate, min(2 * channels * rate, 2**32 - 1), 2 * channels % 2**16, 16
    )
    return (
        b"RIFF" + struct.pack("<I", min(data + 36, 2**32 - 1)) + b"WAVEfmt " + struct.pack("<I", 16) + form
        + b"data" + struct.pack("<I", min(data, 2**32 - 1))
    )  # fmt: skip


def as_file(samples: Any, rate: int = RATE, form: str = "WAV", **options: str) -> bytes:
    file = io.BytesIO()
    soundfile.write(file, samples, rate, format=form, **options)
    return file.getvalue()


TONE = 0.5 * np.sin(2 * np.pi * 440 * np.arange(2 * RATE) / RATE)


def refusal(path: Path) -> str:
    """What listening says is wrong, in one line; nothing where something is heard."""
    try:
        assert listen(path).note_num()
    except TunesmithError as error:
        text = str(error)
        assert "\n" not in text
        return text
    return ""


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.wav", b"", "cannot listen to .*a.wav: the file is empty"),
        ("a.mp3", b"", "cannot listen to .*a.mp3: the file is empty"),
        ("a.wav", b"X:1\nK:C\nCDEF|\n", "cannot listen to .*give wav, flac, ogg or mp3"),
        ("a.mp3", b"X:1\nK:C\nCDEF|\n" * 10_000, "cannot listen to .*give wav, flac, ogg or mp3"),
        ("a.txt", as_file(TONE), "its name ends with none of .wav, .flac, .ogg, .mp3"),
        ("a.raw", as_file(TONE), "its name ends with none of"),
        ("a.wav", as_file(np.zeros(0)), "holds no sound: it lasts 0 seconds"),
        ("a.wav", as_file(np.zeros(3 * RATE)), "is silent"),
        ("a.flac", as_file(np.zeros(3 * RATE), form="FLAC"), "is silent"),
        ("a.wav", as_file(np.full(3 * RATE, np.nan), subtype="FLOAT"), "is silent"),
        ("a.wav", as_file(np.full(3 * RATE, 0.5)), "no notes were heard"),
        ("a.wav", as_file(TONE[:10]), "no notes were heard"),
        ("a.wav", wav_header(36_000 * RATE) + bytes(100), "lasts 600 minutes: cut it|silent"),
        ("a.wav", as_file(TONE, rate=1), "convert it to 1 or 2 channels of 44100"),
        ("a.wav", wav_header(100, rate=2**31 - 1) + bytes(200), "convert it|cannot listen"),
        ("a.wav", wav_header(100, channels=1000) + bytes(200_000), "convert it|cannot listen"),
        ("a.wav", wav_header(0, size=2**32 - 1) + bytes(1000), "silent|cannot listen"),
    ],
)
def test_one_line_each(tmp_path: Path, name: str, data: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(data)
    began = time.monotonic()
    assert re.search(said, refusal(tmp_path / name))
    assert time.monotonic() - began < 3


def test_no_file_and_a_folder(tmp_path: Path) -> None:
    (tmp_path / "folder.wav").mkdir()
    for name, said in (("none.wav", "no such file"), ("folder.wav", "is a directory")):
        with pytest.raises(TunesmithError, match=f"cannot read .*{name}: {said}"):
            listen(tmp_path / name)


def test_ten_hours_are_refused_at_once(tmp_path: Path) -> None:
    """As a flac of silence they are a small file, true to its header."""
    path = tmp_path / "long.flac"
    with soundfile.SoundFile(path, "w", 4000, 1, format="FLAC") as sound:
        minute = np.zeros(60 * 4000, np.float32)
        for _ in range(600):
            sound.write(minute)
    began = time.monotonic()
    with pytest.raises(TunesmithError, match="lasts 600 minutes: cut it into parts of at most 20 minutes"):
        listen(path)
    assert time.monotonic() - began < 0.5


def test_a_length_that_is_not_stated_is_bounded_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tunesmith.hearing import sound_file

    (tmp_path / "a.wav").write_bytes(as_file(np.tile(TONE, 20)))
    monkeypatch.setattr(sound_file, "_check", lambda *header: None)
    monkeypatch.setattr(sound_file, "LONGEST", 30.0)
    with pytest.raises(TunesmithError, match="lasts over"):
        list(windows(tmp_path / "a.wav", seconds=5))


def test_memory_is_that_of_a_window(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(as_file(np.tile(TONE, 300)))  # ten minutes, 19 MB as floats
    tracemalloc.start()
    parts = [(w.onset, w.start, w.end, len(w.samples)) for w in windows(path)]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 12e6
    assert [start for _, start, _, _ in parts] == [60 * i for i in range(10)]
    assert [end for _, _, end, _ in parts] == [60 * (i + 1) for i in range(10)]
    assert [onset for onset, *_ in parts] == [0, *(60 * i - 1 for i in range(1, 10))]
    assert [size for *_, size in parts] == [66 * RATE, *[67 * RATE] * 8, 61 * RATE]


@pytest.mark.parametrize("seconds", [0.3, 0.5, 2, 7])
def test_windows_hold_the_sound(tmp_path: Path, seconds: float) -> None:
    (tmp_path / "a.wav").write_bytes(as_file(TONE))
    read = np.concatenate(
        [
            w.samples[round((w.start - w.onset) * RATE) : round((w.end - w.onset) * RATE)]
            for w in windows(tmp_path / "a.wav", seconds=seconds, before=0.2, after=0.4)
        ]
    )
    assert read == pytest.approx(TONE, abs=1e-4)


@pytest.mark.parametrize("share", [0.001, 0.1, 0.5, 0.99])
@pytest.mark.parametrize("form", ["wav", "flac", "ogg", "mp3"])
def test_files_that_are_cut_off(play: Any, form: str, share: float) -> None:
    """What is there is heard, or one line says that nothing can be."""
    path = play([(i / 2, 0.45, 62 + i) for i in range(12)], form=form)
    data = path.read_bytes()
    path.write_bytes(data[: int(share * len(data))])
    if share > 0.9 and form in ("wav", "mp3"):
        assert not refusal(path)
    elif share < 0.01:
        assert refusal(path)
    else:
        refusal(path)


HEADERS = [b"", wav_header(50), b"fLaC\x00\x00\x00\x22", b"OggS\x00\x02", b"\xff\xfb\x90\x00", b"ID3\x04\x00"]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(HEADERS), st.binary(max_size=600), st.sampled_from(["wav", "flac", "ogg", "mp3"]))
def test_random_bytes_are_refused_or_heard(tmp_path: Path, header: bytes, data: bytes, form: str) -> None:
    path = tmp_path / f"random.{form}"
    path.write_bytes(header + data)
    refusal(path)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data(), st.sampled_from(["WAV", "FLAC", "OGG", "MP3"]))
def test_damaged_files_are_refused_or_heard(tmp_path: Path, chance: st.DataObject, form: str) -> None:
    data = bytearray(as_file(TONE[: RATE // 2], form=form))
    for place in chance.draw(st.lists(st.integers(0, len(data) - 1), min_size=1, max_size=8)):
        data[place] = chance.draw(st.integers(0, 255))
    path = tmp_path / f"damaged.{form.lower()}"
    path.write_bytes(data)
    refusal(path)
