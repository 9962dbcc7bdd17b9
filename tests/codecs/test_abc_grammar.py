"""The table of nodes says at every character what the automaton says."""

import random

import pytest

from tunesmith.codecs.abc_grammar import AbcGrammar
from tunesmith.errors import TunesmithError
from tunesmith.music.abc.grammar.controls import Controls
from tunesmith.music.abc.grammar.state import State
from tunesmith.music.notation import notation

VOCABULARY = sorted("\n |:/12346ABCDEFGabcdefgKLMz^_=-<>()[]{},'\"m#8")
CONTROLS = {
    "free": Controls(),
    "simple": Controls.read(simple=True),
    "planned": Controls.read(key="D", meter="6/8", bars=4, form="AABB", simple=True),
    "pitched": Controls.read(range="G3..B5", end_on="tonic", bars=4, form="AB", meter="3/4"),
}
TIED = (
    "M:4/4\nL:1/8\nK:D\n|:^A2-A2 A2AB|[DF-]2F2 ^c4-|c2=c2c4-|c4B4|\nK:Eb\n[Bd]4-[Bd]2B2-|B4z4:|\n\n",
    "M:6/8\nL:1/8\nK:Am\n[EA]3 {^g}a3-|a3 [E-A]2E|[AA]3-A3-|A6|\n\n",
)


def agree(grammar: AbcGrammar, place: object, state: State) -> set[str]:
    """What both allow; they must be the same."""
    signs = {grammar.vocabulary[token] for token in grammar.allowed(place).nonzero()[0]}
    assert signs == grammar.automaton.allowed(state)
    assert grammar.bars(place) == state.counts.total
    assert grammar.done(place) == grammar.automaton.done(state)
    return signs


@pytest.mark.parametrize("controls", CONTROLS.values(), ids=CONTROLS.keys())
def test_walks(controls: Controls) -> None:
    """Eight random tunes, fond of ties; the later ones find nodes that the earlier ones made."""
    grammar = AbcGrammar(VOCABULARY, controls, clean=True)
    for seed in range(8):
        chance = random.Random(seed)
        place, state = grammar.start(), grammar.automaton.start()
        for _ in range(500):
            signs = agree(grammar, place, state)
            if not signs:
                break
            fond = signs & {"-"} if chance.random() < 0.5 else set()
            sign = chance.choice(sorted(fond or signs))
            place = grammar.advance(place, VOCABULARY.index(sign))
            after = grammar.automaton.advance(state, sign)
            assert after is not None
            state = after


@pytest.mark.parametrize("fond", ["|", "|:", "Z|", "|[12"], ids=["bars", "repeats", "rests", "endings"])
@pytest.mark.parametrize("simple", [True, False])
def test_whatever_is_allowed_can_be_written_up_to_the_last_bar(fond: str, simple: bool) -> None:
    """Tunes of hardly more bars than they may have, whose last places look like those before them."""
    controls = Controls.read(meter="2/4", most_bars=16, simple=simple)
    grammar = AbcGrammar(sorted("\n |:/124AaKMLZ-[]D"), controls, clean=True)
    longest = 0
    for seed in range(15):
        chance = random.Random(seed)
        place, text = grammar.start(), ""
        while not grammar.done(place):
            tokens = grammar.allowed(place).nonzero()[0].tolist()
            for token in tokens:
                grammar.advance(place, token)  # raises where the mask was wrong
            music = [token for token in tokens if grammar.vocabulary[token] != "\n"]
            wanted = [token for token in music if grammar.vocabulary[token] in fond]
            token = chance.choice((chance.random() < 0.7 and wanted) or music or tokens)
            place = grammar.advance(place, token)
            text += grammar.vocabulary[token]
        assert not notation("abc").problems(f"X:1\n{text}"), text
        longest = max(longest, grammar.bars(place))
    assert 16 <= longest <= 18


def test_a_first_ending_needs_a_bar_before_it_and_not_only_a_pickup() -> None:
    """A place after the pickup is like one a bar later, but for this."""
    vocabulary = [*VOCABULARY, "X"]
    grammar = AbcGrammar(vocabulary, Controls.read(simple=True), clean=False)
    place, state = grammar.start(), grammar.automaton.start()
    for sign in "X:1\nM:2/4\nL:1/8\nK:D\nA|AAAA|AAA|:A|AAAA|1AAA:|2AAA||\n\n":
        signs = agree(grammar, place, state)
        assert sign in signs
        place = grammar.advance(place, vocabulary.index(sign))
        after = grammar.automaton.advance(state, sign)
        assert after is not None
        state = after
    assert grammar.done(place)


@pytest.mark.parametrize("text", TIED)
def test_ties_are_followed_to_the_pitch(text: str) -> None:
    """Accidentals of the bar, the key, chords and bar lines decide what a tie leads to."""
    grammar = AbcGrammar(VOCABULARY, Controls(), clean=True)
    for _ in range(2):  # through fresh nodes, then through known ones
        place, state = grammar.start(), grammar.automaton.start()
        for sign in text:
            assert sign in agree(grammar, place, state), sign
            place = grammar.advance(place, VOCABULARY.index(sign))
            after = grammar.automaton.advance(state, sign)
            assert after is not None
            state = after
        assert grammar.done(place)


def test_what_may_not_stand_is_refused() -> None:
    grammar = AbcGrammar(VOCABULARY, Controls(), clean=True)
    with pytest.raises(TunesmithError, match="'z' may not stand here"):
        grammar.advance(grammar.start(), VOCABULARY.index("z"))
