"""Looking into a model while it reads, and holding single units still."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol, Self, runtime_checkable

from tunesmith.models.engine import Engine, Floats, Ids, State

Activations = dict[str, Floats]  # name of a point -> (B, T, layers, units)


class Clamp(NamedTuple):
    """A unit of the hidden state that has one value at every step, whatever the model computes."""

    layer: int  # from 0, as in the arrays
    unit: int
    value: float


@runtime_checkable
class Recorder(Engine, Protocol):
    """An engine whose activations can be read and held. A model without units is none."""

    def points(self) -> Mapping[str, tuple[int, int]]:
        """The stable names of what can be read, each with its layers and units a layer.

        The first of them is what ``clamped`` holds, and what a picture shows if nothing is chosen.
        """

    def record(self, ids: Ids, state: State, points: Sequence[str]) -> tuple[Floats, State, Activations]:
        """What ``forward`` gives, and the activations of these points after each id (B, T, layers, units)."""

    def clamped(self, clamps: Sequence[Clamp]) -> Self:
        """The same engine with these units held, from the first step on, for all that reads them.

        Raises ValueError for a layer or unit that there is not.
        """
