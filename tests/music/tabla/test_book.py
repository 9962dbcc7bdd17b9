"""Files of many compositions."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunesmith.errors import TunesmithError
from tunesmith.music.tabla.book import is_tabla, names_tala, read_one, split_compositions
from tunesmith.music.tabla.compositions import compositions

TWO = """# by hand
tala: dadra
theka: dha dhin na | dha tin na

# the second
title: A tihai
form: tihai   tala: rupak
tihai: ( dha - ) x3
  dha
tala: teental
"""


def test_a_composition_begins_with_its_header() -> None:
    found = split_compositions(TWO)
    assert [(one.line, one.told) for one in found] == [(1, ()), (6, ()), (10, ())]
    assert found[0].text.endswith("# the second\n")
    assert found[1].text == "title: A tihai\nform: tihai   tala: rupak\ntihai: ( dha - ) x3\n  dha\n"
    assert read_one(TWO) == found[0].text


def test_all_that_are_put_together_come_apart() -> None:
    texts = compositions()[::50]
    assert [one.text for one in split_compositions("\n".join(texts))] == texts
    assert [one.text for one in split_compositions("".join(texts))] == texts


def test_what_is_tabla(tmp_path: Path) -> None:
    for name, text, expected in (
        ("a.txt", "laya: 60  TALA: dadra\ntheka: dha", True),
        ("a", "tala: dadra", True),
        ("b.bol", "DHA; DHIN;", True),
        ("c.txt", "X:1\nT:tala song\nK:D\nABc|", False),
        ("d.txt", "# tala: dadra\n", False),
        ("e.txt", "the tala is called dadra", False),
    ):
        (tmp_path / name).write_text(text)
        assert is_tabla(tmp_path / name) is expected, name
    assert not is_tabla(tmp_path / "missing.txt")
    assert not is_tabla(tmp_path)


def test_another_notation_is_rewritten() -> None:
    (found,) = split_compositions("Dha | Dhin | Na | Dha | Tin | Na |")
    assert found.text.startswith("tala: dadra")
    assert found.told[0].startswith("6 matras: taken for dadra")
    (found,) = split_compositions("Dha | Dhin | Na | Dha | Tin | Na |", "Dadra")
    assert found.told == ()
    with pytest.raises(TunesmithError, match="not tabla that can be read"):
        read_one("once upon a time")


@given(st.text(alphabet="tala: dr\n|#thek@2()x-", max_size=200))
def test_any_text_comes_apart_without_loss(text: str) -> None:
    if names_tala(text):
        found = split_compositions(text)
        assert "".join("".join(one.text.split()) for one in found) == "".join(text.split())
        assert all(1 <= one.line <= text.count("\n") + 1 for one in found)
