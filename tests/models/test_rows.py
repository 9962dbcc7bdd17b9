"""Rows of engine states, picked and joined, behave like streams of their own."""

import numpy as np

from tunesmith.models.markov import Markov
from tunesmith.models.rows import join_rows, pick_rows


def test_nested_states() -> None:
    state = ((np.arange(6).reshape(3, 2), np.arange(3)), (np.arange(12).reshape(3, 4), np.arange(3)))
    picked = pick_rows(state, np.array([2, 0, 2]))
    assert picked[0][1].tolist() == [2, 0, 2]
    assert picked[1][0].tolist() == [[8, 9, 10, 11], [0, 1, 2, 3], [8, 9, 10, 11]]
    parts = [pick_rows(state, np.array([row])) for row in range(3)]
    joined = join_rows(parts)
    for ours, theirs in zip(joined, state, strict=True):
        for one, other in zip(ours, theirs, strict=True):
            np.testing.assert_array_equal(one, other)


def test_a_picked_row_goes_on_as_its_stream_would() -> None:
    engine = Markov.fit([[0, 1, 2, 0, 1, 2, 0, 1, 1, 2]], 3, order=3)
    _, state = engine.forward(np.array([[0, 1], [1, 2], [2, 0]]), engine.initial_state(3))
    whole, _ = engine.step(np.array([2, 0, 1]), state)
    alone, _ = engine.step(np.array([1, 2]), pick_rows(state, np.array([2, 0])))
    np.testing.assert_array_equal(alone, whole[[2, 0]])
