"""A figure with its 95 % interval."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

DRAWS = 1000
INTERVAL = (0.025, 0.975)

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure of a sample of tunes, and between what it would mostly lie for other samples of that size."""

    value: float
    low: float
    high: float

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def resamples(pieces: int, seed: int, draws: int = DRAWS) -> Floats:
    """How often each of P pieces is in each of D samples drawn with replacement (D, P).

    The bootstrap of B. Efron, "Bootstrap methods: another look at the jackknife", 1979.
    """
    generator = np.random.Generator(np.random.PCG64(seed))
    shares = np.full(pieces, 1 / max(1, pieces))
    return generator.multinomial(pieces, shares, size=draws).astype(np.float64)


def ratio(above: Floats, below: Floats, seed: int) -> Estimate:
    """The sum of one figure of the pieces (P,) over that of another (P,), pieces resampled.

    Samples in which the figure below sums to 0 do not count. Raises ValueError where there are no others.
    """
    counts = resamples(len(above), seed)
    tops, bottoms = counts @ above, counts @ below
    if not below.sum():
        raise ValueError("nothing to divide by")
    drawn = tops[bottoms > 0] / bottoms[bottoms > 0]
    low, high = np.quantile(drawn, INTERVAL)
    return Estimate(float(above.sum() / below.sum()), float(low), float(high))


def spread(values: Sequence[float] | Floats) -> Estimate:
    """The mean of a figure that was taken again and again, and between what 95 % of its values lie."""
    low, high = np.quantile(values, INTERVAL)
    return Estimate(float(np.mean(values)), float(low), float(high))


def mean(values: Floats, seed: int) -> Estimate:
    """The mean over pieces (P,)."""
    return ratio(values, np.ones(len(values)), seed)
