"""The LSTM as numpy runs it: no torch, one core, one character in well under a millisecond."""

from collections.abc import Mapping, Sequence
from copy import copy
from typing import Self, cast

import numpy as np
from numpy.typing import NDArray

from tunesmith.models.engine import Floats, Ids
from tunesmith.models.lstm.config import LSTMConfig
from tunesmith.models.recorder import Activations, Clamp

LSTMState = tuple[tuple[Floats, Floats], ...]  # of each layer: hidden (B, H) and cell (B, H)
Gates = tuple[Floats, Floats, Floats, Floats]  # input, forget, candidate, output, all (B, H)
POINTS = ("hidden", "cell", "input", "forget", "output", "candidate")


class LSTMEngine:
    """Reads the weights of an LSTMNetwork by their torch names and gives the same logits.

    Hochreiter & Schmidhuber 1997 with forget gates (Gers et al. 2000); gates in torch's order:
    input, forget, candidate, output. Two things are folded in beforehand. The first layer's input
    product is a table with a row per token. Rows of the three sigmoid gates are halved, an exact
    operation, because sigmoid(z) = tanh(z / 2) / 2 + 1 / 2: one tanh then serves all four gates.
    """

    def __init__(self, config: LSTMConfig, arrays: Mapping[str, NDArray[np.float32]]) -> None:
        self.config = config
        self.vocabulary_size = config.vocabulary_size
        halves = np.repeat(np.array([0.5, 0.5, 1.0, 0.5], np.float32), config.hidden)[:, None]  # (4H, 1)
        self._input = []  # (4H, H) of each layer above the first
        self._recurrent = []  # (4H, H) of each layer
        self._bias = []  # (4H,)
        for layer in range(config.layers):
            name = f"layers.{layer}."
            self._bias.append(arrays[name + "bias"] * halves[:, 0])
            self._recurrent.append(np.ascontiguousarray(arrays[name + "weight_hh"] * halves))
            self._input.append(np.ascontiguousarray(arrays[name + "weight_ih"] * halves))
        embedding = (
            arrays["embedding.weight"] if config.embedding else np.eye(self.vocabulary_size, dtype=np.float32)
        )
        self._table = embedding @ self._input[0].T + self._bias[0]  # (V, 4H)
        self._offsets = np.array(config.offsets, np.int64)
        if config.sides:  # a row for every value of every feature, (sum of sides, 4H)
            self._sides = arrays["sides.weight"] @ self._input[0].T
        self._dense = arrays["dense.weight"]  # (V, H)
        self._dense_bias = arrays["dense.bias"]  # (V,)
        self._held: dict[int, tuple[list[int], list[float]]] = {}  # layer -> units and their values

    def initial_state(self, batch: int) -> LSTMState:
        zeros = np.zeros((batch, self.config.hidden), np.float32)
        return tuple((zeros, zeros) for _ in range(self.config.layers))

    def step(self, ids: Ids, state: LSTMState, sides: Ids | None = None) -> tuple[Floats, LSTMState]:
        """ids (B,), sides (B, F) -> logits (B, V), state."""
        sums = self._inputs(ids, sides)  # (B, 4H)
        last: list[tuple[Floats, Floats]] = []
        for layer, (hidden, cell) in enumerate(state):
            if last:
                sums = _product(last[-1][0], self._input[layer]) + self._bias[layer]
            gates = _activate(sums + _product(hidden, self._recurrent[layer]))
            last.append(self._cell(layer, gates, cell))
        return _product(last[-1][0], self._dense) + self._dense_bias, tuple(last)

    def forward(self, ids: Ids, state: LSTMState, sides: Ids | None = None) -> tuple[Floats, LSTMState]:
        """ids (B, T), sides (B, T, F) -> logits (B, T, V), state.

        One matrix product per layer serves all inputs.
        """
        logits, state, _ = self.record(ids, state, (), sides)
        return logits, state

    def points(self) -> dict[str, tuple[int, int]]:
        """Of each LSTM cell its hidden and cell state, its three gates and the candidate."""
        return dict.fromkeys(POINTS, (self.config.layers, self.config.hidden))

    def record(
        self, ids: Ids, state: LSTMState, points: Sequence[str], sides: Ids | None = None
    ) -> tuple[Floats, LSTMState, Activations]:
        """ids (B, T), sides (B, T, F) -> logits (B, T, V), state, activations (B, T, layers, H)."""
        config = self.config
        found = {point: np.empty((*ids.shape, config.layers, config.hidden), np.float32) for point in points}
        if sides is None:
            x = self._inputs(ids, None)  # (B, T, 4H)
        else:  # step by step: (B, T, F, 4H) would be large
            x = np.stack([self._inputs(ids[:, t], sides[:, t]) for t in range(ids.shape[1])], axis=1)
        last = []
        for layer, (hidden, cell) in enumerate(state):
            sums = x @ self._input[layer].T + self._bias[layer] if layer else x
            outputs = np.empty((*ids.shape, config.hidden), np.float32)
            for t in range(ids.shape[1]):
                gates = _activate(sums[:, t] + _product(hidden, self._recurrent[layer]))
                hidden, cell = self._cell(layer, gates, cell)
                outputs[:, t] = hidden
                if points:
                    parts = zip(("input", "forget", "candidate", "output"), gates, strict=True)
                    values = {"hidden": hidden, "cell": cell, **dict(parts)}
                    for point in points:
                        found[point][:, t, layer] = values[point]
            x = outputs
            last.append((hidden, cell))
        return x @ self._dense.T + self._dense_bias, tuple(last), found

    def clamped(self, clamps: Sequence[Clamp]) -> Self:
        """The same engine with these hidden units held at their values, for the layers above and in time."""
        held: dict[int, tuple[list[int], list[float]]] = {}
        for layer, unit, value in clamps:
            if not (0 <= layer < self.config.layers and 0 <= unit < self.config.hidden):
                raise ValueError(
                    f"there is no unit {layer}:{unit}; layers are 0 to {self.config.layers - 1} "
                    f"and units 0 to {self.config.hidden - 1}"
                )
            units, values = held.setdefault(layer, ([], []))
            units.append(unit)
            values.append(value)
        other = copy(self)
        other._held = held
        return other

    def _inputs(self, ids: Ids, sides: Ids | None) -> Floats:
        """ids (B,), sides (B, F) -> what they add to the gates of the first layer (B, 4H).

        Without sides, ids may have any shape.
        """
        gates: Floats = self._table[ids]
        if self.config.sides:
            assert sides is not None, "this model wants side features"
            gates += self._sides[sides + self._offsets].sum(axis=1)
        return gates

    def _cell(self, layer: int, gates: Gates, cell: Floats) -> tuple[Floats, Floats]:
        """The gates of a layer and its cell (B, H) -> hidden, cell, both (B, H)."""
        into, forget, candidate, output = gates
        cell = forget * cell + into * candidate
        hidden: Floats = output * np.tanh(cell)
        if layer in self._held:
            units, values = self._held[layer]
            hidden[:, units] = values
        return hidden, cell


def _product(x: Floats, weight: Floats) -> Floats:
    """x (B, n) times weight (m, n) transposed -> (B, m). One row goes through the faster gemv."""
    if len(x) == 1:
        one: Floats = weight @ x[0]
        return one[None]
    many: Floats = x @ weight.T
    return many


def _activate(sums: Floats) -> Gates:
    """Gate sums (B, 4H), sigmoid rows halved -> the four gates."""
    size = sums.shape[1] // 4
    gates = np.tanh(sums)
    sigmoids = cast(Floats, 0.5 * gates + 0.5)
    return (
        sigmoids[:, :size],
        sigmoids[:, size : 2 * size],
        gates[:, 2 * size : 3 * size],
        sigmoids[:, 3 * size :],
    )
