"""Scores of alignments by hand, and the two ways to reach them against each other."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunesmith.evaluation.novelty.alignment import align, scores

notes = st.lists(st.tuples(st.integers(58, 63), st.sampled_from([12, 24])), min_size=1, max_size=12)


def columns(some: list[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
    return np.array([pitch for pitch, _ in some]), np.array([length for _, length in some])


SCALE = [(60, 12), (62, 12), (64, 12), (65, 12), (67, 24)]


def score(take: list[tuple[int, int]], tune: list[tuple[int, int]], semitones: int = 0) -> float:
    return scores(*columns(take), [(*columns(tune), semitones)])[0]


def test_itself_in_another_key_and_octave() -> None:
    assert score(SCALE, SCALE) == 1
    assert score(SCALE, [(pitch + 5, length) for pitch, length in SCALE], 5) == 1
    assert score(SCALE, [(pitch + 12 * (pitch > 63), length) for pitch, length in SCALE]) == 1


def test_by_hand() -> None:
    assert score(SCALE, [(pitch, 6) for pitch, _ in SCALE]) == pytest.approx(5 / 7.5)  # no length is right
    other = [*SCALE[:2], (61, 12), *SCALE[3:]]
    assert score(SCALE, other) == pytest.approx((4 * 1.5 - 1) / 7.5)
    more = [*SCALE[:2], (61, 12), *SCALE[2:]]
    assert score(SCALE, more) == pytest.approx((5 * 1.5 - 1) / 7.5)
    assert score(more, SCALE) == pytest.approx((5 * 1.5 - 1) / 9)


def test_note_by_note() -> None:
    tune = [(50, 12), *SCALE[:2], (61, 12), *SCALE[2:4], (66, 24)]
    found = align(*columns(SCALE), *columns(tune), 0)
    assert found.ours.tolist() == [0, 1, 2, 3]
    assert found.theirs.tolist() == [1, 2, 4, 5]
    assert found.same.tolist() == [True] * 4


@given(notes, st.lists(notes, min_size=1, max_size=3), st.integers(0, 11))
def test_as_cell_by_cell(take: list[tuple[int, int]], tunes: list[list[tuple[int, int]]], up: int) -> None:
    found = scores(*columns(take), [(*columns(tune), up) for tune in tunes])
    for tune, reached in zip(tunes, found, strict=True):
        assert reached == pytest.approx(_plain(take, tune, up) / (1.5 * len(take)))
        alignment = align(*columns(take), *columns(tune), up)
        assert alignment.score == pytest.approx(reached)
        assert (np.diff(alignment.ours) > 0).all()
        assert (np.diff(alignment.theirs) > 0).all()


def _plain(take: list[tuple[int, int]], tune: list[tuple[int, int]], up: int) -> float:
    """Smith and Waterman as they wrote it."""
    table = np.zeros((len(take) + 1, len(tune) + 1))
    for i, (pitch, length) in enumerate(take):
        for j, (other, lasts) in enumerate(tune):
            gain = -1 if (pitch + up - other) % 12 else 1.5 if length == lasts else 1
            table[i + 1, j + 1] = max(0, table[i, j] + gain, table[i, j + 1] - 1, table[i + 1, j] - 1)
    return float(table.max())
