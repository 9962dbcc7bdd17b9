import math

import numpy as np
import pytest

from tunesmith.evaluation.style.distances import Share, compare_style, jensen_shannon, overlap_area
from tunesmith.evaluation.style.traits import Traits


def test_two_histograms_by_hand() -> None:
    one, other = np.array([1.0, 1.0, 0.0]), np.array([0.0, 5.0, 5.0])
    assert overlap_area(one, other) == pytest.approx(0.5)
    # H(1/4, 1/2, 1/4) - (1 + 1) / 2 = 1.5 - 1
    assert jensen_shannon(one, other) == pytest.approx(math.sqrt(0.5))


def test_the_ends_of_the_scales() -> None:
    one, other = np.array([2.0, 0.0]), np.array([0.0, 3.0])
    assert (overlap_area(one, other), jensen_shannon(one, other)) == (0, 1)
    assert (overlap_area(one, 7 * one), jensen_shannon(one, 7 * one)) == (1, 0)


def tune(**lengths: int) -> Traits:
    return Traits({"note length": lengths}, {})


def test_equal_tunes_lie_on_the_floor() -> None:
    (found,) = compare_style([tune(**{"1": 1, "2": 1})] * 9, [tune(**{"1": 2, "2": 2})] * 30, 0)
    assert found.distance.value == found.distance_floor.value == pytest.approx(0)
    assert found.overlap.value == found.overlap_floor.value == pytest.approx(1)
    assert found.shares == (Share("1", 0.5, 0.5), Share("2", 0.5, 0.5))


def test_categories_stand_in_the_order_of_their_scale() -> None:
    """The commonest as they lie on it, not by how common they are."""
    tunes = [
        Traits({"note length": {"2": 9, "1/3": 5, "11/6": 1}, "interval": {"0": 1, "+7": 4, "-2": 2}}, {})
    ] * 9
    interval, length = compare_style(tunes, tunes, 0)
    assert [one.category for one in interval.shares] == ["-2", "0", "+7"]
    assert [one.category for one in length.shares] == ["1/3", "11/6", "2"]


def test_samples_of_one_size_are_compared() -> None:
    """Our ten tunes are drawn from the same urn as their hundred: nearer than floor they cannot seem."""
    random = np.random.default_rng(4)
    draws = [{str(random.integers(40)): 1} for _ in range(110)]
    tunes = [Traits({"range": draw}, {}) for draw in draws]
    (found,) = compare_style(tunes[:10], tunes[10:], 0)
    assert found.distance.value == pytest.approx(found.distance_floor.value, abs=0.06)
    assert found.distance_floor.value > 0.7  # few are never alike


def test_strangers_are_far_and_too_few_are_not_compared() -> None:
    (found,) = compare_style([tune(**{"1": 1})] * 9, [tune(**{"2": 1})] * 9, 0)
    assert (found.distance.value, found.overlap.value, found.excess) == (1, 0, 1)
    assert compare_style([tune(**{"1": 1})] * 3, [tune(**{"2": 1})] * 9, 0) == []
