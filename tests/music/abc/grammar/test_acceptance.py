"""Every sound tune of the collections is in the language, character by character."""

import re

import pytest

from tunesmith.music.abc.canonical import write, write_clean
from tunesmith.music.abc.check.checker import check
from tunesmith.music.abc.grammar.automaton import Automaton
from tunesmith.music.abc.grammar.controls import Controls
from tunesmith.music.abc.parser import parse

Tunes = list[tuple[str, str]]


def stops(automaton: Automaton, text: str) -> str:
    """Where the automaton stops reading a text and the empty line after it; "" where it reads all."""
    state = automaton.start()
    for place, sign in enumerate(text + "\n"):
        following = automaton.advance(state, sign)
        if following is None:
            return f"{text[max(0, place - 60) : place]}<<<{text[place : place + 20]}"
        state = following
    return "" if automaton.done(state) else "at the end"


def refused(texts: dict[str, str], *, clean: bool) -> dict[str, str]:
    """Place -> where the automaton stops, for all that it does not accept."""
    vocabulary = frozenset("".join(texts.values())) | {"\n"}
    automaton = Automaton(Controls(), vocabulary, clean=clean)
    found = {place: stops(automaton, text) for place, text in texts.items()}
    return {place: where for place, where in found.items() if where}


def sound(tunes: Tunes, *, clean: bool) -> dict[str, str]:
    """The tunes in canonical spelling that the checker finds sound."""
    texts = {}
    for place, text in tunes:
        if not clean and re.search(r"(?m)^P:.*\n(?:.*\n)*?K:", text):
            continue  # P: orders the parts, and the grammar follows the order in which they are written
        written = write_clean(parse(text)) if clean else write(parse(text))
        if not check(parse(f"X:1\nT:x\n{written}" if clean else written)):
            texts[place] = written
    return texts


def test_a_sample_of_all_collections_is_accepted(some_tunes: Tunes) -> None:
    texts = sound(some_tunes[::2], clean=True)
    assert len(texts) > 120
    assert refused(texts, clean=True) == {}


def test_a_sample_of_nottingham_is_accepted_whole(collections: Tunes) -> None:
    jigs = [(place, text) for place, text in collections if "jigs.abc" in place]
    if not jigs:
        pytest.skip("the Nottingham jigs are not here")
    texts = sound(jigs[::4], clean=False)
    assert len(texts) > 20
    assert refused(texts, clean=False) == {}


@pytest.mark.long
def test_every_sound_tune_is_accepted(collections: Tunes) -> None:
    texts = sound(collections, clean=True)
    assert len(texts) > 6800  # of 13,102; the others break a rule
    assert refused(texts, clean=True) == {}


@pytest.mark.long
def test_every_sound_nottingham_tune_is_accepted_whole(collections: Tunes) -> None:
    texts = sound([(place, text) for place, text in collections if "jigs.abc" in place], clean=False)
    assert refused(texts, clean=False) == {}


def test_an_unsound_tune_is_not() -> None:
    texts = {"long": "M:3/4\nL:1/4\nK:C\nABc|ABcd|ABc|\n", "open": "M:3/4\nL:1/4\nK:C\n|:ABc|ABc|]\n"}
    assert refused(texts, clean=True).keys() == texts.keys()
