"""Activations made small enough to travel inside a page, yet exact enough to be looked at.

Every value is rounded to one of a few evenly spaced levels, every unit is laid out as one row, and the rows
are deflated (RFC 1950), which a browser can undo by itself. How many levels there are is a matter of room.
"""

import base64
import json
import zlib
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.floating[Any]]

# Between what its point is known to stay: tanh and sigmoid see to it. All others have a range of their own.
_BOUNDS = {"hidden": (-1, 1), "candidate": (-1, 1), "input": (0, 1), "forget": (0, 1), "output": (0, 1)}
# Levels from -1 to 1, the finest first. All odd, so that 0 is exact; half as many serve a gate, from 0 to 1.
_LADDER = (255, 191, 127, 95, 79, 63, 55, 47, 39, 35, 31, 27, 23, 21, 19, 17, 15, 13, 11, 9, 7, 5)
_PAST = 32  # tokens
_SAMPLE = 8  # of so many units one tells how well all can be packed
_MARKUP = 200  # bytes around the codes of a point


@dataclass(frozen=True, eq=False)
class Plane:
    """One point: its values (T, layers, units), and between what they lie."""

    name: str
    values: Values
    low: float  # -1 where every unit has a range of its own, of which its values are shares
    high: float
    reach: Values | None  # (layers * units,) the range of each unit: its largest value, signs left out
    past: bool  # whether the tokens are in the order of their past, or as they were read

    def deflated(self, levels: int, order: Sequence[int], every: int = 1) -> bytes:
        """The codes of ``every``-th unit, unit by unit, each of all tokens. Levels count from -1 to 1."""
        rows = self.values.reshape(len(self.values), -1).T[::every].astype(np.float64)  # (units, T)
        if self.reach is not None:
            rows /= self.reach[::every, None]
        codes = np.rint((rows - self.low) * ((levels - 1) / 2)).astype(np.uint8)
        packer = zlib.compressobj(6, zlib.DEFLATED, 15, 9, zlib.Z_FILTERED)
        return packer.compress((codes[:, order] if self.past else codes).tobytes()) + packer.flush()

    def about(self, levels: int) -> dict[str, Any]:
        """What a reader of the codes has to know."""
        _, layers, units = self.values.shape
        return {
            "layers": layers,
            "units": units,
            "low": self.low,
            "high": self.high,
            "reach": None if self.reach is None else [float(f"{size:.6g}") for size in self.reach],
            "step": 2 / (levels - 1),
            "past": self.past,
        }


@dataclass(frozen=True, eq=False)
class Packed:
    """The points of a model for a page."""

    order: list[int]  # of the tokens, where a point has them in the order of their past
    about: dict[str, dict[str, Any]]  # of each point; no value is further off than half its step
    data: dict[str, str]  # the codes of each point, deflated, in base64

    @property
    def size(self) -> int:
        """Bytes in a page, rather too many than too few."""
        return sum(map(len, self.data.values())) + len(json.dumps(self.about)) + _MARKUP * len(self.data)


def pack(points: Mapping[str, Values], tokens: Sequence[str], room: int, first: str = "") -> Packed:
    """As many levels as fit into so many bytes; where not even the fewest do, those.

    The point that is shown ``first`` has twice the levels of the others.
    """
    order = by_past(tokens)
    planes = [_plane(name, np.nan_to_num(values), order) for name, values in points.items()]

    def levels_of(plane: Plane, levels: int) -> int:
        return min(2 * levels - 1, _LADDER[0]) if plane.name == first else levels

    def estimate(levels: int) -> float:
        parts = (plane.deflated(levels_of(plane, levels), order, every=_SAMPLE) for plane in planes)
        return _SAMPLE * sum(map(len, parts)) * 4 / 3

    def packed(levels: int) -> Packed:
        of = {plane: levels_of(plane, levels) for plane in planes}
        about = {plane.name: plane.about(of[plane]) for plane in planes}
        data = {plane.name: base64.b64encode(plane.deflated(of[plane], order)).decode() for plane in planes}
        return Packed(order, about, data)

    rung = bisect_left(_LADDER, True, key=lambda levels: estimate(levels) <= room)
    for levels in _LADDER[min(rung, len(_LADDER) - 1) :]:
        found = packed(levels)
        if found.size <= room:
            break
    return found


def by_past(tokens: Sequence[str]) -> list[int]:
    """The places of the tokens, sorted by what they and the tokens before them are (Burrows & Wheeler 1994).

    What a unit does depends on what was read last, so its values change slowly in this order and pack better.
    """
    return sorted(range(len(tokens)), key=lambda place: list(tokens[max(0, place - _PAST) : place + 1][::-1]))


def bounds(point: str, values: Values) -> tuple[float, float] | None:
    """Between what all values of a point lie by its nature; None where every unit has a range of its own."""
    low, high = _BOUNDS.get(point, (0, 0))
    inside = not values.size or (values.min() >= low and values.max() <= high)  # a held unit may be outside
    return (low, high) if inside else None


def reach(values: Values) -> NDArray[np.float64]:
    """The largest size of a value of each unit: (T, ...) -> (...). 1 for a unit that does nothing."""
    sizes = np.abs(values.astype(np.float64)).max(axis=0)
    found: NDArray[np.float64] = np.where(sizes > 0, sizes, 1.0)
    return found


def _plane(name: str, values: Values, order: Sequence[int]) -> Plane:
    fixed = bounds(name, values)
    low, high = fixed or (-1, 1)
    own = None if fixed else reach(values).ravel()
    candidates = [Plane(name, values, low, high, own, past) for past in (False, True)]
    return min(candidates, key=lambda plane: len(plane.deflated(_LADDER[-1], order, every=_SAMPLE)))
