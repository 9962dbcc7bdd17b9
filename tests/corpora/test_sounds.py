"""A folder of sound files is a corpus of scores, listened to once."""

import importlib.util
from pathlib import Path

import pytest

from tunesmith.corpora.facts import describe
from tunesmith.corpora.load import load_corpus
from tunesmith.corpora.score_texts import FORMAT
from tunesmith.hearing import backends
from tunesmith.music.midi.text import read
from tunesmith.music.notation import notation
from tunesmith.render.audio import Audio, encode, synthesize

if importlib.util.find_spec("libsonare") is None:
    pytest.skip("libsonare is not installed", allow_module_level=True)

TUNE = "X:1\nL:1/8\nQ:1/4=100\nM:4/4\nK:{}\nCDEF G2E2|AFcA G4|\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TUNESMITH_CACHE", str(tmp_path / "cache"))
    place = tmp_path / "sounds"
    place.mkdir()
    for key, form in (("C", "wav"), ("Eb", "mp3")):
        score = notation("abc").score(TUNE.format(key))
        (place / f"in_{key}.{form}").write_bytes(encode(synthesize(score), form))
    (place / "broken.flac").write_bytes(b"fLaC and no more")
    silence = synthesize(notation("abc").score(TUNE.format("C"))).samples * 0
    (place / "nothing.wav").write_bytes(encode(Audio(silence), "wav"))
    return place


def test_sounds_are_scores(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus = load_corpus(str(folder))
    assert [piece.title for piece in corpus.pieces] == ["in C", "in Eb"]
    heard = [[note.pitch for note in read(piece.content).tracks[0].notes] for piece in corpus.pieces]
    assert heard[0] == [60, 62, 64, 65, 67, 64, 69, 65, 72, 69, 67]
    assert heard[1] == [pitch - (pitch in (64, 69)) for pitch in heard[0]]
    reasons = {dropped.source: str(dropped) for dropped in corpus.report.dropped}
    assert reasons.keys() == {"broken.flac", "nothing.wav"}
    assert "silent" in reasons["nothing.wav"]
    assert describe(corpus).notes == 22

    def deaf(path: Path) -> None:
        raise AssertionError("it listens again")

    monkeypatch.setitem(backends._BACKENDS, "libsonare", ("libsonare", deaf))
    (folder / "nothing.wav").rename(folder / "still_nothing.wav")
    again = load_corpus(str(folder))
    assert again.pieces == corpus.pieces
    assert "sounds/still_nothing.wav is silent" in str(again.report.dropped[-1])


def test_without_ears_nothing_is_remembered(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(backends._BACKENDS, "libsonare", ("no_such_module", backends._by_libsonare))
    (folder / "more.mid").write_bytes(b"")
    for name in ("a", "b", "c"):
        score = notation("abc").score(TUNE.format("C"))
        score.dump_midi(str(folder / f"{name}.mid"))
    corpus = load_corpus(str(folder))
    assert any("pip install 'tunesmith[audio-in]'" in str(dropped) for dropped in corpus.report.dropped)
    assert not (folder.parent / "cache" / FORMAT).exists()
