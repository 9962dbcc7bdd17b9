"""A score and its text are the same thing."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from symusic.core import (
    KeySignatureTick,
    NoteTick,
    ScoreTick,
    TempoTick,
    TextMetaTick,
    TimeSignatureTick,
    TrackTick,
)

from tunesmith.errors import TunesmithError
from tunesmith.music.midi.meters import measures
from tunesmith.music.midi.text import read, title, write
from tunesmith.music.midi.transpose import transpose, transpose_to
from tunesmith.music.notation import notation

TEXT = """title A beginning
ticks 480
meter 0 1/4
meter 480 4/4
key 0 -3 minor
tempo 0 96
mark 1440 fermata
track 52 Soprano
0 480 67 92
480 960 72 92
track drums
0 120 36 100
"""

notes = st.builds(
    NoteTick,
    time=st.integers(0, 10_000),
    duration=st.integers(1, 2000),
    pitch=st.integers(0, 127),
    velocity=st.integers(0, 127),
)


def test_hand_written() -> None:
    score = read(TEXT)
    assert score.ticks_per_quarter == 480
    assert [(m.time, m.numerator, m.denominator) for m in score.time_signatures] == [(0, 1, 4), (480, 4, 4)]
    assert (score.key_signatures[0].key, score.key_signatures[0].tonality) == (-3, 1)
    assert [track.is_drum for track in score.tracks] == [False, True]
    assert [(n.time, n.duration, n.pitch, n.velocity) for n in score.tracks[0].notes][1] == (480, 960, 72, 92)
    assert write(score, title(TEXT)) == TEXT
    assert notation("midi").canonical(TEXT) == TEXT
    assert notation("midi").problems(TEXT) == []


@given(
    st.lists(st.tuples(st.lists(notes, min_size=1), st.integers(0, 127), st.booleans(), st.text())),
    st.lists(st.tuples(st.integers(0, 9999), st.integers(1, 255), st.sampled_from([1, 2, 4, 8, 64]))),
    st.lists(st.tuples(st.integers(0, 9999), st.integers(-7, 7), st.integers(0, 1))),
    st.lists(st.tuples(st.integers(0, 9999), st.floats(5, 900))),
    st.lists(st.tuples(st.integers(0, 9999), st.text())),
    st.integers(1, 32767),
)
def test_every_score_comes_back(tracks, meters, keys, tempos, marks, ticks) -> None:  # type: ignore[no-untyped-def]
    score = ScoreTick(ticks)
    for meter in meters:
        score.time_signatures.append(TimeSignatureTick(*meter))
    for key in keys:
        score.key_signatures.append(KeySignatureTick(*key))
    for tempo in tempos:
        score.tempos.append(TempoTick(*tempo))
    for mark in marks:
        score.markers.append(TextMetaTick(*mark))
    for its_notes, program, drums, name in tracks:
        track = TrackTick(name, 0 if drums else program, drums)
        for note in its_notes:
            track.notes.append(note)
        score.tracks.append(track)
    text = write(score)
    assert write(read(text)) == text
    assert sum(len(track.notes) for track in read(text).tracks) == len(
        {(i, n.time, n.duration, n.pitch, n.velocity) for i, t in enumerate(tracks) for n in t[0]}
    )


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(TunesmithError):
        read(text)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("0 480 67 92", "below a line that begins with track"),
        ("track 128 Organ", "below 128"),
        ("track 0 Piano\n0 0 60 80", "duration above 0"),
        ("track 0 Piano\n0 480 60", "missing or wrong"),
        ("track 0 Piano\n0 480 128 80", "below 128"),
        ("ticks 0", "1 to 32767"),
        ("meter 0 4/3", "a fraction such as 4/4"),
        ("key 0 9 major", "-7 to 7"),
        ("tempo 0 0", "1 to 10000"),
        ("tempo 0 nan", "1 to 10000"),
        ("melody", "no line begins with"),
        ("track 0 Piano\n99999999999 1 60 80", "from 0 on"),
        ("ticks 1\ntrack 0 Piano\n0 100001 60 80", "lasts over 100,000 quarter notes"),
    ],
)
def test_what_cannot_be_read_is_named(line: str, says: str) -> None:
    with pytest.raises(TunesmithError, match=says):
        read(line)
    assert [problem.rule for problem in notation("midi").problems(line)] == ["unreadable"]


def test_bars() -> None:
    """A pickup of one quarter, two bars of 4/4, then 3/4 in the middle of the third, which it ends."""
    score = read("ticks 4\nmeter 0 1/4\nmeter 4 4/4\nmeter 44 3/4\ntrack 0\n0 62 60 80\n")
    found = measures(score)
    assert [(bar.onset, bar.end) for bar in found] == [
        (0, 4),
        (4, 20),
        (20, 36),
        (36, 44),
        (44, 56),
        (56, 68),
    ]
    assert found[0].meter == (4, 4)
    assert found[0].position == 12
    assert [bar.full for bar in found] == [16, 16, 16, 16, 12, 12]


def test_transposing() -> None:
    score = read(TEXT)
    up = transpose(score, 2)
    assert [n.pitch for n in up.tracks[0].notes] == [69, 74]
    assert [n.pitch for n in up.tracks[1].notes] == [36]  # a drum is not a pitch
    assert up.key_signatures[0].key == -1  # from C minor to D minor
    assert write(transpose(up, -2)) == write(score)
    assert transpose_to(score, "Am").key_signatures[0].key == 0
    with pytest.raises(TunesmithError, match="beyond the range of MIDI"):
        transpose(score, 60)
