"""Suffix arrays against sorting the suffixes, runs against looking at every pair of places."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tunesmith.evaluation.novelty.suffix_array import Suffixes, suffix_array

words = st.lists(st.integers(0, 3), max_size=60)


def test_banana() -> None:
    assert suffix_array(np.array([1, 0, 2, 0, 2, 0])).tolist() == [5, 3, 1, 0, 4, 2]


@given(words)
def test_sorted_as_lists_are(tokens: list[int]) -> None:
    found = suffix_array(np.array(tokens, np.int32)).tolist()
    assert found == sorted(range(len(tokens)), key=lambda place: tokens[place:])


def test_repeats_longer_than_any_packing() -> None:
    tokens = [7, 8] * 300 + [9] + [7, 8] * 300
    found = suffix_array(np.array(tokens, np.int32)).tolist()
    assert found == sorted(range(len(tokens)), key=lambda place: tokens[place:])


@given(words, words)
def test_insertion_and_what_is_in_common(tokens: list[int], query: list[int]) -> None:
    suffixes = Suffixes.of(np.array(tokens, np.int32))
    ours, starts = np.array(query, np.int32), np.arange(len(query))
    counted = [sum(tokens[place:] < query[start:] for place in range(len(tokens))) for start in starts]
    assert suffixes.insertion(ours, starts).tolist() == counted
    for place in range(len(tokens)):
        common, _ = suffixes.compare(ours, starts, np.full(len(query), place))
        assert common.tolist() == [_common(query[start:], tokens[place:]) for start in starts]


@given(words, words, st.integers(1, 4))
def test_occurrences_are_all_places_of_a_run(tokens: list[int], query: list[int], length: int) -> None:
    suffixes = Suffixes.of(np.array(tokens, np.int32))
    starts = np.arange(max(0, len(query) - length + 1))
    low, high = suffixes.occurrences(np.array(query, np.int32), starts, length)
    for start, first, after in zip(starts, low, high, strict=True):
        run = query[start : start + length]
        places = [place for place in range(len(tokens)) if tokens[place : place + length] == run]
        assert sorted(suffixes.order[first:after].tolist()) == places


def _common(one: list[int], other: list[int]) -> int:
    return next(
        (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
