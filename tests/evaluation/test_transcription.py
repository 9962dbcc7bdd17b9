"""F1 by hand, and against a search through all matchings."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunesmith.evaluation.transcription import note_f1

NOTES = st.lists(st.tuples(st.integers(0, 6).map(lambda step: step * 0.03), st.integers(60, 61)), max_size=5)


def test_by_hand() -> None:
    played = [(0.0, 60), (1.0, 62), (2.0, 64), (3.0, 60)]
    assert note_f1(played, played) == 1
    assert note_f1(played, [(0.05, 60), (1.06, 62), (2.0, 65), (2.951, 60)]) == pytest.approx(4 / 8)
    assert note_f1(played, [(0.0, 60)]) == pytest.approx(2 / 5)
    assert note_f1(played, [(0.0, 60), (0.01, 60)]) == pytest.approx(2 / 6), "two for one is one too many"
    assert note_f1(played, []) == 0
    assert note_f1([], []) == 1


def best(played: list[tuple[float, int]], heard: list[tuple[float, int]]) -> int:
    """The largest matching, by trying all."""
    few, many = sorted((played, heard), key=len)
    fits = lambda a, b: a[1] == b[1] and round(abs(a[0] - b[0]), 4) <= 0.05  # noqa: E731
    return max(sum(map(fits, few, order)) for order in permutations(many, len(few)))


@given(NOTES, NOTES)
def test_the_matching_is_the_largest(played: list[tuple[float, int]], heard: list[tuple[float, int]]) -> None:
    size = len(played) + len(heard)
    assert note_f1(played, heard) == pytest.approx(2 * best(played, heard) / size if size else 1)
