"""The checker as a whole, on real tunes and on any text."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tunesmith.music.abc.check.checker import check
from tunesmith.music.abc.parser import parse
from tunesmith.music.abc.rules import RULES
from tunesmith.music.notation import notation

Tunes = list[tuple[str, str]]
HEADER = "X:1\nM:6/8\nL:1/8\nK:D\n"
SIGNS = [
    "ABc",
    "def",
    "A-",
    "d3",
    "z",
    "Z",
    "Z2",
    "(3ABc",
    "[FA]2",
    "{g}",
    "|",
    "|",
    "||",
    "|]",
    ":|",
    "|:",
    "::",
]
SIGNS += [
    "[1",
    "[2",
    "|1",
    ":|2",
    "[1,3",
    "\n",
    "[M:none]",
    "[M:2/4]",
    "\nP:A\n",
    "\nP:B\n",
    "&",
    "A5",
    "::::|",
]
music = st.lists(st.sampled_from(SIGNS), max_size=80).map("".join)


@settings(max_examples=300, deadline=None)
@given(music, st.sampled_from(["", "P:AB\n", "P:(AB)3\n", "M:none\n", "M:C|\n"]))
def test_never_raises_and_every_place_is_in_the_text(body: str, field: str) -> None:
    text = HEADER.replace("K:", f"{field}K:") + body
    problems = check(parse(text))
    lines = text.split("\n")
    assert problems == sorted(problems)
    for problem in problems:
        assert problem.rule in RULES
        assert problem.column <= len(lines[problem.line - 1]) + 1


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_any_text(text: str) -> None:
    check(parse(text))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from([sign for sign in SIGNS if not set("\n&{") & set(sign)]), max_size=60))
def test_the_end_of_a_line_says_nothing(signs: list[str]) -> None:
    one, many = (check(parse(HEADER + between.join(signs))) for between in (" ", "\n"))
    assert sorted(problem.rule for problem in one) == sorted(problem.rule for problem in many)


def test_the_notation_tells_what_the_checker_finds() -> None:
    text = HEADER + "ABc def|ABc de|ABc def|]"
    assert notation("abc").problems(text) == check(parse(text)) != []


def test_no_flood() -> None:
    problems = check(parse(HEADER + "A|" * 2000))
    assert len(problems) == 501
    assert [problem.rule for problem in problems[499:]] == ["bar-too-short", "too-many-problems"]


HOSTILE = {
    "A|": 90_000,
    "A:|": 60_000,
    "::A": 60_000,
    "|:A|" + ":" * 20 + "|": 7_000,
    "A|1": 60_000,
    "[1-99,1-99A|": 15_000,
    "A-": 90_000,
    "(99:98:97A": 15_000,
    "A|\nP:A\n": 25_000,
}


@pytest.mark.parametrize("unit", HOSTILE)
def test_time_is_proportional_to_length(unit: str) -> None:
    """Four times the text may take about four times as long, however often its parts are played."""

    def seconds(count: int) -> float:
        tune = parse(HEADER.replace("K:", "P:((AAAAB)9)5\nK:") + "P:B\nB|\nP:A\n" + unit * count)
        start = time.process_time()
        check(tune)
        return time.process_time() - start

    short, long = seconds(HOSTILE[unit] // 200), seconds(HOSTILE[unit] // 50)
    assert long < 10 * short + 0.3


def test_chords_are_compared_in_time_proportional_to_their_notes() -> None:
    start = time.process_time()
    check(parse(HEADER + "[" + "A-" * 30_000 + "][" + "B" * 60_000 + "]|"))
    assert time.process_time() - start < 5


@pytest.mark.long
@pytest.mark.parametrize("unit", HOSTILE)
def test_the_worst_tune_takes_seconds(unit: str) -> None:
    tune = parse(HEADER.replace("K:", "P:((AAAAB)9)5\nK:") + "P:B\nB|\nP:A\n" + unit * HOSTILE[unit])
    start = time.process_time()
    check(tune)
    assert time.process_time() - start < 10


def test_real_tunes(some_tunes: Tunes) -> None:
    """A glance at every collection: nothing breaks, and bars that do not add up are few outside of Essen."""
    wrong = bars = 0
    for place, text in some_tunes:
        found = [problem for problem in check(parse(text)) if problem.rule.startswith("bar")]
        if not place.startswith("essen"):
            wrong += len(found)
            bars += text.count("|")
    assert 0 < wrong < 0.02 * bars
