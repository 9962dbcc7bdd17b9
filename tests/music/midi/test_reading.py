"""MIDI files, sound and hostile: a score, or one line that says what is wrong."""

import struct
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from symusic.core import NoteTick, ScoreTick, TempoTick, TimeSignatureTick, TrackTick

from tunesmith.errors import TunesmithError
from tunesmith.music.midi import reading
from tunesmith.music.midi.reading import read_file, read_midi
from tunesmith.music.midi.text import read, write

C4 = b"\x90\x3c\x40"  # note-on, middle C
OFF = b"\x80\x3c\x00"
END = b"\x00\xff\x2f\x00"


def midi(*events: bytes, division: int = 480, form: int = 1, tracks: int = 1) -> bytes:
    """A file of one track; each event with its delta time before it."""
    body = b"".join(events) + END
    header = b"MThd" + struct.pack(">IHHH", 6, form, tracks, division)
    return header + b"MTrk" + struct.pack(">I", len(body)) + body


NOTE = (b"\x00" + C4, b"\x83\x60" + OFF)  # a quarter note: 0x83 0x60 is 480
GOOD = midi(*NOTE)


def refusal(data: bytes) -> str:
    with pytest.raises(TunesmithError) as caught:
        read_midi(data)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_file_of_one_note() -> None:
    score = read_midi(GOOD)
    assert score.ticks_per_quarter == 480
    assert [(n.time, n.duration, n.pitch, n.velocity) for n in score.tracks[0].notes] == [(0, 480, 60, 64)]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no MIDI file"),
        (b"RIFF" + GOOD, "no MIDI file"),
        (GOOD[:13], "cut short within its header"),
        (GOOD[:-1], "cut short within a track"),
        (GOOD[:24], "cut short within a track"),
        (GOOD[:14], "has 0 tracks"),
        (GOOD[:14] + b"MTrk\0\0\0\0" * 1_001, "has 1,001 tracks"),
        (midi(*NOTE, division=0), "zero ticks"),
        (midi(*NOTE, division=0xE728), "SMPTE"),  # 25 frames a second, 40 parts of each
        (midi(*NOTE, form=2), "several pieces"),
        (midi(*NOTE, form=3), "a header that no MIDI file has"),
        (GOOD[:4] + b"\0\0\0\2" + GOOD[8:], "a header that no MIDI file has"),
        (midi(), "no notes"),
        (midi(b"\x00" + C4), "no notes"),  # that never ends
        (midi(b"\x00\x90\xbc\x40"), "is damaged"),
        (midi(b"\x00\x40\x40"), "is damaged"),  # running status with nothing before it
        (midi(b"\x00\xff\x03\xff\xff\xff\x7f"), "is damaged"),  # a name of 256 MB
        (midi(b"\x00" + C4, b"\xff\xff\xff\x7f" + OFF), "lasts over 100,000 quarter notes"),
        (midi(*[b"\xff\xff\xff\x7f" + e for e in (C4, OFF)] * 9), "negative times"),  # past 2**31
    ],
)
def test_what_is_refused_and_why(data: bytes, said: str) -> None:
    assert said in refusal(data)


def test_what_no_score_states_is_passed_over() -> None:
    odd = (
        b"\x00\xff\x58\x04\x00\xff\x18\x08",  # a metre of 0 over 2**255
        b"\x00\xff\x51\x03\x00\x00\x00",  # no time to a beat
        b"\x00\xff\x59\x02\x55\x09",  # 85 sharps
        b"\x00\xff\x03\x03\xff\xfe\x80",  # a name that is no text
    )
    score = read_midi(midi(*odd, b"\x00\xff\x58\x04\x06\x03\x18\x08", *NOTE))
    assert [(m.numerator, m.denominator) for m in score.time_signatures] == [(6, 8)]
    assert not len(score.tempos)
    assert not len(score.key_signatures)
    assert read(write(score)).note_num() == 1


def test_the_tenth_channel_is_drums() -> None:
    score = read_midi(midi(b"\x00\x99\x24\x40", b"\x60\x89\x24\x00", *NOTE, form=0))
    assert {track.is_drum: track.notes[0].pitch for track in score.tracks} == {True: 36, False: 60}


def test_a_million_notes_are_read_and_one_more_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_NOTES", 1_000)
    assert read_midi(midi(*NOTE * 1_000)).note_num() == 1_000
    assert "has 1,001 notes, over 1,000" in refusal(midi(*NOTE * 1_001))


def test_two_million_notes_cost_a_moment() -> None:
    data = midi(b"".join((b"\x00" + C4, b"\x01" + OFF)) * 2_000_000)
    start = time.process_time()
    assert "has 2,000,000 notes" in refusal(data)
    assert time.process_time() - start < 5


def test_files_that_are_too_large_or_missing_are_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "big.mid"
    with path.open("wb") as file:
        file.truncate(reading.LARGEST + 1)
    with pytest.raises(TunesmithError, match=r"big\.mid has over 20 MB"):
        read_file(path)
    with pytest.raises(TunesmithError, match="no such file or directory"):
        read_file(tmp_path / "none.mid")
    with pytest.raises(TunesmithError, match=r"is no score: give one of \.mid"):
        read_file(tmp_path / "tune.abc")


def test_the_message_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "Bad.MID"
    path.write_bytes(GOOD[:-1])
    with pytest.raises(TunesmithError, match=r"Bad\.MID is cut short within a track: copy it again"):
        read_file(path)


def test_what_symusic_writes_comes_back(tmp_path: Path) -> None:
    score = ScoreTick(240)
    score.time_signatures.append(TimeSignatureTick(0, 3, 4))
    score.tempos.append(TempoTick(0, 96))
    for pitch, drums in ((72, False), (36, True)):
        track = TrackTick("a", 0, drums)
        track.notes.append(NoteTick(120, 240, pitch, 90))
        score.tracks.append(track)
    path = tmp_path / "a.kar"
    path.write_bytes(score.dumps_midi())
    assert write(read_file(path)).splitlines() == [
        "ticks 240", "meter 0 3/4", "tempo 0 96",
        "track 0 a", "120 240 72 90", "track drums a", "120 240 36 90",
    ]  # fmt: skip


def survives(data: bytes) -> None:
    """A score whose text can be read again, or a reason of one line, in no time."""
    start, said, text = time.process_time(), "", ""
    try:
        text = write(read_midi(data))
    except TunesmithError as error:
        said = str(error)
    assert "\n" not in said
    assert bool(said) != bool(text)
    assert not text or write(read(text)) == text
    assert time.process_time() - start < 2


@given(st.binary(max_size=400))
def test_any_bytes(data: bytes) -> None:
    survives(data)
    survives(GOOD[:14] + data)
    survives(midi(data))


LONG = midi(
    b"\x00\xff\x03\x05piano", b"\x00\xff\x58\x04\x06\x03\x18\x08", b"\x00\xff\x51\x03\x07\xa1\x20",
    b"\x00\xff\x59\x02\xfe\x01", b"\x00\xc0\x34", b"\x00\xff\x06\x05verse", b"\x00\xb0\x40\x7f", *NOTE * 12,
)  # fmt: skip


@settings(max_examples=400)
@given(
    st.lists(
        st.tuples(st.integers(0, len(LONG) - 1), st.binary(max_size=4), st.integers(0, 4)),
        min_size=1,
        max_size=6,
    )
)
def test_damage_anywhere_in_a_sound_file(damage: list[tuple[int, bytes, int]]) -> None:
    data = LONG
    for place, bytes_in, taken in damage:
        data = data[:place] + bytes_in + data[place + taken :]
    survives(data)
