"""The uniform model: it takes characters by chance, and every one that the grammar lets pass.

That is what a mask does to a model of equal probabilities, only faster.
"""

import random
from collections.abc import Callable, Mapping

import pytest

from tunesmith.codecs.abc_grammar import AbcGrammar
from tunesmith.music.abc.grammar.automaton import Automaton
from tunesmith.music.abc.grammar.controls import Controls
from tunesmith.music.abc.grammar.state import State

LONGEST = 400_000  # characters: 256 bars of 32/1 in 1/64 notes, and what may stand between
ASKED = 300  # characters drawn before all that remain are looked at

CLEAN = "\n \"#'(,-/123456789:<=>ABCDEFGHKLMRZ[\\]^_abcdefghijklmnoprstuvwxyz{|}"
JIGS = "\n \"#'(,-/12345689:<=>ABCDEFGHKLMRZ[]^_abcdefgijlmoprsuxyz{|}"
RAW = "\n !\"#%&'()+,-./0123456789:=?ABCDEFGHIJKLMNOPQRSTUVWXY[\\]^_abcdefghijklmnopqrstuvwxyz|~"
POOR = "\n /12345678:ACDEFGKLMz|"  # no broken rhythms, chords, sharps or low notes
VOCABULARIES = {  # name -> the characters, and whether they are of clean text
    "folk": (CLEAN, True),
    "jigs": (JIGS, True),
    "poor": (POOR, True),
    "nottingham": (RAW, False),
    "folk as it stands": (CLEAN + "!~.)TNX", False),
}

Walk = Callable[..., str]


def characters(name: str) -> str:
    return "".join(sorted(set(VOCABULARIES[name][0])))


@pytest.fixture(scope="session")
def vocabularies() -> Mapping[str, tuple[str, bool]]:
    return {name: (characters(name), clean) for name, (_, clean) in VOCABULARIES.items()}


@pytest.fixture(scope="session")
def automaton() -> Callable[..., Automaton]:
    """An automaton over a vocabulary by name, with demands as a user writes them; it may refuse."""

    def make(name: str = "folk", **demands: object) -> Automaton:
        controls = Controls.read(**demands)  # type: ignore[arg-type]
        return AbcGrammar(characters(name), controls, clean=VOCABULARIES[name][1]).automaton

    return make


@pytest.fixture(scope="session")
def after() -> Callable[[Automaton, str], State]:
    """The state after a text, which has to be accepted."""

    def read(automaton: Automaton, text: str) -> State:
        state = automaton.start()
        for place, sign in enumerate(text):
            following = automaton.advance(state, sign)
            assert following is not None, (text[:place], sign)
            state = following
        return state

    return read


@pytest.fixture(scope="session")
def walk() -> Walk:
    """A tune of the uniform model. It fails where nothing may follow, and where no end is in sight."""

    def write(automaton: Automaton, seed: int) -> str:
        chance, signs = random.Random(seed), sorted(automaton.vocabulary)
        state, written = automaton.start(), list[str]()
        while not automaton.done(state):
            sign, following = _draw(automaton, state, signs, chance)
            assert following is not None, f"nothing may follow {''.join(written)!r}"
            state = following
            written.append(sign)
            assert len(written) < LONGEST
        return "".join(written)

    return write


def _draw(
    automaton: Automaton, state: State, signs: list[str], chance: random.Random
) -> tuple[str, State | None]:
    for _ in range(ASKED):
        sign = signs[int(chance.random() * len(signs))]
        following = automaton.advance(state, sign)
        if following is not None:
            return sign, following
    for sign in chance.sample(signs, len(signs)):
        following = automaton.advance(state, sign)
        if following is not None:
            return sign, following
    return "", None
