"""What may follow, worked out once for all places that are alike."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tunesmith.codecs.grammar import State

MOST_NUMBERS = 4_000_000  # of all masks together: some 40 MB


class Mask(NamedTuple):
    """What may follow in some places, (V,) each."""

    allowed: NDArray[np.bool_]
    welcome: NDArray[np.float64]  # 1 where it is allowed, or of the same sort


class Masks:
    """The masks over a vocabulary, by what decides them. Where there are too many they are forgotten."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._known: dict[Hashable, Mask] = {}

    def get(self, view: Hashable, may: Callable[[], Iterable[int]]) -> Mask:
        """``may`` gives the ids that may follow in all places of this view."""
        found = self._known.get(view)
        if found is None:
            if len(self._known) * self._size > MOST_NUMBERS:
                self._known.clear()
            allowed = np.zeros(self._size, bool)
            allowed[list(may())] = True
            found = Mask(allowed, allowed.astype(np.float64))
            for array in found:
                array.flags.writeable = False
            self._known[view] = found
        return found


class MaskedGrammar(ABC):
    """A grammar in which nothing is welcome but what is allowed: nothing else means the same."""

    def allowed(self, state: State) -> NDArray[np.bool_]:
        return self._mask(state).allowed

    def welcome(self, state: State) -> NDArray[np.float64]:
        return self._mask(state).welcome

    @abstractmethod
    def _mask(self, state: State) -> Mask:
        """What may follow."""
