import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunesmith.generation.filters import MinP, Temperature, TopK, TopP, request_filters

HALVES = np.log([0.125, 0.5, 0.125, 0.25])  # ties, and not in order

# Small integers give many ties; some tokens may be impossible already.
logits = (
    st.lists(st.integers(-4, 4) | st.floats(-30, 30) | st.just(-math.inf), min_size=1, max_size=90)
    .filter(lambda values: max(values) > -math.inf)
    .map(lambda values: np.array(values, dtype=np.float64))
)
filters = st.one_of(
    st.floats(0, 10).map(Temperature),
    st.integers(1, 100).map(TopK),
    st.floats(0, 1, exclude_min=True, exclude_max=True).map(TopP),
    st.floats(0, 1, exclude_min=True, exclude_max=True).map(MinP),
)


def softmax(logits):
    weights = np.exp(logits - logits.max())
    return weights / weights.sum()


def kept(logits):
    return np.flatnonzero(np.isfinite(logits)).tolist()


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        (Temperature(2), np.sqrt([0.125, 0.5, 0.125, 0.25]) / np.sqrt([0.125, 0.5, 0.125, 0.25]).sum()),
        (Temperature(0.5), np.array([1, 16, 1, 4]) / 22),
        (Temperature(0), [0, 1, 0, 0]),
        (Temperature(5e-324), [0, 1, 0, 0]),
        (TopK(1), [0, 1, 0, 0]),
        (TopK(2), [0, 2 / 3, 0, 1 / 3]),
        (TopK(3), np.array([1, 4, 0, 2]) / 7),  # of the tied tokens 0 and 2, the lower id
        (TopK(9), [0.125, 0.5, 0.125, 0.25]),
        (TopP(0.5), [0, 1, 0, 0]),
        (TopP(0.51), [0, 2 / 3, 0, 1 / 3]),
        (TopP(0.8), np.array([1, 4, 0, 2]) / 7),
        (TopP(0.9), [0.125, 0.5, 0.125, 0.25]),
        (MinP(0.6), [0, 1, 0, 0]),
        (MinP(0.5), [0, 2 / 3, 0, 1 / 3]),
        (MinP(0.4), [0, 2 / 3, 0, 1 / 3]),
        (MinP(0.2), [0.125, 0.5, 0.125, 0.25]),
    ],
)
def test_worked_by_hand(policy, expected):
    assert softmax(policy.apply(HALVES, [])) == pytest.approx(expected)


def test_greedy_takes_the_lowest_of_equals():
    assert kept(Temperature(0).apply(np.array([0.0, 3.0, 3.0]), [])) == [1]


def test_of_many_equals_the_lowest_ids_stay():
    equals = np.tile([0.0, 1.0], 500)
    assert kept(TopK(10).apply(equals, [])) == list(range(1, 20, 2))
    assert kept(TopP(0.01).apply(equals, [])) == list(range(1, 14, 2))  # 7 of e / 500 (1 + e) each


@given(logits, st.lists(filters, min_size=1, max_size=5))
def test_something_always_remains_and_nothing_comes_back(logits, policies):
    before = logits.copy()
    result = logits
    for policy in policies:
        result = policy.apply(result, [])
    assert not np.isnan(result).any()
    assert kept(result)
    assert set(kept(result)) <= set(kept(logits))
    assert logits.argmax() in kept(result)
    assert np.array_equal(logits, before)


@given(logits, st.integers(1, 100))
def test_top_k_keeps_exactly_k_the_likeliest(logits, k):
    result = kept(TopK(k).apply(logits, []))
    assert len(result) == min(k, len(kept(logits)))
    assert result == sorted(sorted(kept(logits), key=lambda token: (-logits[token], token))[:k])


@given(logits, st.floats(0.001, 0.999))
def test_top_p_keeps_the_fewest_that_reach_p(logits, p):
    probabilities = softmax(logits)
    result = probabilities[kept(TopP(p).apply(logits, []))]
    assert result.sum() >= p - 1e-9
    assert result.sum() - result.min() < p + 1e-9
    assert result.min() >= np.sort(probabilities)[-len(result)]


@given(logits, st.floats(0.001, 0.999))
def test_min_p_keeps_all_above_the_fraction(logits, fraction):
    probabilities = softmax(logits)
    chosen = kept(MinP(fraction).apply(logits, []))
    edge = fraction * probabilities.max()
    assert set(np.flatnonzero(probabilities > edge * (1 + 1e-9))) <= set(chosen)
    assert set(chosen) <= set(np.flatnonzero(probabilities >= edge * (1 - 1e-9)))


@given(logits, st.floats(0.1, 10))
def test_temperature_divides_the_distances(logits, temperature):
    result = Temperature(temperature).apply(logits, [])
    possible = kept(logits)
    assert np.diff(result[possible]) == pytest.approx(np.diff(logits[possible]) / temperature)


def test_a_request_names_the_filters_and_their_order(request_for):
    assert request_filters(request_for()) == []
    asked = request_for(min_p=0.1, top_p=0.9, top_k=5, temperature=0.0)
    assert request_filters(asked) == [Temperature(0), TopK(5), TopP(0.9), MinP(0.1)]
