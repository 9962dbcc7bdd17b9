"""What every model can do once it is learned: read integers one by one and say what comes next."""

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.integer[Any]]
Floats = NDArray[np.float32]
State = Any  # opaque; batch first in every array; never changed in place, so a caller may keep one


class Engine(Protocol):
    """Inference without torch. Stepping equals the full pass."""

    @property
    def vocabulary_size(self) -> int:
        """V"""

    def initial_state(self, batch: int) -> State: ...

    def step(self, ids: Ids, state: State) -> tuple[Floats, State]:
        """ids (B,) -> natural-log-scale logits (B, V), state."""

    def forward(self, ids: Ids, state: State) -> tuple[Floats, State]:
        """ids (B, T) -> logits (B, T, V), state."""
