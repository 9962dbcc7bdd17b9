"""Linear probes: what can be read from a whole layer with one weight for each of its units.

G. Alain and Y. Bengio, "Understanding intermediate layers using linear classifier probes", 2016.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from tunesmith.inspection.ranks import Numbers, areas, ranks
from tunesmith.inspection.trace import Trace

RIDGE = 1.0  # penalty on the squared weights of standardised units, times the root of the places of the fit
FEWEST = 30  # places of either kind in both halves of the pieces
MOST_PLACES = 30_000


@dataclass(frozen=True, slots=True)
class Reading:
    """How well one feature can be read from a layer, on pieces that the probe was not fitted on."""

    feature: str
    measure: str  # "R2" (share of the variance) or "AUC"
    value: float
    chance: float  # of a probe fitted to the feature shifted along the text


@dataclass(frozen=True, slots=True)
class Probe:
    layer: int
    readings: tuple[Reading, ...]  # in the order of the features

    def to_json(self) -> dict[str, Any]:
        return {"layer": self.layer, "readings": [asdict(reading) for reading in self.readings]}


def probe(traces: Sequence[Trace], point: str, layer: int, seed: int = 0) -> Probe:
    """Ridge regressions from all units of a layer, fitted on every other piece and measured on the rest."""
    generator = np.random.default_rng(seed)
    halves = [traces[::2], traces[1::2]]
    units = [np.concatenate([trace[point][:, layer] for trace in half]).astype(np.float64) for half in halves]
    mean, spread = units[0].mean(axis=0), units[0].std(axis=0)
    scaled = [(half - mean) / np.where(spread > 0, spread, 1) for half in units]
    readings = []
    for index, feature in enumerate(traces[0].features):
        values = [np.concatenate([trace.features[index].values for trace in half]) for half in halves]
        known = [~np.isnan(half) for half in values]
        fit, test = (
            (x[k][:MOST_PLACES], y[k][:MOST_PLACES]) for x, y, k in zip(scaled, values, known, strict=True)
        )
        if not _enough(fit[1], feature.binary) or not _enough(test[1], feature.binary):
            continue
        shifted = np.roll(fit[1], int(generator.integers(len(fit[1]) // 4, len(fit[1]) // 2)))
        weights = _ridge(fit[0], np.stack([fit[1], shifted], axis=1))
        read = test[0] @ weights[:-1] + weights[-1]
        value, chance = _score(test[1], read, feature.binary)
        readings.append(Reading(feature.name, "AUC" if feature.binary else "R2", value, chance))
    return Probe(layer, tuple(readings))


def _enough(values: Numbers, binary: bool) -> bool:
    if binary:
        return bool(FEWEST <= values.sum() <= len(values) - FEWEST)
    return len(values) >= 2 * FEWEST and values.std() > 0


def _ridge(x: Numbers, y: Numbers) -> Numbers:
    """x (N, U), y (N, K) -> weights (U + 1, K); the last row is added to what they give."""
    mean = x.mean(axis=0), y.mean(axis=0)
    x, y = x - mean[0], y - mean[1]
    gram = x.T @ x + RIDGE * np.sqrt(len(x)) * np.eye(x.shape[1])
    weights = np.linalg.solve(gram, x.T @ y)
    return np.vstack([weights, mean[1] - mean[0] @ weights])


def _score(truth: Numbers, read: Numbers, binary: bool) -> tuple[float, float]:
    """truth (N,), two readings (N, 2) -> the value of each."""
    if binary:
        found = areas(truth[:, None], ranks(read))[0]
    else:
        found = 1 - ((read - truth[:, None]) ** 2).mean(axis=0) / truth.var()
    return float(found[0]), float(found[1])
