"""Repeats and endings."""

import pytest

from tunesmith.music.abc.check.checker import check
from tunesmith.music.abc.parser import parse

LETTERS = {"unclosed", "unopened", "misplaced", "incomplete"}


def found(body: str, header: str = "") -> list[tuple[str, str]]:
    """What is wrong with the form, and the three characters at the place. Capitals stand for full bars."""
    text = f"X:1\nM:3/4\nL:1/4\n{header}K:C\n" + "".join(f"{c}3" if c in "ABCDEFG" else c for c in body)
    lines = text.split("\n")
    problems = [p for p in check(parse(text)) if p.rule.startswith(("repeat", "ending"))]
    assert {p.rule.split("-")[1] for p in problems} <= LETTERS
    return [(p.rule.split("-")[1], lines[p.line - 1][p.column - 1 :][:3]) for p in problems]


SOUND = [
    "A|B|]",
    "A|B:|",  # back to the beginning
    "|A|B:|",
    "||A|B:|",  # a double bar before the music parts nothing
    "|:A|B:|",
    "|:A|B:|:C|D:|",
    "|:A|B::C|D:|",
    "|:A|B:||:C|D:|",
    "|:A|B:|\n|:C|D:|",
    "A|B:|\n|:C|D:|",
    "|:A||B:|",  # a double bar inside of a repeat
    "|:A|B::|",  # three times
    "A|B||C|D|]",
    "|:A|[1 B:|[2 C|]",
    "|:A|1 B:|2 C||",
    "A|1 B:|2 C||",
    "|:A|1 B:|2 C:|D|E|]",  # the second ending may end with a sign, too
    "|:A|1 B:|2 C::D|E:|",
    "|:A|1 B:|2 C|:D|E:|",
    "|:A|1 B:|2 C|D||E|F|]",
    "|:A|1 B:|2 C:|3 D||",
    "|:A|[1,3 B:|[2,4 C:|",
    "|:A|[1-3 B:|[4 C|]",
    "|:A|1 B:|\n[2 C||",
    "|:A|1 B:|\nK:D\n[2 C||",
    "|:A|1 B:| |2 C||",
    "|:A|1 B:|2 C||\n|:D|1 E:|2 F||",
]


@pytest.mark.parametrize("body", SOUND)
def test_sound(body: str) -> None:
    assert found(body) == []


FAULTY = [
    ("|:A|B|]", [("unclosed", "|:A")]),
    ("|:A|B|:C:|", [("unclosed", "|:A")]),
    ("|:A|B::C|]", [("unclosed", "::C")]),
    ("A|B::C:|", [("unopened", "::C")]),
    ("A|B||C|D:|", [("unopened", ":|")]),
    ("A|B:|C|D:|", [("unopened", ":|")]),
    ("|:A|1 B:|2 C||D:|", [("unopened", ":|")]),
    ("A||B|1 C:|2 D|]", [("unopened", ":|2")]),
    ("|:A|1 B:|", [("incomplete", "1 B")]),
    ("|:A|1 B:|C|2 D|]", [("incomplete", "1 B"), ("incomplete", "2 D")]),
    ("|:A|1 B|2 C:|", [("incomplete", "2 C")]),
    ("|:A:|2 C|]", [("incomplete", "2 C")]),
    ("|:A|1 B:|3 C|]", [("incomplete", "3 C")]),
    ("|:A|[1,3 B:|[2,3 C|]", [("incomplete", "[2,")]),
    ("|:A|[1,3 B:|[2,5 C|]", [("incomplete", "[2,")]),
    ("|:A|1 B:|2 C:|2 D|]", [("incomplete", "2 D")]),
    ("|:Az2[1z:|[2z|]", [("misplaced", "[1z")]),
]


@pytest.mark.parametrize(("body", "problems"), FAULTY)
def test_faulty(body: str, problems: list[tuple[str, str]]) -> None:
    assert found(body) == [(rule, _written(place)) for rule, place in problems]


def _written(place: str) -> str:
    return "".join(f"{c}3" if c in "ABCDEFG" else c for c in place)[:3]


def test_each_part_of_an_order_is_closed_in_itself() -> None:
    parts = "P:A\nA|B:|\nP:B\nC|D:|\n"
    assert found(parts, "P:AABB\n") == []
    assert found(parts) == [("unopened", ":|")]
    assert found("P:A\n|:A|B|\nP:B\nC|D:|\n", "P:AABB\n") == [("unclosed", "|:A")]
