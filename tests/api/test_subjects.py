"""What is read of files and folders that are to be compared."""

from pathlib import Path

import pytest

from tunesmith.api.model import load
from tunesmith.api.subjects import corpus_of_takes, find_sources, read_subjects
from tunesmith.errors import TunesmithError

TUNE = "X:{}\nT:{}\nM:6/8\nL:1/8\nK:D\nDEF GAB|A3 D3|]\n"
TABLA = "tala: teental\nmukhda: Dha Dhin Dhin Dha\n"


@pytest.fixture
def folder(tmp_path: Path, ngram_run: Path) -> Path:
    take = load(ngram_run).generate(seed=3)[0]
    for ending in ("abc", "mid", "json"):
        take.save(tmp_path / f"tune-3.{ending}")
    two = TUNE.format(1, "One") + "\n" + TUNE.format(2, "Two") + "\nX:3\nT:Rest\nK:C\nz4|C4|]\n"
    (tmp_path / "book.abc").write_text(two, encoding="utf-8")
    (tmp_path / "other.tabla").write_text(TABLA, encoding="utf-8")
    (tmp_path / "empty.abc").write_text("", encoding="utf-8")
    (tmp_path / "notes.json").write_text("{}", encoding="utf-8")
    (tmp_path / "readme.txt").write_text("no music", encoding="utf-8")
    return tmp_path


def test_a_folder_is_read_and_what_is_passed_over_is_told(folder: Path) -> None:
    notes: list[str] = []
    subjects = read_subjects(find_sources([folder]), "abc", notes.append)
    assert [subject.name for subject in subjects] == ["One", "Two", "Take 3"]
    assert [subject.place for subject in subjects] == [
        f"{folder / 'book.abc'}:1", f"{folder / 'book.abc'}:8", str(folder / "tune-3.json"),
    ]  # fmt: skip
    assert notes == [
        f"passed over: {folder / 'book.abc'}:15 has 1 note: two are needed to compare",
        f"passed over: {folder / 'empty.abc'} is empty; give a file with music",
        "passed over: 1 file in another notation than the corpus",
    ]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("gone.abc", "there is no"),
        ("empty.abc", "is empty"),
        ("other.tabla", "is tabla and the corpus ABC: compare it with a corpus of its own notation"),
        ("tune-3.mid", "is a score and the corpus ABC"),
        ("readme.txt", "no line starts with X:"),
        ("notes.json", "not a take"),
    ],
)
def test_a_file_that_is_named_must_be_read(folder: Path, name: str, words: str) -> None:
    with pytest.raises(TunesmithError, match=words):
        read_subjects(find_sources([folder / name]), "abc")


def test_nothing_left(tmp_path: Path) -> None:
    (tmp_path / "one.abc").write_text("X:1\nK:C\nC|]\n", encoding="utf-8")
    with pytest.raises(TunesmithError, match="no tune of two notes or more"):
        read_subjects(find_sources([tmp_path]), "abc")
    with pytest.raises(TunesmithError, match="no tune of two notes or more"):
        read_subjects(find_sources([tmp_path / "one.abc"]), "abc")


def test_takes_know_their_corpus_and_tunes_do_not(folder: Path, little_book: Path) -> None:
    assert corpus_of_takes(find_sources([folder])) == str(little_book)
    with pytest.raises(TunesmithError, match="name the corpus"):
        corpus_of_takes(find_sources([folder / "book.abc"]))


def test_a_take_whose_run_is_gone(folder: Path, ngram_run: Path) -> None:
    file = folder / "tune-3.json"
    file.write_text(file.read_text(encoding="utf-8").replace(str(ngram_run), "gone"), encoding="utf-8")
    with pytest.raises(TunesmithError, match=r"gone, which wrote the take, cannot tell .* --corpus jigs"):
        corpus_of_takes(find_sources([file]))
