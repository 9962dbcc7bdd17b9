"""Bars against their metre: verdicts worked out by hand."""

import pytest

from tunesmith.music.abc.check.checker import check
from tunesmith.music.abc.parser import parse


def found(body: str, meter: str = "6/8", header: str = "") -> list[tuple[str, str]]:
    """What is wrong, and the text from there to the next bar line."""
    text = f"X:1\nM:{meter}\nL:1/8\n{header}K:C\n{body}"
    lines = text.split("\n")
    places = [(problem.rule, lines[problem.line - 1][problem.column - 1 :]) for problem in check(parse(text))]
    return [(rule, rest.split("|")[0].split(":")[0].strip()) for rule, rest in places]


SOUND = [
    "ABc def|ABc def|]",
    "A|ABc def|ABc de|]",  # the last bar completes the pickup
    "A|ABc def|ABc def|]",  # or is full
    "A|ABc def|ABc def",  # and needs no bar line
    "|:A|ABc def|ABc de:|",
    "A|ABc def|ABc de:|\n|:f|ABc def|ABc de:|",  # so does the last bar of each part
    "A|ABc def|ABc de||\nf|ABc def|ABc de|]",
    "|:ABc def|ABc def:|\n|:ABc def|ABc d3:|",
    "|:A|ABc def|1 ABc de:|2 ABc def|]",  # the second ending goes on to the end
    "|:A|ABc def|1 ABc de:|2 ABc de||\nf|ABc def|ABc de|]",
    "ABc def|ABc||def|ABc def|]",  # a double bar inside of a bar
    "|:def|ABc def|ABc:|\n|:def|ABc def|ABc:|",  # it may be half a bar, too
    "[M:none]A[M:6/8]ABc def|ABc def|]",
    "A|Z3|ABc de|]",
    "Z|ABc def|]",
    "| |ABc def| |ABc def|]",  # nothing stands between two lines
    "(3ABc (3def AB|]",
    "A>Bc d<ef|]",
    "[M:none]A|ABc de|A|[M:6/8]ABc def|]",
    "ABc def|\n[M:2/4]ABcd|\n[M:6/8]ABc def|]",
    "A|ABc def|ABc de||[M:2/4]ABcd|ABcd|]",  # the part ends before the metre changes
    "ABc def[M:2/4]|ABcd|]",  # the metre changes where the bar is full
    "ABc",  # a scrap of music
]


@pytest.mark.parametrize("body", SOUND)
def test_sound(body: str) -> None:
    rules = {rule for rule, _ in found(body)}
    assert not rules - {"repeat-unopened"}


FAULTY = [
    ("ABc def|ABc de|ABc def|]", [("bar-too-short", "ABc de")]),
    ("ABc def|ABc defg|ABc def|]", [("bar-too-long", "ABc defg")]),
    ("ABc defg|ABc def|]", [("bar-too-long", "ABc defg")]),  # no pickup is longer than a bar
    ("ABc defg", [("bar-too-long", "ABc defg")]),
    ("ABc def|ABc def|ABc d|]", [("bar-too-short", "ABc d")]),  # there is no pickup to complete
    ("A|ABc def|ABc d|]", [("bar-too-short", "ABc d")]),
    ("|:A|ABc def|ABc d:|", [("bar-too-short", "ABc d")]),
    ("|:A|ABc def|ABc def:|", [("bar-too-short", "A")]),  # the pickup comes again after a full bar
    ("|:ABc def|ABc defg:|", [("bar-too-long", "ABc defg")]),
    ("ABc def|ABc def||\nA|ABc def|ABc de|]", [("bar-too-short", "A"), ("bar-too-short", "ABc de")]),
    ("ABc def|A3 Z|ABc def|]", [("bar-too-long", "A3 Z")]),
    ("ABc def|ABc[M:9/8]def|ABc def ABc|]", [("metre-change-in-bar", "ABc[M")]),
    ("ABc def|[M:2/4]ABc|ABcd|]", [("bar-too-short", "ABc")]),
    ("[M:none]A|[M:6/8]A|ABc def|]", [("bar-too-short", "A")]),  # only a tune begins with a pickup
]


@pytest.mark.parametrize(("body", "problems"), FAULTY)
def test_faulty(body: str, problems: list[tuple[str, str]]) -> None:
    assert found(body) == problems


def test_a_bar_played_twice_is_reported_once() -> None:
    assert found("|:ABc def|ABc de|ABc def:|") == [("bar-too-short", "ABc de")]


def test_each_metre_has_its_length() -> None:
    assert found("ABcd efga|", "C") == []
    assert found("ABcd efga|", "C|") == []
    assert found("ABcde fg|", "2+2+3/8") == []
    assert found("ABcd efga|ABcd efg|ABcd efga|", "3/2") != []


def test_parts_are_measured_in_the_order_they_are_played() -> None:
    parts = "P:A\nA|ABc def|ABc de|]\nP:B\nf|ABc def|ABc de|]\n"
    assert found(parts, header="P:AABB\n") == []
    assert found(parts, header="P:B(AB)2\n") == []
    assert found(parts.replace("ABc de|]\nP:B", "ABc def|]\nP:B"), header="P:AB\n") == [
        ("bar-too-short", "f"),  # A ends with a full bar now
    ]


@pytest.mark.parametrize(
    ("body", "meter", "expected"),
    [
        ("ABc def|ABc defg|ABc def|]", "6/8", "this bar has 7/8, 1/8 more than 6/8"),
        ("ABcd ef|ABcd|ABcd ef|]", "3/4", "this bar has 2/4, 1/4 less than 3/4"),
        ("ABcd efga|ABcd efg/|ABcd efga|]", "C", "this bar has 13/16, 3/16 less than 4/4"),
        ("ABc def|(3AB/c/ deff|ABc def|]", "6/8", "this bar has 16/24, 2/24 less than 6/8"),
        ("|:A|ABc def|ABc d:|", "6/8", "this bar has 4/8 and what is played after it 1/8, 1/8 less than 6/8"),
        (
            "|:A|ABc def|ABc def:|",
            "6/8",
            "this pickup has 1/8; when it comes again the bar before is full, and 5/8 lack",
        ),
    ],
)
def test_sentences_count_in_notes_of_the_metre(body: str, meter: str, expected: str) -> None:
    (problem,) = check(parse(f"X:1\nM:{meter}\nL:1/8\nK:C\n{body}"))
    assert problem.message == expected
