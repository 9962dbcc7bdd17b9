import math

import numpy as np
import pytest

from tunesmith.models.bits import piece_bits, stream_bits, token_bits


class Constant:
    """A model that always gives the same distribution, and counts what it has read."""

    vocabulary_size = 3

    def __init__(self, probabilities: list[float]) -> None:
        self.logits = np.log(np.array(probabilities, np.float32)) + 5.0  # a shift that must not matter

    def initial_state(self, batch: int) -> np.ndarray:
        return np.zeros(batch)

    def step(self, ids, state):
        return np.tile(self.logits, (len(ids), 1)), state + 1

    def forward(self, ids, state):
        return np.tile(self.logits, (*ids.shape, 1)), state + ids.shape[1]


class Repeats(Constant):
    """Sure that the last id comes again: 1/2 for it, 1/4 for each other."""

    def __init__(self) -> None:
        super().__init__([1 / 3] * 3)

    def forward(self, ids, state):
        logits = np.full((*ids.shape, 3), math.log(0.25), np.float32)
        np.put_along_axis(logits, ids[..., None], math.log(0.5), axis=-1)
        return logits, state


def test_bits_of_a_known_distribution() -> None:
    logits = np.log(np.array([[0.5, 0.25, 0.25]], np.float32))
    assert token_bits(logits, np.array([0])) == pytest.approx([1.0])
    assert token_bits(logits + 100, np.array([2])) == pytest.approx([2.0])


def test_uniform_model_needs_log2_v() -> None:
    text = np.random.default_rng(0).integers(3, size=5000)
    assert stream_bits(Constant([1 / 3] * 3), text) == pytest.approx(math.log2(3))


def test_stream_by_hand() -> None:
    """0 0 1 1 in one stream: the targets are 0 (1 bit), 1 (2 bits), 1 (1 bit)."""
    assert stream_bits(Repeats(), np.array([0, 0, 1, 1])) == pytest.approx(4 / 3)


def test_stream_leaves_out_what_fills_no_window() -> None:
    """Two streams of 10: one window of 4 ids fits twice in 9 targets; the ninth is not scored."""
    text = np.zeros(20, int)
    text[9] = text[19] = 1  # a surprise that lies outside the windows
    assert stream_bits(Repeats(), text, batch=2, window=4) == pytest.approx(1.0)


def test_pieces_by_hand() -> None:
    """After the opening 2: piece [2, 2] costs 1 + 1 bits, piece [0, 0, 1] costs 2 + 1 + 2."""
    result = piece_bits(Repeats(), [2], [[0, 0, 1], [2, 2]])
    np.testing.assert_allclose(result.bits, [5.0, 2.0])
    np.testing.assert_array_equal(result.tokens, [3, 2])
    assert result.per_token == pytest.approx(7 / 5)
    # Residuals 5 - 1.4 * 3 = 0.8 and 2 - 1.4 * 2 = -0.8; sqrt(2 / 1 * 1.28) / 5
    assert result.standard_error == pytest.approx(math.sqrt(2.56) / 5)


def test_many_pieces_of_unlike_length_do_not_disturb_each_other() -> None:
    random = np.random.default_rng(1)
    pieces = [list(random.integers(3, size=size)) for size in random.integers(1, 700, size=150)]
    together = piece_bits(Repeats(), [0, 0], pieces)
    alone = [piece_bits(Repeats(), [0, 0], [piece]).bits[0] for piece in pieces]
    np.testing.assert_allclose(together.bits, alone)
    assert math.isnan(piece_bits(Repeats(), [0], pieces[:1]).standard_error)


def test_masked_bits_by_hand() -> None:
    """Of 1/2, 1/4, 1/4: ids 0 and 1 possible give 2/3 and 1/3; one id alone costs nothing."""
    model = Constant([0.5, 0.25, 0.25])
    masks = [np.array([[1, 1, 0], [0, 1, 0]], bool), np.array([[1, 1, 1], [1, 0, 1], [1, 1, 0]], bool)]
    result = piece_bits(model, [0, 0], [[1, 1], [2, 0, 1]], masks)
    two_thirds, third = math.log2(3 / 2), math.log2(3)
    assert result.bits == pytest.approx([third, 2 + two_thirds + third])
    assert result.tokens.tolist() == [2, 3]
    free = [np.ones((length, 3), bool) for length in (2, 3)]
    plain = piece_bits(model, [0, 0], [[1, 1], [2, 0, 1]])
    assert piece_bits(model, [0, 0], [[1, 1], [2, 0, 1]], free).bits == pytest.approx(plain.bits)
