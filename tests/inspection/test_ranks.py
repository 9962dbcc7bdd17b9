"""Ranks, correlations and areas against their definitions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunesmith.inspection.ranks import areas, correlations, ranks, standard

values = st.lists(st.sampled_from([-1.5, 0.0, 0.25, 3.0, 7.0]), min_size=2, max_size=30)


@given(values)
def test_ranks_share_ties(column: list[float]) -> None:
    expected = [
        sum(other < value for other in column) + (sum(other == value for other in column) + 1) / 2
        for value in column
    ]
    assert ranks(np.array(column)).tolist() == expected


@given(st.data())
def test_areas_count_pairs(data: st.DataObject) -> None:
    column = data.draw(values)
    truth = data.draw(st.lists(st.sampled_from([0, 1]), min_size=len(column), max_size=len(column)))
    yes = [value for value, so in zip(column, truth, strict=True) if so]
    no = [value for value, so in zip(column, truth, strict=True) if not so]
    if not yes or not no:
        return
    won = sum((y > n) + (y == n) / 2 for y in yes for n in no) / len(yes) / len(no)
    found = areas(np.array(truth, float)[:, None], ranks(np.array(column)[:, None]))
    assert found[0, 0] == pytest.approx(won)


def test_spearman_by_hand() -> None:
    """Ranks 1 2 3 4 5 and 2 1 4 3 5: 1 - 6 * 4 / (5 * 24) = 0.8."""
    left, right = (standard(ranks(np.array(x)[:, None])) for x in ([1, 2, 3, 4, 50], [20, 1, 40, 30, 99]))
    assert correlations(left, right)[0, 0] == pytest.approx(0.8)


def test_a_constant_goes_with_nothing() -> None:
    assert correlations(standard(np.ones((9, 1))), standard(np.arange(9.0)[:, None]))[0, 0] == 0
