"""Corpora by name and by path, and what is said when there is none."""

import hashlib
import importlib.util
import time
from pathlib import Path

import pytest

from tunesmith.corpora.catalog import ENTRIES, list_corpora
from tunesmith.corpora.corpus import Corpus
from tunesmith.corpora.load import load_corpus
from tunesmith.errors import TunesmithError

TUNE = "X:1\nT:A tune\nM:6/8\nL:1/8\nK:G\nGABc|\n"


def refusal(name: str | Path, split: str = "grouped") -> str:
    with pytest.raises(TunesmithError) as caught:
        load_corpus(str(name), split=split)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_jigs_are_the_tunes_in_six_eight(jigs: Corpus) -> None:
    assert 1150 <= len(jigs.pieces) <= 1250
    assert all("M:6/8" in piece.content.replace(" ", "") for piece in jigs.pieces)
    assert jigs.report.read == 4248
    assert jigs.report.read == len(jigs.pieces) + len(jigs.report.dropped)
    assert not jigs.non_commercial
    assert len({piece.id for piece in jigs.pieces}) == len(jigs.pieces)


def test_a_comment_does_not_make_a_slip_jig_a_jig(jigs: Corpus) -> None:
    """Aird barred this tune in 6/8, says a comment; its M: field says 9/8."""
    folder = Path(str(importlib.util.find_spec("music21").origin)).parent / "corpus" / "airdsAirs"
    dropped = {dropped.id: dropped for dropped in jigs.report.dropped}
    lines = (folder / "book3.abc").read_text().splitlines()
    slip = [line for line, text in enumerate(lines) if text.startswith("M:9/8 % Aird bars it in 6/8")]
    for line in slip:
        start = max(index for index in range(line) if lines[index].startswith("X:"))
        found = dropped[f"airds/book3/{lines[start][2:].strip()}"]
        assert (found.reason, found.source) == ("metre", f"book3.abc:{start + 1}")
        assert found.detail == "its metre is 9/8, not 6/8"


def test_the_checksum_is_that_of_the_files(jigs: Corpus) -> None:
    digest = hashlib.sha256()
    for collection in ENTRIES["jigs"].collections:
        for path in sorted(collection.locate().glob("*.abc")):
            digest.update(path.read_bytes())
    assert jigs.checksum == digest.hexdigest()


def test_a_piece_says_where_it_stands(jigs: Corpus) -> None:
    files = {path.name: path for part in ENTRIES["jigs"].collections for path in part.locate().glob("*.abc")}
    for piece in jigs.pieces[::50]:
        file, _, line = piece.source.partition(":")
        lines = files[file].read_text(encoding="utf-8").splitlines()
        assert lines[int(line) - 1].strip() == piece.content.splitlines()[0]


def test_every_corpus_says_its_licence_and_one_is_not_for_sale() -> None:
    listings = list_corpora()
    assert [listing.name for listing in listings if listing.non_commercial] == ["essen"]
    assert listings[0].name == "jigs"
    assert all(listing.licence and listing.source and listing.title for listing in listings)


def test_nottingham_from_a_local_file(nottingham: Path) -> None:
    corpus = load_corpus(f"nottingham-jigs={nottingham}")
    assert corpus.checksum == ENTRIES["nottingham-jigs"].collections[0].sha256
    assert load_corpus(corpus.name) == corpus


def test_another_file_is_not_nottingham(tmp_path: Path) -> None:
    assert "is not the nottingham-jigs file" in refusal(f"nottingham-jigs={write(tmp_path / 'a.abc', TUNE)}")
    assert "cannot read" in refusal(f"nottingham-jigs={tmp_path / 'none.abc'}")


def test_without_a_network_the_cure_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUNESMITH_CACHE", str(tmp_path))
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    message = refusal("nottingham-jigs")
    assert message.startswith("cannot download https://")
    assert message.endswith("name it: nottingham-jigs=PATH/TO/jigs.abc")


def test_without_music21_the_cure_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert "pip install 'tunesmith[train]'" in refusal("jigs")


