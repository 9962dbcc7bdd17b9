"""Reading many scores: in order, sheet music only once."""

import importlib.util
from dataclasses import replace
from pathlib import Path

import pytest

from tunesmith.corpora import load
from tunesmith.corpora.facts import describe
from tunesmith.corpora.load import load_corpus
from tunesmith.corpora.score_texts import FORMAT, score_texts
from tunesmith.errors import TunesmithError
from tunesmith.music.midi.meters import measures
from tunesmith.music.midi.music21_process import GaveUpError, Music21
from tunesmith.music.midi.text import read

if importlib.util.find_spec("music21") is None:
    pytest.skip("music21 is not installed", allow_module_level=True)


def kern(*notes: str) -> str:
    return "\n".join(["**kern", "*M4/4", "=1", *notes, "==", "*-", ""])


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TUNESMITH_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / FORMAT


@pytest.fixture
def asleep(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """From now on music21 has nothing to say."""

    def give_up(self: Music21, text: str, form: str) -> str:
        raise GaveUpError("sleeps")

    monkeypatch.setattr(Music21, "read", give_up)
    return monkeypatch


def files(folder: Path, count: int = 6) -> list[Path]:
    paths = []
    for number in range(count):
        path = folder / "music" / f"{number}.krn"
        path.parent.mkdir(exist_ok=True)
        path.write_text(kern(f"4{'cdefgab'[number]}", "2.cc"))
        paths.append(path)
    return paths


def pitches(found: list[str | TunesmithError]) -> list[int | str]:
    return [
        str(text).partition(".krn ")[2] if isinstance(text, TunesmithError) else
        min(n.pitch for n in read(text).tracks[0].notes)
        for text in found
    ]  # fmt: skip


def test_once_and_in_order(tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = files(tmp_path)
    paths[2].write_text("**kern\n*-\n")
    found = list(score_texts(paths))
    assert pitches(found) == [60, 62, "has no notes: leave it out", 65, 67, 69]
    assert f"{paths[2]} has no notes: leave it out" == str(found[2])
    assert len(list(cache.iterdir())) == 6
    monkeypatch.setattr(Music21, "read", None)
    assert list(map(str, score_texts(paths))) == list(map(str, found))


def test_what_is_kept_goes_by_content_and_is_checked(
    tmp_path: Path, cache: Path, request: pytest.FixtureRequest
) -> None:
    paths = files(tmp_path, 3)
    list(score_texts(paths))
    kept = sorted(cache.iterdir())
    whole = kept[0].read_bytes()
    for damaged in (whole[:-5], whole.replace(b"ticks 480", b"ticks 481"), b"", b"\xff\xfe"):
        kept[0].write_bytes(damaged)
        assert pitches(list(score_texts(paths))) == [60, 62, 64]
        assert kept[0].read_bytes() == whole
    paths[1].write_text(kern("1B"))
    paths[2].rename(paths[2].with_name("other.krn"))
    paths[2] = paths[2].with_name("other.krn")
    request.getfixturevalue("asleep")
    assert pitches(list(score_texts(paths))) == [60, "sleeps", 64]


@pytest.mark.usefixtures("asleep")
def test_what_another_day_may_be_read_is_not_kept(tmp_path: Path, cache: Path) -> None:
    assert pitches(list(score_texts(files(tmp_path, 2)))) == ["sleeps", "sleeps"]
    assert not cache.exists()


def test_a_cache_that_cannot_be_written_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("TUNESMITH_CACHE", str(tmp_path / "file"))
    with pytest.raises(TunesmithError, match="cannot write"):
        list(score_texts(files(tmp_path, 2)))


@pytest.mark.usefixtures("cache")
def test_a_folder_of_everything(tmp_path: Path) -> None:
    """Kern, MIDI, and files that are broken: the corpus goes on without them."""
    paths = files(tmp_path, 3)
    (paths[0].parent / "0.mid").write_bytes(read(kern_text()).dumps_midi())
    (paths[0].parent / "bad.mid").write_bytes(b"MThd\0\0")
    (paths[0].parent / "bad.mxl").write_bytes(b"PK\3\4")
    (paths[0].parent / "bad.xml").write_text("<!DOCTYPE a [<!ENTITY b 'c'>]><score-partwise/>")
    corpus = load_corpus(str(tmp_path / "music"))
    assert [(piece.id, piece.title, piece.source) for piece in corpus.pieces] == [
        ("music/0", "0", "0.krn"), ("music/0:0.mid", "0", "0.mid"),
        ("music/1", "1", "1.krn"), ("music/2", "2", "2.krn"),
    ]  # fmt: skip
    assert [(dropped.source, dropped.reason) for dropped in corpus.report.dropped] == [
        ("bad.mid", "unreadable"), ("bad.mxl", "unreadable"), ("bad.xml", "unreadable"),
    ]  # fmt: skip
    assert "defines entities" in corpus.report.dropped[2].detail


def kern_text() -> str:
    return "ticks 480\ntrack 40 fiddle\n" + "\n".join(f"{480 * n} 480 {60 + n % 7} 80" for n in range(40))


@pytest.mark.usefixtures("cache")
def test_a_few_chorales(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of those that fit the pattern some have instruments beside their voices."""
    entry = replace(load.ENTRIES["chorales"], pattern="bwv12[1-4].6*.mxl")
    monkeypatch.setitem(load.ENTRIES, "chorales", entry)
    corpus = load_corpus("chorales")
    reasons = corpus.report.counts
    assert (corpus.report.read, len(corpus.pieces), reasons) == (4, 3, {"voices": 1})
    for piece in corpus.pieces:
        score = read(piece.content)
        assert [(track.name, track.program) for track in score.tracks] == [
            ("Soprano", 52), ("Alto", 52), ("Tenor", 52), ("Bass", 52)
        ]  # fmt: skip
        assert piece.title == piece.id.removeprefix("bach/") == Path(piece.source).stem
        assert len(score.key_signatures)
        assert len(score.markers)
        assert measures(score)
    facts = describe(corpus)
    assert facts.scores is not None
    assert facts.scores.most_voices == 4
    assert facts.scores.instruments == {"program 52": len(corpus.pieces)}


@pytest.mark.long
def test_a_hundred_thousand_files_need_no_more_than_their_text(tmp_path: Path) -> None:
    """Ten thousand here; the memory of the process is told by a child, which reads nothing else."""
    import subprocess
    import sys

    data = read(kern_text()).dumps_midi()
    for number in range(10_000):
        (tmp_path / f"{number}.mid").write_bytes(data)
    code = (
        "import resource, sys, time\nfrom tunesmith.corpora.reading import read_places\n"
        "from pathlib import Path\nimport symusic.core\n"
        "peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "before, start = peak(), time.process_time()\n"
        "pieces = read_places([('a', Path(sys.argv[1]))]).pieces\n"
        "text = sum(len(piece.content) for piece in pieces)\n"
        "print(len(pieces), text, (peak() - before) * 1024, time.process_time() - start)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], check=True, capture_output=True, text=True
    )
    count, text, memory, seconds = map(float, done.stdout.split())
    assert count == 10_000
    assert memory < 2 * text + 3_000 * count + 30e6
    assert seconds < 60
