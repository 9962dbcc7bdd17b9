"""Side features: small integers that go with every id, computed from the ids so far."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from tunesmith.models.engine import Floats, Ids, State
from tunesmith.models.recorder import Activations, Clamp


class Tracker(Protocol):
    """Reads a text id by id."""

    def advance(self, token: int, /) -> tuple[int, ...]:
        """The F features that go with this id, the next of the text."""


class SidedEngine(Protocol):
    """What an engine is that wants the features beside the ids."""

    @property
    def vocabulary_size(self) -> int: ...

    def initial_state(self, batch: int) -> State: ...

    def step(self, ids: Ids, state: State, sides: Ids) -> tuple[Floats, State]:
        """ids (B,), sides (B, F) -> logits (B, V), state."""

    def forward(self, ids: Ids, state: State, sides: Ids) -> tuple[Floats, State]:
        """ids (B, T), sides (B, T, F) -> logits (B, T, V), state."""

    def points(self) -> Mapping[str, tuple[int, int]]: ...

    def record(
        self, ids: Ids, state: State, points: Sequence[str], sides: Ids
    ) -> tuple[Floats, State, Activations]: ...

    def clamped(self, clamps: Sequence[Clamp]) -> Self: ...


class _Past:
    """The ids of one row, and the tracker that has read them. Never changed, seen from outside.

    The tracker is handed on to what comes next. Whoever goes on from the same past a second time gets a
    fresh one, which reads all of it again.
    """

    def __init__(self, new: Callable[[], Tracker]) -> None:
        self._new = new
        self._tracker: Tracker | None = new()
        self._before: _Past | None = None
        self._ids: list[int] = []

    def after(self, ids: list[int]) -> tuple["_Past", list[tuple[int, ...]]]:
        """The past that has these ids too, and the features that go with them."""
        tracker, self._tracker = self._tracker or self._reread(), None
        past = _Past.__new__(_Past)
        past._new, past._tracker, past._before, past._ids = self._new, tracker, self, ids
        return past, [tracker.advance(token) for token in ids]

    def _reread(self) -> Tracker:
        parts: list[list[int]] = []
        past: _Past | None = self
        while past is not None:
            parts.append(past._ids)
            past = past._before
        tracker = self._new()
        for part in reversed(parts):
            for token in part:
                tracker.advance(token)
        return tracker


@dataclass(frozen=True)
class SideReader:
    """An engine over ids alone: it computes the side features itself and hands them to ``engine``.

    Its state is a pair: a past for every row (B,), and the state of ``engine``.
    """

    engine: SidedEngine
    new: Callable[[], Tracker]

    @property
    def vocabulary_size(self) -> int:
        return self.engine.vocabulary_size

    def initial_state(self, batch: int) -> State:
        pasts = np.empty(batch, object)
        pasts[:] = [_Past(self.new) for _ in range(batch)]
        return pasts, self.engine.initial_state(batch)

    def step(self, ids: Ids, state: State) -> tuple[Floats, State]:
        pasts, sides = _read(state[0], ids[:, None])
        logits, inner = self.engine.step(ids, state[1], sides[:, 0])
        return logits, (pasts, inner)

    def forward(self, ids: Ids, state: State) -> tuple[Floats, State]:
        pasts, sides = _read(state[0], ids)
        logits, inner = self.engine.forward(ids, state[1], sides)
        return logits, (pasts, inner)

    def points(self) -> Mapping[str, tuple[int, int]]:
        return self.engine.points()

    def record(self, ids: Ids, state: State, points: Sequence[str]) -> tuple[Floats, State, Activations]:
        pasts, sides = _read(state[0], ids)
        logits, inner, found = self.engine.record(ids, state[1], points, sides)
        return logits, (pasts, inner), found

    def clamped(self, clamps: Sequence[Clamp]) -> "SideReader":
        return SideReader(self.engine.clamped(clamps), self.new)


def _read(pasts: NDArray[Any], ids: Ids) -> tuple[NDArray[Any], Ids]:
    """pasts (B,), ids (B, T) -> pasts (B,), sides (B, T, F)."""
    after = np.empty(len(pasts), object)
    rows = []
    for index, (past, row) in enumerate(zip(pasts, ids.tolist(), strict=True)):
        after[index], features = past.after(row)
        rows.append(features)
    return after, np.array(rows, np.int64)
