"""``tunesmith transpose`` as a person types it."""

from collections.abc import Callable
from pathlib import Path

import pytest

COMMAND = "transpose"
Cli = Callable[..., tuple[int, str, str]]

BOOK = """% a file of three tunes

X:1
T:First
M:6/8
K:D
"D"DFA "A7"a^g=c|

% between the tunes
X:2
T:Second
M:C
K:Em clef=bass
EF^G A|[K:Bdor] B c d2|
"""


@pytest.fixture(autouse=True)
def book(tmp_path: Path) -> None:
    (tmp_path / "book.abc").write_text(BOOK, encoding="utf-8")


def test_a_whole_file_moves_and_everything_else_stays(cli: Cli) -> None:
    status, out, err = cli("book.abc", "--by", "-2")
    moved = BOOK.replace("K:D", "K:C").replace('"D"DFA "A7"a^g=c|', '"C"CEG "G7"g^f_B|')
    moved = moved.replace("K:Em", "K:Dm").replace("EF^G A|[K:Bdor] B c d2|", "DE^F G|[K:Ador] A B c2|")
    assert (status, out, err) == (0, moved, "")


def test_to_a_tonic_keeps_each_mode(cli: Cli, tmp_path: Path) -> None:
    assert cli("book.abc", "--to", "F", "-o", "low.abc") == (0, "", "")
    text = (tmp_path / "low.abc").read_text(encoding="utf-8")
    assert "K:F\n" in text
    assert "K:Fm clef=bass\n" in text
    assert "[K:Cdor]" in text
    assert cli("low.abc", "--to", "D")[1].count("K:D\n") == 1


def test_some_tunes_cannot_move(cli: Cli) -> None:
    """They are named with their line, stay as they are, and the exit status says so."""
    status, out, err = cli("book.abc", "--to", "Am")
    assert status == 1
    assert "K:D\n" in out
    assert "K:Am clef=bass\n" in out
    assert err == (
        "error: book.abc:3: “Am” is minor, but the tune is in D major; "
        "give the tonic alone, A, to keep its mode\n"
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("book.abc",), "either --to"),
        (("book.abc", "--to", "A", "--by", "2"), "either --to"),
        (("missing.abc", "--to", "A"), "missing.abc"),
        (("book.abc", "--to", "H"), "“H” is not a key"),
        (("book.abc", "--to", "Afoo"), "“foo”"),
        (("book.abc", "--to", "none"), "is not a key"),
        (("book.abc", "--by", "90"), "MIDI"),
        (("book.abc", "--by", "-1000000000"), "MIDI"),
        (("prose.abc", "--by", "1"), "no tune"),
        (("keyless.abc", "--by", "1"), "K: field"),
        (("free.abc", "--to", "A"), "K:none"),
    ],
)
def test_refusals(cli: Cli, tmp_path: Path, arguments: tuple[str, ...], words: str) -> None:
    (tmp_path / "prose.abc").write_text("no music here\n", encoding="utf-8")
    (tmp_path / "keyless.abc").write_text("X:1\nM:C\nCDEF|\n", encoding="utf-8")
    (tmp_path / "free.abc").write_text("X:1\nM:C\nK:none\nCDEF|\n", encoding="utf-8")
    status, out, err = cli(*arguments)
    assert (status, out) == (1, "")
    assert err.startswith("error: ")
    assert words in err
    assert err.count("\n") == 1
