"""From logits to one token."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Logits = NDArray[np.float64]  # (V,) natural logarithms up to a common constant; -inf is impossible
Weights = NDArray[np.float64]  # (V,) probabilities up to a common factor; the largest is 1


def weigh(logits: Logits) -> Weights:
    """At least one logit must be finite."""
    return np.exp(logits - peak(logits))


def peak(logits: Logits) -> float:
    """The largest logit, or nan if there is one: at this size ``argmax`` is four times as fast as ``max``."""
    return float(logits[logits.argmax()])


def draw(weights: Weights, uniform: float) -> int:
    """The inverse of the cumulative distribution at ``uniform`` in [0, 1); never a token of weight 0."""
    cumulative = weights.cumsum()
    return int(cumulative.searchsorted(uniform * cumulative[-1], side="right"))


def log_softmax(logits: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
    """(..., V) -> natural logarithms of probabilities (..., V)."""
    shifted = logits.astype(np.float64) - logits.max(axis=-1, keepdims=True)
    result: NDArray[np.float64] = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return result


def normalised(log_weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weights (N,) that sum to 1, from their logarithms, of which some may be -inf."""
    weights: NDArray[np.float64] = np.exp(log_weights - log_weights.max())
    weights /= weights.sum()
    return weights
