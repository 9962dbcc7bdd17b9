import numpy as np
import pytest

from tests.models.test_bits import Constant
from tunesmith.codecs.abc_char import AbcChar
from tunesmith.evaluation.goodness import Goodness, difference
from tunesmith.evaluation.tokens import TokenFacts, token_facts
from tunesmith.models.readings import Reading, read_pieces
from tunesmith.music.piece import Piece

TUNE = "X:1\nT:A tune\nL:1/8\nM:2/4\nK:G\nGABc|d2d2|\n"


def reading(bits: list[float], sure: float = 0.5) -> Reading:
    return Reading(np.array(bits), np.full(len(bits), sure), np.array(bits) <= 1)


def facts(kinds: list[str], notes: int = 1, bars: int = 1) -> TokenFacts:
    return TokenFacts(tuple(kinds), notes, bars)


TWO = Goodness(
    [reading([1.0, 3.0, 2.0]), reading([1.0])],
    [facts(["note", "note", "length"], notes=2), facts(["note"], notes=0, bars=1)],
    seed=0,
)


def test_means_are_ratios_of_sums() -> None:
    assert TWO.bits.value == pytest.approx(7 / 4)
    assert TWO.per_note is not None
    assert TWO.per_note.value == pytest.approx(7 / 2)
    assert TWO.per_bar is not None
    assert TWO.per_bar.value == pytest.approx(7 / 2)
    assert TWO.accuracy.value == pytest.approx(2 / 4)
    assert TWO.of([1]).bits.value == 1.0
    assert TWO.of([1]).per_note is None  # there are no notes in it


def test_cost_of_every_kind() -> None:
    assert [(one.kind, one.tokens, one.bits) for one in TWO.by_kind] == [
        ("note", 3, pytest.approx(5 / 3)),
        ("length", 1, 2.0),
    ]
    assert sum(one.share for one in TWO.by_kind) == pytest.approx(1)


def test_cost_by_place() -> None:
    """Forty tokens that cost their number: stretches of 16, 16 and 8 tokens, and tenths of four."""
    found = Goodness([reading(list(map(float, range(40))))], [facts(["note"] * 40)], 0)
    assert [(one.first, one.last, one.tokens) for one in found.by_token] == [
        (0, 15, 16),
        (16, 31, 16),
        (32, 63, 8),
    ]
    assert [one.bits.value for one in found.by_token] == [7.5, 23.5, 35.5]
    assert [one.bits.value for one in found.by_tenth] == [4 * tenth + 1.5 for tenth in range(10)]


def test_a_uniform_model_needs_log2_v_everywhere_and_is_off_by_its_accuracy() -> None:
    random = np.random.default_rng(3)
    pieces = [list(random.integers(4, size=size)) for size in (50, 80, 200)]
    read = read_pieces(Constant([0.25] * 4), [0], pieces)
    found = Goodness(read, [facts(["note"] * len(piece)) for piece in pieces], 0)
    assert found.bits.value == pytest.approx(2)
    assert found.bits.low == pytest.approx(2)
    assert found.bits.high == pytest.approx(2)
    assert found.calibration.error == pytest.approx(abs(found.accuracy.value - 0.25))
    assert all(one.bits.value == pytest.approx(2) for one in found.by_tenth)


def test_a_pair_of_models_at_pieces_unlike_in_difficulty() -> None:
    """One bit apart on every token: certain, however much the pieces differ."""
    ours = [reading([bits] * 10) for bits in (1.0, 5.0, 9.0)]
    theirs = [reading([bits + 1] * 10) for bits in (1.0, 5.0, 9.0)]
    found = difference(theirs, ours, 0)
    assert (found.value, found.low, found.high) == pytest.approx((1, 1, 1))


def test_facts_of_a_tune() -> None:
    piece = Piece("one", "A tune", "abc", TUNE, "")
    codec = AbcChar.learn([piece])
    tokens = codec.encode(piece)
    found = token_facts(codec, piece, tokens)
    assert (found.notes, found.bars) == (6, 2)
    assert len(found.kinds) == len(tokens)
    spelled = [kind for kind, token in zip(found.kinds, tokens, strict=True) if token in "GABcd"]
    assert spelled.count("note") == 6
    assert found.kinds.count("length") == 2
    assert found.kinds.count("bar line") == 2
