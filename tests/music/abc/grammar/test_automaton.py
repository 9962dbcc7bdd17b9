"""What may follow, at telling places, worked out by hand; and that nothing is ever a dead end."""

import random
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tunesmith.codecs.abc_grammar import AbcGrammar
from tunesmith.errors import TunesmithError
from tunesmith.music.abc.grammar.automaton import Automaton
from tunesmith.music.abc.grammar.controls import Controls
from tunesmith.music.abc.grammar.state import State

HEAD = "M:3/4\nL:1/4\nK:C\n"
NOTES = set("ABCDEFGabcdefg")
Make = Callable[..., Automaton]
After = Callable[[Automaton, str], State]


@pytest.mark.parametrize(
    ("text", "may", "may_not"),
    [
        ("", "RM", "LKAX"),
        ("M:", "C1n", "0/|"),
        (HEAD, "Az|[", "\n>)2"),
        (HEAD + "ABc", "| \n/", "ABz(2"),  # full, or c/ and half a note to come
        (HEAD + "ABc ", "|[", "ABz("),
        (HEAD + "A>", ">B z", "|(\n"),  # the second half of the rhythm stands in this bar
        (HEAD + "(3A", "Bz/2", "|)"),
        (HEAD + "(3ABcd", "|/", "A2"),
        (HEAD + "ABc|ABc", "|:", "A]"),
        (HEAD + "ABc-|", "c", "AzCd"),  # a tie leads to its note
        (HEAD + "|:ABc|ABc|[1", " ABz", "|2"),
        (HEAD + "|:ABc|[1ABc:|", "[", "AzK"),  # the second ending
        (HEAD + "|:ABc|[1ABc:|[", "2", "1AK"),
        (HEAD + "|:ABc|AB", "c", ":"),
    ],
)
def test_by_hand(automaton: Make, after: After, text: str, may: str, may_not: str) -> None:
    grammar = automaton()
    allowed = grammar.allowed(after(grammar, text))
    assert set(may) <= allowed, set(may) - allowed
    assert not set(may_not) & allowed, set(may_not) & allowed


def test_a_repeat_leaves_room_for_its_pickup(automaton: Make, after: After) -> None:
    grammar = automaton()
    assert ":" in grammar.allowed(after(grammar, HEAD + "|:A|ABc|AB "))
    assert ":" not in grammar.allowed(after(grammar, HEAD + "|:A|ABc|A "))
    assert "|" in grammar.allowed(after(grammar, HEAD + "|:A|ABc|AB:"))


def test_a_pickup_is_no_part(automaton: Make, after: After) -> None:
    planned, free = automaton(form="ABB", bars=2), automaton()
    assert ":" in free.allowed(after(free, HEAD + "A|"))
    assert ":" not in planned.allowed(after(planned, HEAD + "A|"))
    assert ":" in planned.allowed(after(planned, HEAD + "ABc|"))


def test_the_last_bar_of_a_part(automaton: Make, after: After) -> None:
    grammar = automaton(form="AB", bars=4)
    state = after(grammar, HEAD + "ABc|ABc|")
    assert grammar.advance(state, "A") is None  # the second part has to begin with a sign
    assert grammar.allowed(after(grammar, HEAD + "ABc|ABc||ABc|ABc")) >= {"|", "\n"}


def test_every_end_is_on_the_tonic(automaton: Make, after: After) -> None:
    grammar = automaton(form="A", bars=1, end_on="tonic")
    assert "c" in grammar.allowed(after(grammar, HEAD + "AB"))
    assert NOTES & grammar.allowed(after(grammar, HEAD + "A2")) == set("Cc")
    assert "|" in grammar.allowed(after(grammar, HEAD + "ABc"))


def test_a_range_bounds_every_notehead(automaton: Make, after: After) -> None:
    grammar = automaton(range="D4..G4")
    assert NOTES & grammar.allowed(after(grammar, HEAD)) == set("DEFG")
    assert NOTES & grammar.allowed(after(grammar, HEAD + "D^")) <= set("CDEFG")


def test_allowed_and_advance_agree_everywhere(automaton: Make) -> None:
    chance = random.Random(4)
    for name in ("folk", "nottingham"):
        grammar = automaton(name, form="AABB", bars=4, meter="3/4")
        state = grammar.start()
        while not grammar.done(state):
            allowed = grammar.allowed(state)
            following = {sign: grammar.advance(state, sign) for sign in sorted(grammar.vocabulary)}
            assert allowed == {sign for sign, after in following.items() if after is not None}
            assert allowed
            state = following[chance.choice(sorted(allowed))]  # type: ignore[assignment]


@settings(max_examples=25, deadline=None)
@given(
    vocabulary=st.sets(st.sampled_from("\n |:/123468CDEGAMLKRbcdfgz^_=>()[]-,'\"mj"), min_size=5),
    meter=st.sampled_from(["2/4", "3/4", "6/8", "C", None]),
    bars=st.sampled_from([1, 2, 4]),
    form=st.sampled_from(["A", "AA", "AB", "AABB"]),
    end_on=st.sampled_from([None, "tonic"]),
    range_=st.sampled_from([None, "C4..C5", "D4..E4"]),
    seed=st.integers(0, 99),
)
def test_any_demands_end_or_are_refused(
    walk: Callable[[Automaton, int], str],
    vocabulary: set[str],
    meter: str | None,
    bars: int,
    form: str,
    end_on: str | None,
    range_: str | None,
    seed: int,
) -> None:
    signs = sorted(vocabulary | set("\n|:MLK/148CDE"))
    try:
        controls = Controls.read(meter=meter, bars=bars, form=form, end_on=end_on, range=range_, simple=True)
        grammar = AbcGrammar(signs, controls, clean=True)
    except TunesmithError:
        return
    assert walk(grammar.automaton, seed)
