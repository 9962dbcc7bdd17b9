"""Filling a gap: the result fits the frame, and particles find what the rest of the tune asks for."""

import math
from pathlib import Path

import numpy as np
import pytest

from tunesmith.codecs.abc_char import AbcChar
from tunesmith.errors import TunesmithError
from tunesmith.generation.fill import FillRequest, fill
from tunesmith.generation.gap import Gap, choose_bars, read_bars, splice
from tunesmith.generation.swarm import Swarm
from tunesmith.models.bits import piece_bits
from tunesmith.models.markov import Markov
from tunesmith.music.abc.parser import parse
from tunesmith.music.piece import Piece

TUNE = "X:1\nT:A\nM:6/8\nL:1/8\nK:D\n|:DFA dAF|GBd g2e|fdB AFD|EGE D3:|\n|:fdB AFD|GBd g2e|DFA dAF|EGE D3:|"


@pytest.fixture(scope="module")
def book() -> tuple[AbcChar, Markov]:
    """Seven tunes of the same four bars in other orders, and what they teach."""
    bars = ("DFA dAF", "GBd g2e", "fdB AFD", "EGE D3")
    pieces = []
    for shift in range(7):
        music = "|".join(bars[(shift + step * (1 + shift % 3)) % 4] for step in range(4))
        text = f"X:1\nT:A\nM:6/8\nL:1/8\nK:D\n|:{music}:|\n|:{music}:|"
        pieces.append(Piece(str(shift), "", "abc", text, ""))
    codec = AbcChar.learn(pieces, form="clean")
    ids = [codec.ids([*codec.opening, *codec.encode(piece)]) for piece in pieces]
    return codec, Markov.fit(ids, len(codec.vocabulary), order=6)


def gap_of(codec: AbcChar, first: int, last: int) -> Gap:
    return Gap.of("".join(codec.encode(Piece("", "", "abc", TUNE, ""))), first, last)


def asked(**wishes: object) -> FillRequest:
    return FillRequest.model_validate({"checkpoint": Path("run"), "bars": "2-3", **wishes})


def whole(gap: Gap, bars: tuple[str, ...]) -> str:
    return gap.before + "".join(bar + line for bar, line in zip(bars, gap.lines, strict=True))


def test_a_gap_is_the_tune_without_its_bars(book: tuple[AbcChar, Markov]) -> None:
    gap = gap_of(book[0], 2, 3)
    assert whole(gap, ("GBd g2e", "fdB AFD")) == gap.text
    assert gap.before.endswith("|:DFA dAF|")
    assert gap.lines[0] == "|"
    assert gap.lines[1].startswith("|EGE D3:|\n|:fdB")
    assert gap.sound(0, "A3 A2A")
    for unsound in ("A3 A2", "A3 A2A2", "A3|A3", "A3 [1A3", "A3 A2>", "(3AAA A2", "", "K", "A3 [K:G]A3"):
        assert not gap.sound(0, unsound), unsound
    assert gap.free(0, "A3 A2")
    for joining in ("A3 A2A:", "A3 A2A.", "A3 A2A["):  # with the bar line after it: another sign
        assert not gap.free(0, joining), joining


@pytest.mark.parametrize("rules", ["strict", "off"])
def test_every_filling_keeps_the_frame(book: tuple[AbcChar, Markov], rules: str) -> None:
    codec, engine = book
    gap = gap_of(codec, 2, 4)
    fillings = fill(codec, engine, gap, asked(bars="2-4", particles=24, rules=rules), seed=1)
    assert fillings
    before = [type(e) for e in parse(gap.text).body if type(e).__name__ in ("Bar", "LineBreak", "Ending")]
    for filling in fillings:
        text = whole(gap, filling.bars)
        after = [type(e) for e in parse(text).body if type(e).__name__ in ("Bar", "LineBreak", "Ending")]
        assert after == before
        if rules == "strict":
            assert all(gap.sound(index, bar) for index, bar in enumerate(filling.bars))


def test_scores_are_those_of_the_whole_tune(book: tuple[AbcChar, Markov]) -> None:
    codec, engine = book
    gap = gap_of(codec, 2, 3)
    fillings = fill(codec, engine, gap, asked(particles=16), seed=2)
    scores = [filling.bits_per_character for filling in fillings]
    assert scores == sorted(scores)
    for filling in fillings[:3]:
        ids = codec.ids(list(whole(gap, filling.bars)))
        expected = piece_bits(engine, codec.ids(codec.opening), [ids]).per_token
        assert filling.bits_per_character == pytest.approx(expected, rel=1e-5)


def test_a_section_that_ends_without_a_colon() -> None:
    """The model has only ever seen a colon there; a bar that takes it leads nowhere."""
    pieces = [
        Piece(str(turn), "", "abc", f"X:1\nT:A\nM:6/8\nL:1/8\nK:D\n|:{music}:|\n|:{music}:|\n", "")
        for turn, music in enumerate(("DFA dAF|EGE D3", "fdB AFD|EGE D3", "GBd g2e|EGE D3"))
    ]
    other = Piece("", "", "abc", "X:1\nT:A\nM:6/8\nL:1/8\nK:D\nDFA dAF|EGE D3||\nfdB AFD|GBd D3||\n", "")
    codec = AbcChar.learn([*pieces, other], form="clean")
    ids = [codec.ids([*codec.opening, *codec.encode(piece)]) for piece in pieces]
    model = Markov.fit(ids, len(codec.vocabulary), order=6)
    gap = Gap.of("".join(codec.encode(other)), 2, 2)
    assert gap.lines[0].startswith("||")
    found = fill(codec, model, gap, asked(bars="2", particles=8), 0)
    assert found
    assert all(gap.sound(0, filling.bars[0]) for filling in found)


