import math

import numpy as np
import pytest

from tests.models.test_bits import Constant, Repeats
from tunesmith.models.bits import piece_bits
from tunesmith.models.readings import read_pieces


def test_a_reading_by_hand() -> None:
    """After the opening 2, a model that expects the last id again (1/2) reads 2 2 0."""
    (reading,) = read_pieces(Repeats(), [2], [[2, 2, 0]])
    np.testing.assert_allclose(reading.bits, [1.0, 1.0, 2.0])
    np.testing.assert_allclose(reading.sure, [0.5, 0.5, 0.5])
    np.testing.assert_array_equal(reading.hit, [True, True, False])


def test_readings_of_many_pieces_sum_to_their_bits() -> None:
    random = np.random.default_rng(2)
    pieces = [list(random.integers(3, size=size)) for size in random.integers(1, 700, size=150)]
    readings = read_pieces(Repeats(), [0, 0], pieces)
    np.testing.assert_allclose(
        [one.bits.sum() for one in readings], piece_bits(Repeats(), [0, 0], pieces).bits
    )
    assert [len(one.bits) for one in readings] == [len(piece) for piece in pieces]


def test_a_uniform_model_is_never_sure() -> None:
    (reading,) = read_pieces(Constant([1 / 3] * 3), [0], [[0, 1, 2]])
    np.testing.assert_allclose(reading.sure, 1 / 3)
    np.testing.assert_allclose(reading.bits, math.log2(3))
    assert reading.hit.sum() == pytest.approx(1)  # it has to name one