def test_a_folder_is_read_in_order_with_its_folders(tmp_path: Path) -> None:
    write(tmp_path / "b.abc", TUNE)
    write(
        tmp_path / "a" / "z.ABC",
        "% a book\n\n" + TUNE.replace("GABc", "cBAG") + "\n" + TUNE.replace("GABc", "dddd"),
    )
    write(tmp_path / "readme.txt", "X:1\nnot read")
    corpus = load_corpus(str(tmp_path))
    root = tmp_path.name
    assert [piece.id for piece in corpus.pieces] == [f"{root}/a/z/1", f"{root}/a/z/1:10", f"{root}/b/1"]
    assert [piece.source for piece in corpus.pieces] == ["a/z.ABC:3", "a/z.ABC:10", "b.abc:1"]
    assert corpus.pieces[2].content == TUNE.strip()
    assert corpus.pieces[2].title == "A tune"


def test_files_that_cannot_be_read_are_reported_and_passed_over(tmp_path: Path) -> None:
    write(tmp_path / "binary.abc", b"X:1\n\0\1\2")
    write(tmp_path / "empty.abc", "")
    write(tmp_path / "good.abc", TUNE)
    write(tmp_path / "prose.abc", "Dear friend,\n\nno music today.\n")
    corpus = load_corpus(str(tmp_path))
    assert [piece.source for piece in corpus.pieces] == ["good.abc:1"]
    assert [(dropped.source, dropped.reason) for dropped in corpus.report.dropped] == [
        ("binary.abc", "unreadable"),
        ("empty.abc", "unreadable"),
        ("prose.abc", "no-tune"),
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "is empty"),
        (b"\x7fELF\0\0\0", "is not text"),
        ("Dear friend,\nno music today.\n", "no line starts with X:"),
        ("X:1\nT:Letter\nK:C\nThis is why we must not, in my view, simply throw us out?\n", "no music"),
        ("X:1\nT:No key\nM:6/8\nGABc|\n", "[key-missing]"),
        ("X:1\nT:No notes\nM:6/8\nK:G\n", "[no-notes]"),
    ],
)
def test_a_file_without_a_usable_tune_says_why(tmp_path: Path, content: str | bytes, said: str) -> None:
    message = refusal(write(tmp_path / "bad.abc", content))
    assert message.startswith("no usable tune in")
    assert "bad.abc" in message
    assert said in message


def test_a_tune_without_metre_is_a_tune(tmp_path: Path) -> None:
    assert len(load_corpus(str(write(tmp_path / "a.abc", "X:1\nT:a\nK:G\nGABc|\n"))).pieces) == 1


def test_a_folder_without_tunes_says_so(tmp_path: Path) -> None:
    assert "no file of ABC, MIDI, MusicXML, kern, tabla or sound" in refusal(tmp_path)


@pytest.mark.parametrize("head", ["", "X:1\nM:6/8\nK:G\n"])
def test_a_line_of_fifty_megabytes_is_refused_in_no_time(tmp_path: Path, head: str) -> None:
    path = write(tmp_path / "long.abc", head + "GABc|" * 10_000_000)
    start = time.process_time()
    message = refusal(path)
    assert time.process_time() - start < 10
    assert "too-long" in message if head else "no line starts with X:" in message
    path.unlink()


def test_an_unknown_name_gets_its_neighbours() -> None:
    assert "did you mean jigs" in refusal("jgis")
    assert "nottingham-jigs" in refusal("nottingham")
    assert "there are jigs, folk" in refusal("zzzz")
    assert "no such file or folder" in refusal("music/none.abc")


def test_unknown_splits_are_refused() -> None:
    assert "choose grouped or plain" in refusal("jigs", split="random")
    assert "nottingham-jigs only" in refusal("jigs", split="plain")


def test_music21_is_not_imported(little_book: Path) -> None:
    import subprocess
    import sys

    code = "import sys; from tunesmith.corpora.load import load_corpus; load_corpus(sys.argv[1]); "
    code += "assert not {'music21', 'torch', 'pooch', 'requests'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code, str(little_book)], check=True)
