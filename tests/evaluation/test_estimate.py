"""Intervals by resampling, against what is known of them."""

import numpy as np
import pytest

from tunesmith.evaluation.estimate import mean, ratio, resamples


def test_equal_pieces_leave_no_doubt() -> None:
    found = ratio(np.full(20, 6.0), np.full(20, 3.0), seed=1)
    assert (found.value, found.low, found.high) == (2.0, 2.0, 2.0)


def test_every_sample_has_as_many_pieces() -> None:
    counts = resamples(7, seed=3)
    assert counts.shape == (1000, 7)
    assert (counts.sum(axis=1) == 7).all()


def test_a_ratio_weighs_pieces_by_what_is_below() -> None:
    """One piece of 10 bits in 10 tokens and one of 30 in 10: 2, not the mean of anything else."""
    found = ratio(np.array([10.0, 30.0]), np.array([10.0, 10.0]), seed=0)
    assert found.value == 2.0
    assert (found.low, found.high) == (1.0, 3.0)  # both samples of one piece alone are common


def test_the_interval_covers_the_truth_as_often_as_it_says() -> None:
    generator = np.random.default_rng(5)
    held = 0
    for seed in range(200):
        found = mean(generator.normal(3.0, 1.0, 60), seed)
        held += found.low <= 3.0 <= found.high
    assert 0.90 <= held / 200 <= 0.99


def test_pieces_without_anything_below_do_not_count() -> None:
    assert ratio(np.array([0.0, 4.0]), np.array([0.0, 2.0]), seed=0).value == 2.0
    with pytest.raises(ValueError, match="nothing"):
        ratio(np.array([1.0]), np.array([0.0]), seed=0)
