"""``tunesmith check`` as a person types it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

COMMAND = "check"
Cli = Callable[..., tuple[int, str, str]]

SOUND = "X:1\nT:Sound\nM:6/8\nL:1/8\nK:D\n|:A|ABc def|ABc d2:|\n"
FAULTY = "X:2\nT:Faulty\nM:6/8\nL:1/8\nK:D\n|:ABc def|ABc de|A5 f|]\n"


@pytest.fixture(autouse=True)
def books(tmp_path: Path) -> None:
    (tmp_path / "sound.abc").write_text(SOUND, encoding="utf-8")
    (tmp_path / "both.abc").write_text(f"% two tunes\n\n{SOUND}\n{FAULTY}", encoding="utf-8")
    (tmp_path / "none.abc").write_text("no tune\n", encoding="utf-8")


def test_a_sound_file(cli: Cli) -> None:
    assert cli("sound.abc") == (0, "", "1 tune, 1 sound\n")


def test_problems_stand_with_their_line_in_the_file(cli: Cli) -> None:
    status, out, err = cli("sound.abc", "both.abc")
    assert status == 1
    assert out.splitlines() == [
        "both.abc:15:1: this repeat is never closed; write :| where it ends [repeat-unclosed]",
        "both.abc:15:11: this bar has 5/8, 1/8 less than 6/8 [bar-too-short]",
        "both.abc:15:18: no single note lasts 5/8 of a whole note; write two [length-unusual]",
    ]
    assert err.splitlines()[0] == "3 tunes, 2 sound"
    assert {line.split()[1] for line in err.splitlines()[1:]} == {
        "repeat-unclosed", "bar-too-short", "length-unusual",
    }  # fmt: skip


def test_json(cli: Cli) -> None:
    status, out, err = cli("both.abc", "--json")
    found = json.loads(out)
    assert (status, err) == (1, "")
    assert (found["tunes"], found["sound"]) == (2, 1)
    assert found["rules"] == {"repeat-unclosed": 1, "bar-too-short": 1, "length-unusual": 1}
    assert found["problems"][1] == {
        "file": "both.abc", "tune": "2", "line": 15, "column": 11, "rule": "bar-too-short",
        "message": "this bar has 5/8, 1/8 less than 6/8",
    }  # fmt: skip
    assert cli("sound.abc", "--json")[0] == 0


@pytest.mark.parametrize(
    ("file", "words"), [("gone.abc", "no such file"), ("none.abc", "no tune"), (".", "folder")]
)
def test_a_file_that_cannot_be_checked_is_one_clear_line(cli: Cli, file: str, words: str) -> None:
    status, out, err = cli(file)
    assert (status, out, err.count("\n")) == (1, "", 1)
    assert err.startswith("error: ")
    assert words in err
