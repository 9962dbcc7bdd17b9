"""Whether a model is right as often as it believes to be.

C. Guo, G. Pleiss, Y. Sun, K. Q. Weinberger, "On calibration of modern neural networks", ICML 2017: tokens are
sorted into bins by the probability of the one that the model holds for the likeliest.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

BINS = 10  # of equal width


@dataclass(frozen=True, slots=True)
class Bin:
    """The tokens at which a model was about equally sure."""

    sure: float  # their mean probability of the likeliest token
    right: float  # the share of them at which that one came
    tokens: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """A reliability curve."""

    bins: tuple[Bin, ...]  # those with any token, the least sure first

    @property
    def error(self) -> float:
        """Expected calibration error, from 0 to 1: sum of n_b / n |right_b - sure_b| over the bins."""
        return sum(one.tokens * abs(one.right - one.sure) for one in self.bins) / max(1, self._tokens)

    @property
    def excess(self) -> float:
        """Mean probability less mean accuracy: above 0 for a model that believes too much of itself."""
        return sum(one.tokens * (one.sure - one.right) for one in self.bins) / max(1, self._tokens)

    @property
    def _tokens(self) -> int:
        return sum(one.tokens for one in self.bins)

    def to_json(self) -> dict[str, Any]:
        bins = [{"sure": one.sure, "right": one.right, "tokens": one.tokens} for one in self.bins]
        return {"error": self.error, "excess": self.excess, "bins": bins}


def calibrate(sure: NDArray[np.float64], hit: NDArray[np.bool_]) -> Calibration:
    """``sure`` (N,): probability of the likeliest token, ``hit`` (N,): whether it came."""
    numbers = np.minimum((sure * BINS).astype(np.int64), BINS - 1)
    tokens = np.bincount(numbers, minlength=BINS)
    sums = np.bincount(numbers, weights=sure, minlength=BINS)
    hits = np.bincount(numbers, weights=hit, minlength=BINS)
    bins = (
        Bin(float(sums[place] / count), float(hits[place] / count), int(count))
        for place, count in enumerate(tokens)
        if count
    )
    return Calibration(tuple(bins))
