"""Files of music: what they hold comes in, and nothing that they could hold does harm."""

import importlib.util
import struct
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from symusic.core import NoteTick, ScoreTick, TrackTick

from tunesmith.errors import TunesmithError
from tunesmith.music.midi.reading import LARGEST, read_file, read_midi


def midi() -> bytes:
    score = ScoreTick(480)
    score.tracks.append(TrackTick("Flute", 73, False))
    score.tracks.append(TrackTick("Kit", 0, True))
    for place in range(8):
        score.tracks[0].notes.append(NoteTick(240 * place, 240, 60 + place, 80))
        score.tracks[1].notes.append(NoteTick(240 * place, 120, 36, 100))
    return score.dumps_midi()


def header(form: int = 1, tracks: int = 1, division: int = 480) -> bytes:
    return b"MThd" + struct.pack(">IHHH", 6, form, tracks, division)


def test_a_midi_file(tmp_path: Path) -> None:
    (tmp_path / "tune.mid").write_bytes(midi())
    score = read_file(tmp_path / "tune.mid")
    assert [(track.program, track.is_drum, len(track.notes)) for track in score.tracks] == [
        (73, False, 8),
        (0, True, 8),
    ]
    assert [note.pitch for note in score.tracks[0].notes] == list(range(60, 68))


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "does not begin with MThd"),
        (b"RIFF....", "does not begin with MThd"),
        (b"MThd\0\0\0\6\0", "cut short within its header"),
        (header(division=0) + midi()[14:], "zero ticks"),
        (header(division=0xE728) + midi()[14:], "SMPTE"),
        (header(form=7) + midi()[14:], "header that no MIDI file has"),
        (midi()[:-40], "cut short within a track"),
        (header(), "has 0 tracks"),
        (header() + b"MTrk\0\0\0\4\0\xff\x2f\0", "no notes"),
        (header() + b"MTrk\0\0\0\4\0\xff\x2f\0" * 1001, "has 1,001 tracks"),
    ],
)
def test_damaged_midi_is_one_line(data: bytes, says: str) -> None:
    with pytest.raises(TunesmithError, match=says) as error:
        read_midi(data)
    assert "\n" not in str(error.value)


def test_files_that_are_too_large_or_of_another_kind(tmp_path: Path) -> None:
    with (tmp_path / "large.mid").open("wb") as file:
        file.truncate(LARGEST + 1)
    with pytest.raises(TunesmithError, match="has over 20 MB"):
        read_file(tmp_path / "large.mid")
    with pytest.raises(TunesmithError, match="is no score"):
        read_file(tmp_path / "song.txt")
    with pytest.raises(TunesmithError, match="no such file"):
        read_file(tmp_path / "missing.mid")


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for start in (b"", header(), header() + b"MTrk" + struct.pack(">I", len(data))):
        with suppress(TunesmithError):
            read_midi(start + data)


@given(st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=6))
def test_a_file_with_wrong_bytes_is_read_or_refused(changes: list[tuple[int, int]]) -> None:
    data = bytearray(midi())
    for place, value in changes:
        data[place % len(data)] = value
    with suppress(TunesmithError):
        read_midi(bytes(data))


def test_a_chorale() -> None:
    """BWV 101.7 in print: F major's signature for D minor, a pickup, six fermatas, four voices."""
    spec = importlib.util.find_spec("music21")
    corpus = Path(spec.origin).parent / "corpus" if spec and spec.origin else None
    if corpus is None:
        pytest.skip("music21 is not installed")
    score = read_file(corpus / "bach" / "bwv101.7.mxl")
    quarter = score.ticks_per_quarter
    assert [(m.time, m.numerator, m.denominator) for m in score.time_signatures] == [
        (0, 1, 4),
        (quarter, 4, 4),
    ]
    assert [(k.key, k.tonality) for k in score.key_signatures] == [(-1, 1)]
    assert [track.name for track in score.tracks] == ["Soprano", "Alto", "Tenor", "Bass"]
    assert [mark.time // quarter for mark in score.markers] == [7, 15, 23, 31, 39, 47]
    assert [note.pitch for note in score.tracks[0].notes][:8] == [69, 69, 65, 67, 69, 65, 64, 62]
