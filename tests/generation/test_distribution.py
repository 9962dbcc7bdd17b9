import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunesmith.generation.distribution import draw, weigh


def test_weights_worked_by_hand():
    assert weigh(np.log([0.5, 0.25, 0.125, 0.125])) == pytest.approx([1, 0.5, 0.25, 0.25])
    assert weigh(np.array([1000.0, 1000.0, -np.inf])) == pytest.approx([1, 1, 0])


@pytest.mark.parametrize(
    ("uniform", "token"), [(0, 0), (0.49, 0), (0.5, 2), (0.74, 2), (0.75, 3), (0.999, 3)]
)
def test_draw_is_the_inverse_of_the_cumulative_distribution(uniform, token):
    assert draw(np.array([0.5, 0, 0.25, 0.25, 0]), uniform) == token


@given(
    st.lists(st.just(0.0) | st.floats(1e-300, 1), min_size=1, max_size=90).filter(any),
    st.just(0.0) | st.just(1 - 2.0**-53) | st.floats(0, 1, exclude_max=True),
)
def test_an_impossible_token_is_never_drawn(weights, uniform):
    assert weights[draw(np.array(weights), uniform)] > 0
