"""Folders of scores as corpora."""

import random
from pathlib import Path

import pytest
from symusic.core import NoteTick, ScoreTick, TempoTick, TimeSignatureTick, TrackTick

from tunesmith.corpora.facts import describe
from tunesmith.corpora.load import load_corpus
from tunesmith.corpora.scores import melody
from tunesmith.errors import TunesmithError
from tunesmith.music.midi.text import read


def write_score(path: Path, pitches: list[int], program: int = 40, drums: bool = False) -> None:
    score = ScoreTick(480)
    score.tempos.append(TempoTick(0, 100))
    score.time_signatures.append(TimeSignatureTick(0, 3, 4))
    score.tracks.append(TrackTick("Part", program, drums))
    for place, pitch in enumerate(pitches):
        score.tracks[0].notes.append(NoteTick(480 * place, 480, pitch, 80))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(score.dumps_midi())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in range(30):
        tune = random.Random(number).choices(range(60, 80), k=24)
        write_score(tmp_path / "music" / f"tune-{number:02}.mid", tune)
    write_score(tmp_path / "music" / "again.mid", random.Random(0).choices(range(60, 80), k=24))
    (tmp_path / "music" / "broken.mid").write_bytes(b"MThd and no more")
    (tmp_path / "music" / "one.abc").write_text("X:1\nT:One\nK:D\nDEF|\n")
    (tmp_path / "music" / "notes.txt").write_text("not music")
    return tmp_path / "music"


def test_a_folder_of_midi(folder: Path) -> None:
    corpus = load_corpus(str(folder))
    assert corpus.notation == "midi"
    assert len(corpus.pieces) == 30
    assert corpus.report.counts == {"unreadable": 1, "other-notation": 1, "duplicate": 1}
    assert {str(dropped).split(":")[0] for dropped in corpus.report.dropped} == {
        "broken.mid", "one.abc", "tune-00.mid",
    }  # fmt: skip
    assert corpus.pieces[0].title == "again"
    assert load_corpus(str(folder)).pieces == corpus.pieces


def test_its_figures(folder: Path) -> None:
    facts = describe(load_corpus(str(folder)))
    assert facts.scores is not None
    assert facts.notes == 30 * 24
    assert facts.scores.instruments == {"program 40": 30}
    assert (facts.scores.voices_at_once, facts.scores.most_voices) == (1.0, 1)
    assert facts.scores.bars == (8, 8, 8)
    assert facts.scores.seconds == pytest.approx((14.4, 14.4, 14.4), rel=1e-3)
    assert (facts.meters, facts.scores.tempos, facts.keys) == ({"3/4": 30}, {"100": 30}, {"not stated": 30})


def test_drums_are_read_as_drums(tmp_path: Path) -> None:
    for number in range(12):
        groove = [36, 42, 38, 42, *[36 + (number * place) % 12 for place in range(16)]]
        write_score(tmp_path / "drummer1" / "session1" / f"{number}.mid", groove, program=0, drums=True)
    corpus = load_corpus(str(tmp_path))
    assert all(track.is_drum for piece in corpus.pieces for track in read(piece.content).tracks)
    facts = describe(corpus)
    assert facts.scores is not None
    assert set(facts.scores.instruments) == {"drums"}


def test_tunes_that_are_alike_stay_together(tmp_path: Path) -> None:
    for number in range(40):
        tune = random.Random(number).choices(range(60, 72), k=60)
        write_score(tmp_path / f"a{number:02}.mid", tune)
        write_score(tmp_path / f"b{number:02}.mid", [pitch + 3 for pitch in tune])  # in another key
    corpus = load_corpus(str(tmp_path))
    assert len(corpus.groups) == 40
    held = corpus.split.held_out
    assert all(len(held.intersection(group)) in (0, 2) for group in corpus.groups)


def test_a_melody_is_its_intervals() -> None:
    low, high = "0 4 40 80\n4 4 52 80", "0 4 60 80\n0 4 64 80\n4 4 71 80\n8 4 71 80"
    assert melody(read(f"ticks 4\ntrack 0 low\n{low}\ntrack 0 high\n{high}\n")) == bytes([128 + 7, 128])


def test_nothing_to_read(tmp_path: Path) -> None:
    with pytest.raises(TunesmithError, match="no file of ABC, MIDI, MusicXML, kern, tabla or sound"):
        load_corpus(str(tmp_path))


@pytest.mark.long
def test_all_chorales() -> None:
    pytest.importorskip("music21")
    corpus = load_corpus("chorales")
    assert (corpus.report.read, len(corpus.pieces)) == (408, 363)
