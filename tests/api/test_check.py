"""The checkers on whole files."""

from pathlib import Path

import pytest

from tunesmith.api.check import check_file, count_rules
from tunesmith.errors import TunesmithError

HEADER = "X:1\nM:6/8\nL:1/8\nK:D\n"
KAIDA = """# two compositions

tala: dadra   form: theka
theka: dha dhin na | dha tin na

tala: dadra
form: theka
theka: dha dhin na | dha tinn na dha
"""


def test_lines_count_within_the_file(tmp_path: Path) -> None:
    file = tmp_path / "book.abc"
    file.write_text(f"% a book\n\n{HEADER}ABc def|]\n\n{HEADER}ABc def|\nABc de|ABc def|]\n")
    sound, faulty = check_file(file)
    assert (sound.line, sound.problems) == (3, ())
    assert (faulty.line, faulty.number, [str(problem) for problem in faulty.problems]) == (
        9, "1", ["14:1: this bar has 5/8, 1/8 less than 6/8 [bar-too-short]"],
    )  # fmt: skip
    assert count_rules([sound, faulty]) == {"bar-too-short": 1}


@pytest.mark.parametrize("name", ["book.tabla", "book.txt", "book"])
def test_tabla_in_a_file_of_any_name(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_text(KAIDA)
    sound, faulty = check_file(file)
    assert (sound.line, sound.number, sound.problems) == (1, "1", ())
    assert (faulty.line, faulty.number) == (6, "2")
    assert [(problem.line, problem.rule) for problem in faulty.problems] == [
        (8, "unknown-bol"),
        (8, "cycle-incomplete"),
    ]


def test_tabla_of_others(tmp_path: Path) -> None:
    file = tmp_path / "old.bol"
    file.write_text("DHA; DHIN; NA; DHA; TIN; NA;")
    (verdict,) = check_file(file)
    assert verdict.told == ("6 matras: taken for dadra; --tala says which",)
    assert verdict.problems == ()
    file.write_text("DHA; DHIN;")
    with pytest.raises(TunesmithError, match=r"old\.bol: no tala has 2 matras"):
        list(check_file(file))


def test_no_music(tmp_path: Path) -> None:
    file = tmp_path / "letter.abc"
    file.write_text("Dear all,\n")
    with pytest.raises(TunesmithError, match="has no tune; an ABC tune begins"):
        list(check_file(file))
