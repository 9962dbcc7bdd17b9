"""The playable form and its timeline."""

from pathlib import Path

import pytest
import symusic

from tunesmith.errors import TunesmithError
from tunesmith.music.abc.parser import parse
from tunesmith.music.abc.sound.score import to_score
from tunesmith.music.abc.sound.tempo import tempo
from tunesmith.music.abc.sound.timeline import timeline
from tunesmith.music.notation import notation

JIG = 'X:1\nT:A jig\nR:jig\nM:6/8\nL:1/8\nK:D\n|:"D"d3 {e}f3|"A7"e3 A3:|\n[M:9/8][K:Em]"Em"e6-e3|]\n'


def test_tracks_tempo_and_signatures() -> None:
    score = to_score(parse(JIG))
    assert [(track.name, track.program) for track in score.tracks] == [("melody", 110), ("accompaniment", 24)]
    assert [(t.time, round(t.qpm, 3)) for t in score.tempos] == [(0, 168.0)]
    assert [(t.time, t.numerator, t.denominator) for t in score.time_signatures] == [(0, 6, 8), (5760, 9, 8)]
    assert [(k.time, k.key, k.tonality) for k in score.key_signatures] == [(0, 2, 0), (5760, 1, 1)]
    assert [(n.time, n.duration, n.pitch) for n in score.tracks[0].notes][:3] == [
        (0, 720, 74), (720, 60, 76), (780, 660, 78),
    ]  # fmt: skip


def test_it_survives_a_midi_file(tmp_path: Path) -> None:
    score = to_score(parse(JIG), program=73)
    score.dump_midi(tmp_path / "jig.mid")
    back = symusic.Score(tmp_path / "jig.mid")
    assert {track.program for track in back.tracks} == {73, 24}
    assert back.note_num() == score.note_num()
    assert back.end() == score.end() == 8 * 720 + 9 * 240


def test_no_symbols_no_accompaniment() -> None:
    score = to_score(parse(JIG.replace('"D"', "").replace('"A7"', "").replace('"Em"', '"slowly"')))
    assert [track.name for track in score.tracks] == ["melody"]


def test_sevens_are_rounded_without_drifting() -> None:
    notes = to_score(parse("X:1\nM:4/4\nL:1/8\nK:C\n(7:4:7cdefgab (7:4:7cdefgab c8|")).tracks[0].notes
    assert notes[14].time == 1920
    assert all(notes[i].time + notes[i].duration == notes[i + 1].time for i in range(14))


def test_an_endless_tune_is_refused() -> None:
    with pytest.raises(TunesmithError, match="correct its note lengths"):
        to_score(parse("X:1\nM:4/4\nL:1/1\nK:C\n" + "c9999" * 10))


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("Q:3/8=120\nM:6/8", 180),
        ("R:double jig\nM:6/8", 168),
        ("R:Slip Jig\nM:9/8", 168),
        ("M:6/8", 162),
        ("R:reel\nM:C|", 200),
        ("R:waltz\nM:3/4", 144),
        ("M:3/4", 116),
        ("M:none", 96),
        ("Q:1/4=0\nM:6/8", 162),
    ],
)
def test_tempo(header: str, expected: float) -> None:
    assert tempo(parse(f"X:1\n{header}\nK:C\nc")) == pytest.approx(expected)


def test_timeline_follows_repeats_and_changes_of_tempo() -> None:
    text = "X:1\nM:4/4\nL:1/4\nQ:1/4=60\nK:C\n|:C{D}E-:|[Q:1/4=120]E2 |\n"
    c, e, last = (f"n{text.index(sign)}" for sign in ("C{", "E-", "E2"))
    assert timeline(parse(text)) == [(0, 1, c), (1, 2, e), (2, 3, c), (3, 4, e), (4, 5, last)]


def test_the_notation_by_name() -> None:
    abc = notation("abc")
    assert abc.name == "abc"
    assert abc.problems(JIG) == []
    assert abc.score(JIG).tracks[0].name == "melody"
    assert len(abc.timeline(JIG)) == 10
    assert "<mei" in abc.mei(JIG)
    assert "<score-partwise" in abc.musicxml(JIG)
    assert abc.canonical(abc.canonical(JIG)) == abc.canonical(JIG)
    assert "K:E\n" in abc.transpose(JIG, 2)
    with pytest.raises(TunesmithError, match="choose from abc"):
        notation("tab")
