"""Cutting files into tunes."""

import re
from pathlib import Path

import pytest

from tunesmith.errors import TunesmithError
from tunesmith.music.abc.book import split_book
from tunesmith.music.text_file import read_text


def test_a_book_is_cut_at_its_number_fields() -> None:
    book = split_book("% a book\nM:6/8\n\nX:1\nK:D\nABc|\n\n\nX: 2\nK:G\ndef|\n")
    assert book.header == "% a book\nM:6/8\n\n"
    assert [(tune.text, tune.line) for tune in book.tunes] == [("X:1\nK:D\nABc|", 4), ("X: 2\nK:G\ndef|", 9)]


def test_a_text_without_tunes() -> None:
    assert split_book("no music here") == split_book("no music here")
    assert split_book("no music here").tunes == ()
    assert split_book("").tunes == ()


def test_nottingham_is_cut_as_the_reference_recipe_cuts_it(nottingham: Path) -> None:
    text = nottingham.read_text(encoding="utf-8", errors="replace")
    reference = [t.strip() for t in re.split(r"(?m)^(?=X:)", text) if t.strip().startswith("X:")]
    book = split_book(read_text(nottingham))
    assert [tune.text for tune in book.tunes] == reference
    assert len(reference) == 340
    lines = text.split("\n")
    assert all(lines[tune.line - 1].startswith("X:") for tune in book.tunes)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("X:1\nT:Café\n".encode(), "X:1\nT:Café\n"),
        ("\ufeffX:1\nT:Café\n".encode(), "X:1\nT:Café\n"),
        ("X:1\nT:Café\n".encode("latin-1"), "X:1\nT:Café\n"),
        (b"X:1\r\nT:a\rK:D\n", "X:1\nT:a\nK:D\n"),
    ],
)
def test_encodings_and_line_ends(tmp_path: Path, data: bytes, text: str) -> None:
    path = tmp_path / "a.abc"
    path.write_bytes(data)
    assert read_text(path) == text


def test_what_cannot_be_read_is_refused_in_one_line(tmp_path: Path) -> None:
    empty = tmp_path / "empty.abc"
    empty.write_bytes(b" \n")
    binary = tmp_path / "binary.abc"
    binary.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    noise = tmp_path / "noise.abc"
    noise.write_bytes(bytes(range(1, 32)) * 9)
    for path, reason in (
        (tmp_path, "folder"),
        (tmp_path / "missing.abc", "no such file"),
        (empty, "empty"),
        (binary, "not text"),
        (noise, "not text"),
    ):
        with pytest.raises(TunesmithError, match=reason) as error:
            read_text(path)
        assert str(path) in str(error.value)
        assert "\n" not in str(error.value)
