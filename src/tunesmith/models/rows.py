"""Rows of what engines keep: states of some streams of a batch picked out, or put side by side.

An engine's state is an array, batch first, or a tuple of such, nested.
"""

from collections.abc import Sequence

import numpy as np

from tunesmith.models.engine import Ids, State


def pick_rows(state: State, rows: Ids) -> State:
    """The state of the streams ``rows`` (M,) of a batch, in that order; one may be picked many times."""
    if isinstance(state, tuple):
        return tuple(pick_rows(part, rows) for part in state)
    return state[rows]


def join_rows(states: Sequence[State]) -> State:
    """One batch of the streams of many."""
    if isinstance(states[0], tuple):
        return tuple(join_rows(parts) for parts in zip(*states, strict=True))
    return np.concatenate(states)