def test_a_seed_decides(book: tuple[AbcChar, Markov]) -> None:
    codec, engine = book
    gap = gap_of(codec, 2, 3)
    first, again, other = (fill(codec, engine, gap, asked(particles=16), seed) for seed in (3, 3, 5))
    assert first == again
    assert first != other


def test_one_bar_of_a_filled_gap_is_a_gap(book: tuple[AbcChar, Markov]) -> None:
    gap = gap_of(book[0], 2, 4)
    written = ("A6", "B6", "d6")
    for index, bar in enumerate(written):
        narrow = gap.around(written, index)
        assert narrow.text == whole(gap, written) == whole(narrow, (bar,))


def test_guidance_pays(book: tuple[AbcChar, Markov]) -> None:
    """Against twice as many particles that write for themselves, on the mean of ten seeds; few of either."""
    codec, engine = book
    gap = gap_of(codec, 2, 4)
    guided, unguided = (
        [
            fill(codec, engine, gap, asked(bars="2-4", particles=size, temperature=1.0), seed, guided=way)[0]
            for seed in range(10)
        ]
        for way, size in ((True, 6), (False, 12))
    )
    means = [np.mean([filling.bits_per_character for filling in found]) for found in (guided, unguided)]
    assert means[0] < means[1]


class Oracle:
    """First comes a coin, 0 or 1; then 2; and then, nine times in ten, what the coin was."""

    vocabulary_size = 3

    def initial_state(self, batch: int) -> np.ndarray:
        return np.full(batch, -1)

    def step(self, ids: np.ndarray, state: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        rows = []
        for token, coin in zip(ids, state, strict=True):
            seen = token if coin < 0 and token < 2 else coin
            likely = [0.9, 0.1] if seen == 0 else [0.1, 0.9]
            rows.append(
                ([0.25, 0.25, 0.5] if seen < 0 or token < 2 else [*np.array(likely) * 0.5, 0.5], seen)
            )
        return np.log(np.array([row for row, _ in rows], np.float32)), np.array([seen for _, seen in rows])

    def forward(self, ids: np.ndarray, state: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        logits = []
        for column in ids.T:
            row, state = self.step(column, state)
            logits.append(row)
        return np.stack(logits, axis=1), state


def test_weights_are_the_posterior() -> None:
    """A coin is written, then 2 and 0 are given: heads is nine times as likely as tails, by Bayes."""
    swarm = Swarm(Oracle(), None, 4000, 1.0, np.random.Generator(np.random.PCG64(0)))
    swarm.begin([2], [], None)
    swarm.write(2, np.array([True, True, False]), lambda written: len(written) == 1, most=2)
    swarm.read([2, 0])
    coins = np.array([written[0] if written else -1 for written in swarm.written])
    weights = np.where(np.isfinite(swarm.log_weights), np.exp(swarm.log_weights), 0)
    heads = weights[coins == 0].sum() / weights.sum()
    assert heads == pytest.approx(0.9, abs=0.02)
    assert swarm.log_likelihoods[coins == 0][0] == pytest.approx(math.log(0.25 * 0.5 * 0.45), abs=1e-5)
    swarm.resample()
    coins = np.array([done[0][0] for done in swarm.done if done[0]])
    assert (coins == 0).mean() == pytest.approx(0.9, abs=0.02)
    assert swarm.effective_size() == pytest.approx(4000)


def test_bars_are_named() -> None:
    assert read_bars("5-8") == (5, 8)
    assert read_bars(" 3 ") == (3, 3)
    for text in ("", "8-5", "5-", "a", "5 - 8", "-3", "5-8-9", "99999"):
        with pytest.raises(TunesmithError, match="names no bars"):
            read_bars(text)
    with pytest.raises(TunesmithError, match="bars 1 to 8, not 7-12"):
        choose_bars(parse(TUNE), 7, 12)
    with pytest.raises(TunesmithError, match="no notes"):
        choose_bars(parse("X:1\nK:D\n"), 1, 2)


def test_the_pickup_of_the_next_section_is_not_touched() -> None:
    tune = parse("X:1\nM:6/8\nL:1/8\nK:D\nA|dAF DFA|d3 d2:|\n|:f|afa bgb|d3 d2:|")
    assert [tune.text[bar.start : bar.end] for bar in choose_bars(tune, 1, 2)] == ["dAF DFA", "d3 d2"]
    assert len(choose_bars(tune, 1, 3)) == 4


def test_splice() -> None:
    bars = choose_bars(parse(TUNE), 2, 3)
    assert splice(TUNE, bars, ["A", "B"]) == TUNE.replace("GBd g2e|fdB AFD|E", "A|B|E", 1)
