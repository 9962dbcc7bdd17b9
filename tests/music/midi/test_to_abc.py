"""Events become ABC that people can read and that sounds the same."""

import random

import pytest
from symusic.core import NoteTick, ScoreTick, TrackTick

from tunesmith.errors import TunesmithError
from tunesmith.music.midi.to_abc import to_abc
from tunesmith.music.notation import notation

ABC = notation("abc")
TUNE = """X:1
T:Walk
M:6/8
L:1/8
Q:3/8=110
K:Edor
B|EFG AB=c|.B2 .A G2 ^d|(3efe d B>A B|f3 E2|]
"""


def notes(score: ScoreTick) -> list[tuple[int, int, int]]:
    return sorted((note.time, note.duration, note.pitch) for note in score.tracks[0].notes)


def test_the_sound_of_real_tunes_comes_back(collections: list[tuple[str, str]]) -> None:
    tunes = random.Random(7).sample(collections, 100)
    same = 0
    for place, text in tunes:
        score = ScoreTick.from_midi(ABC.score(text).dumps_midi())
        if not score.note_num():
            continue
        written = to_abc(score, track=1)
        assert not ABC.problems(written.abc), (place, ABC.problems(written.abc)[0])
        same += notes(ABC.score(written.abc)) == notes(score)
    assert same >= 98


def test_it_reads_as_a_person_would_write_it() -> None:
    written = to_abc(ABC.score(TUNE), title="Walk")
    lines = written.abc.splitlines()
    assert lines[:6] == ["X:1", "T:Walk", "M:6/8", "L:1/8", "Q:3/8=110", "K:D"]
    assert lines[6].startswith("B|EFG AB=c|.B2 .A G2 ^d|(3efe d B3/2A/B|f3 E2|]")
    assert ABC.canonical(written.abc) == written.abc
    assert "pickup: 1/8" in " ".join(written.inferences)


def test_the_highest_track_or_the_one_that_is_wanted() -> None:
    score = ScoreTick(480)
    for name, pitch in (("bass", 40), ("flute", 76)):
        track = TrackTick(name, 0)
        for place in range(8):
            track.notes.append(NoteTick(place * 480, 480, pitch + place % 3, 80))
        score.tracks.append(track)
    assert notes(ABC.score(to_abc(score).abc))[0][2] == 76
    low = to_abc(score, track=1)
    assert notes(ABC.score(low.abc))[0][2] == 40
    assert any(sentence.startswith("track: 1 of 2") for sentence in low.inferences)
    with pytest.raises(TunesmithError, match="track 3"):
        to_abc(score, track=3)
    with pytest.raises(TunesmithError, match="no notes"):
        to_abc(ScoreTick(480))


def test_what_is_said_goes_before_what_is_stated() -> None:
    abc = to_abc(ABC.score(TUNE), key="Em", meter="3/4", pickup="0").abc
    assert "\nM:3/4\n" in abc
    assert "\nK:Em\n" in abc
    assert notes(ABC.score(abc)) == notes(ABC.score(TUNE))
