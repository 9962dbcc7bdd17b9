"""A model and a grammar small enough to work out by hand."""

import math
from collections.abc import Sequence

import numpy as np
import pytest

from tunesmith.evaluation.masked import MaskedBits, masked_bits, masks_along


class Constant:
    """1/2 for id 0, 1/4 for 1 and for 2, whatever came before."""

    vocabulary_size = 3

    def initial_state(self, batch: int) -> np.ndarray:
        return np.zeros(batch)

    def forward(self, ids: np.ndarray, state: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return np.tile(np.log(np.array([0.5, 0.25, 0.25], np.float32)), (*ids.shape, 1)), state


class TwoThenEnd:
    """Two ids of 0 and 1, then 2, which ends the piece."""

    def start(self) -> int:
        return 0

    def allowed(self, state: int) -> np.ndarray:
        return np.array([state < 2, state < 2, state == 2])

    def advance(self, state: int, token: int) -> int:
        return state + 1

    def done(self, state: int) -> bool:
        return state == 3

    def bars(self, state: int) -> int:
        return 0


def measured(*pieces: Sequence[int]) -> MaskedBits:
    return masked_bits(Constant(), TwoThenEnd(), [2], pieces)


def test_bits_by_hand() -> None:
    """0 1 2: 1 + 2 + 2 bits; under the mask 0 has 2/3, 1 has 1/3 and 2 has all."""
    found = measured([0, 1, 2])
    assert (found.pieces, found.accepted, found.tokens) == (1, 1, 3)
    assert found.plain == pytest.approx(5 / 3)
    assert found.masked == pytest.approx((math.log2(3 / 2) + math.log2(3)) / 3)


def test_only_what_the_grammar_accepts_counts() -> None:
    found = measured([0, 2], [0, 0, 2], [0, 1], [1, 1, 2], [0, 0, 2, 2])
    assert (found.pieces, found.accepted, found.tokens) == (5, 2, 6)
    assert found.plain == pytest.approx((4 + 6) / 6)
    assert found.masked == pytest.approx((2 * math.log2(3 / 2) + 2 * math.log2(3)) / 6)
    assert measured([2], [0]) == MaskedBits(2, 0, 0, None, None)


def test_masks_stand_beside_the_ids() -> None:
    masks = masks_along(TwoThenEnd(), [1, 0, 2])
    assert masks is not None
    assert masks.astype(int).tolist() == [[1, 1, 0], [1, 1, 0], [0, 0, 1]]
    assert masks_along(TwoThenEnd(), []) is None
