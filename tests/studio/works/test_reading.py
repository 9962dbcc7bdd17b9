import re

import pytest

from tunesmith.errors import TunesmithError
from tunesmith.studio.works.reading import export, read

TUNE = "X:1\nT:A jig\nM:6/8\nL:1/8\nK:D\nA|d2d dBd|e3 e2|]\n"


def test_a_tune_is_engraved_twice_with_the_ids_of_its_bars() -> None:
    (found,) = read("abc", TUNE)
    assert found["problems"] == []
    assert found["error"] == ""
    assert [bar["number"] for bar in found["bars"]] == [0, 1, 2]
    assert [TUNE[bar["start"] : bar["end"]] for bar in found["bars"]] == ["A", "d2d dBd", "e3 e2"]
    notes = {note for bar in found["bars"] for note in bar["notes"]}
    for svg, prefix in zip(found["engravings"], "wn", strict=True):
        assert {f"{prefix}{note}" for note in notes} <= set(re.findall(r'id="([^"]+)"', svg))


def test_a_problem_has_its_place() -> None:
    (found,) = read("abc", "X:1\nM:6/8\nL:1/8\nK:D\nA|d2d dBdd|e3 e2|]\n")
    (problem,) = found["problems"]
    assert (problem["line"], problem["rule"]) == (5, "bar-too-long")
    assert len(found["engravings"]) == 2


@pytest.mark.parametrize(("name", "content"), [("abc", ""), ("midi", "hello"), ("tabla", "hello")])
def test_what_is_no_music_yet_has_problems_and_no_fault(name: str, content: str) -> None:
    (found,) = read(name, content)
    assert found["problems"]
    assert bool(found["error"]) == (found["engravings"] == [])


def test_a_text_without_end_is_refused() -> None:
    with pytest.raises(TunesmithError, match="100,000 at most"):
        list(read("abc", "A" * 100_001))


def test_a_file_of_it() -> None:
    (found,) = export("abc", "A jig", TUNE, "mid")
    assert found[:4] == b"MThd"
    with pytest.raises(TunesmithError, match="choose from"):
        list(export("abc", "A jig", TUNE, "exe"))
