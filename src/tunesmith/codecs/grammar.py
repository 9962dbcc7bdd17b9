"""The contract of a grammar: which token may come next, so that only sound music can be written."""

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

State = Any  # immutable and hashable, so that many continuations can share one


class Grammar(Protocol):
    """An automaton over the ids of a codec.

    The promise: every path that ``allowed`` leaves open can still end well, so a model of uniform logits
    writes only sound music, and every sound piece in canonical spelling is accepted.
    """

    def start(self) -> State: ...

    def allowed(self, state: State) -> NDArray[np.bool_]:
        """Which ids may follow (V,). Not to be written to."""

    def welcome(self, state: State) -> NDArray[np.float64]:
        """1 for the ids that a model may wish for (V,), else 0: ``allowed``, and what is of the same sort.

        A model that wants a bar line where the form demands the end of a repeat is not lost.
        """

    def advance(self, state: State, token: int) -> State:
        """The state after one more id. Raises TunesmithError for one that is not allowed."""

    def done(self, state: State) -> bool:
        """Whether the piece has ended."""

    def bars(self, state: State) -> int:
        """How many bars are complete."""


def read(grammar: Grammar, ids: Sequence[int]) -> State:
    """The state after a whole text. Raises what ``advance`` raises."""
    state = grammar.start()
    for token in ids:
        state = grammar.advance(state, token)
    return state
