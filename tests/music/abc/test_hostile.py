"""Any text whatever: the parser never raises and never takes long."""

import time
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tunesmith.errors import TunesmithError
from tunesmith.music.abc.canonical import write, write_clean
from tunesmith.music.abc.parser import parse
from tunesmith.music.abc.rules import RULES
from tunesmith.music.abc.transpose import transpose
from tunesmith.music.abc.tune import Tune

HEADER = "X:1\nM:6/8\nL:1/8\nK:D\n"
SIGNS = [*"ABcd^_=,'/1234|:[](){}\"!+-><.~uk%\\&`zZxy$ \t\n*#"]
SIGNS += ["\r\n", "(3", "[K:Em]", "[1", "|2", "::", "K:G\n", "L:1/4\n"]
REAL = (
    "X:3\nT:Real\nR:jig\nM:6/8\nL:1/8\nQ:3/8=120\nK:Em\n"
    '|:"Em"B>AG (3EFG {/a}B-|[B2G2-]A !trill!G3:|[1 z ^F2 "^x"_e>>d:|[2 Z|]\nw:la la\n'
    "[M:C|][K:A]~c'2 C,//\\\nx4||\n"
)
texts = st.one_of(
    st.text(max_size=200),
    st.lists(st.sampled_from(SIGNS), max_size=120).map(lambda signs: HEADER + "".join(signs)),
)
slices = st.tuples(
    st.integers(0, len(REAL)), st.integers(0, 12), st.lists(st.sampled_from(SIGNS), max_size=4)
)


def mutated(edits: list[tuple[int, int, list[str]]]) -> str:
    text = REAL
    for place, width, signs in edits:
        text = text[:place] + "".join(signs) + text[place + width :]
    return text


def assert_sound(tune: Tune) -> None:
    end = 0
    for element in tune.body:
        assert end <= element.start <= element.end <= len(tune.text)
        end = element.end
    lines = tune.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for problem in tune.problems:
        assert problem.rule in RULES
        assert 1 <= problem.line <= max(len(lines), 1)
        assert problem.column >= 1
    hash(tune.body)


@settings(max_examples=400, deadline=None)
@given(texts)
def test_never_raises(text: str) -> None:
    tune = parse(text)
    assert_sound(tune)
    write(tune)
    write_clean(tune)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(slices, max_size=6))
def test_a_real_tune_damaged(edits: list[tuple[int, int, list[str]]]) -> None:
    tune = parse(mutated(edits))
    assert_sound(tune)
    whole = write(tune)
    assert write(parse(whole)) == whole
    clean = write_clean(tune)
    assert write_clean(parse(clean)) == clean


@settings(max_examples=200, deadline=None)
@given(texts, st.integers(-14, 14))
def test_transposition_succeeds_or_says_why(text: str, semitones: int) -> None:
    with suppress(TunesmithError):
        assert transpose(text, semitones).count("\n") == text.count("\n")


UNITS = [
    *"A^/,'|:[](){}\"!+->.~k%\\&zZ1 ?",
    "[A:",
    "[A",
    '["',
    "![",
    "(3",
    "(3:",
    "{A",
    "[1",
    "A>",
    "A-",
    "(A",
    "A)",
    "[K:G]",
]
UNITS += [
    "{a}|",
    "{a}",
    "A|\n",
    "\nK:D\n",
    "\n",
    "w:\n",
    '"A"',
    "!f!",
    "\\\n",
    "A&",
    "[V:2]",
    "\r",
    "é",
    "A\n\n",
]


@pytest.mark.parametrize("unit", UNITS)
def test_time_is_proportional_to_length(unit: str) -> None:
    """Four times the text may take about four times as long; quadratic time would take sixteen times."""

    def seconds(length: int) -> float:
        text = HEADER + "A" + unit * (length // len(unit))
        best = float("inf")
        for _ in range(2):
            start = time.process_time()
            write(parse(text))
            best = min(best, time.process_time() - start)
        return best

    short, long = seconds(4_000), seconds(16_000)
    assert long < 10 * short + 0.05


def test_fifty_megabytes_in_one_line_are_refused_quickly() -> None:
    start = time.process_time()
    tune = parse(HEADER + "A" * 50_000_000)
    assert tune.problems[-1].rule == "too-long"
    assert time.process_time() - start < 20
