"""What the units of a model track: each compared with musical features of held-out pieces."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tunesmith.errors import TunesmithError
from tunesmith.inspection.probe import Probe, probe
from tunesmith.inspection.ranks import Numbers, areas, correlations, ranks, standard
from tunesmith.inspection.trace import Trace

SHIFTS = 20  # of each feature against the activations: what the best unit reaches by chance
MOST_PLACES = 12_000  # characters that are compared, drawn from all
FEWEST = 30  # places where something is so, and where it is not, below which nothing is said of it


@dataclass(frozen=True, slots=True)
class Match:
    """A unit and the feature it goes with."""

    layer: int
    unit: int
    feature: str
    measure: str  # "correlation" (Spearman's) or "AUC"
    value: float  # -1 to 1, or 0 to 1
    strength: float  # 0 to 1: the size of the correlation, or twice the distance of the AUC from one half
    chance: float  # strength that the best of all units reaches on shifted features, 95 times in 100

    @property
    def name(self) -> str:
        return f"{self.layer}:{self.unit}"

    @property
    def chance_value(self) -> float:
        """The same as ``chance``, in terms of the measure: an AUC from a half up, or a correlation."""
        return 0.5 + self.chance / 2 if self.measure == "AUC" else self.chance

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, eq=False)
class UnitReport:
    """What was found in one point of a model (its hidden state, say)."""

    point: str
    pieces: int
    places: int  # characters that were compared
    matches: tuple[Match, ...]  # the best unit of every feature, the strongest first
    unit_matches: tuple[Match, ...]  # the best feature of every unit that one is found for, likewise
    probes: tuple[Probe, ...]

    def to_json(self) -> dict[str, Any]:
        return {
            "point": self.point,
            "pieces": self.pieces,
            "places": self.places,
            "features": [match.to_json() for match in self.matches],
            "units": [match.to_json() for match in self.unit_matches],
            "probes": [found.to_json() for found in self.probes],
        }


def examine(traces: Sequence[Trace], point: str, seed: int = 0) -> UnitReport:
    """Compare every unit of a point with every feature.

    Numbers by Spearman's rank correlation, what is so or not by the area under the ROC curve. Against chance,
    a feature is shifted along the text by random distances: it keeps its own rhythm and loses its place.
    Raises TunesmithError for pieces that are too few to say anything.
    """
    if len(traces) < 2:
        raise TunesmithError("the units cannot be examined on fewer than two held-out pieces")
    activations = np.concatenate([trace[point] for trace in traces])
    _, layers, units = activations.shape
    flat = activations.reshape(len(activations), layers * units)
    generator = np.random.default_rng(seed)
    strengths: list[tuple[str, str, Numbers, Numbers, float]] = []
    for mask, group in _alike(traces):
        rows = np.flatnonzero(mask)
        if len(rows) > MOST_PLACES:
            rows = np.sort(generator.choice(rows, MOST_PLACES, replace=False))
        if len(rows) < 2 * FEWEST:
            continue
        ranked = ranks(flat[rows])
        for name, values, binary in group:
            found = _compare(values[rows], ranked, binary, generator)
            if found is not None:
                strengths.append((name, "AUC" if binary else "correlation", *found))
    if not strengths:
        raise TunesmithError("the held-out pieces are too short to examine the units on")
    strengths.sort(key=lambda one: -float(one[3].max()))
    best = [_match(one, int(one[3].argmax()), units) for one in strengths]
    return UnitReport(
        point=point,
        pieces=len(traces),
        places=min(len(flat), MOST_PLACES),
        matches=tuple(best),
        unit_matches=tuple(_by_unit(strengths, units)),
        probes=tuple(probe(traces, point, layer, seed) for layer in range(layers)),
    )


Group = list[tuple[str, NDArray[np.float64], bool]]


def _alike(traces: Sequence[Trace]) -> Iterator[tuple[NDArray[np.bool_], Group]]:
    """The features that mean something at the same places, so that activations are ranked once for all."""
    groups: dict[bytes, tuple[NDArray[np.bool_], Group]] = {}
    for index, feature in enumerate(traces[0].features):
        values = np.concatenate([trace.features[index].values for trace in traces])
        mask = ~np.isnan(values)
        groups.setdefault(mask.tobytes(), (mask, []))[1].append((feature.name, values, feature.binary))
    yield from groups.values()


def _compare(
    values: Numbers, ranked: Numbers, binary: bool, generator: np.random.Generator
) -> tuple[Numbers, Numbers, float] | None:
    """values (N,), ranks of the activations (N, A) -> measure (A,), strength (A,), strength by chance."""
    if binary and not FEWEST <= values.sum() <= len(values) - FEWEST:
        return None
    if values.std() == 0:
        return None
    least = len(values) // 20
    shifts = generator.integers(least, len(values) - least, SHIFTS)
    shifted = np.stack([values, *(np.roll(values, shift) for shift in shifts)], axis=1)
    if binary:
        measure = areas(shifted, ranked)
        strength = abs(2 * measure - 1)
    else:
        measure = correlations(standard(ranks(shifted)), standard(ranked))
        strength = abs(measure)
    chance = float(np.quantile(strength[1:].max(axis=1), 0.95))
    return measure[0], strength[0], chance


def _match(one: tuple[str, str, Numbers, Numbers, float], index: int, units: int) -> Match:
    name, measure, values, strength, chance = one
    layer, unit = divmod(index, units)
    return Match(layer, unit, name, measure, float(values[index]), float(strength[index]), chance)


def _by_unit(strengths: Sequence[tuple[str, str, Numbers, Numbers, float]], units: int) -> list[Match]:
    """For each unit the feature that it goes with most closely, among those in which it exceeds chance."""
    beyond = np.stack([np.where(strength > chance, strength, -1) for *_, strength, chance in strengths])
    best = beyond.argmax(axis=0)
    found = [_match(strengths[best[index]], index, units) for index in range(beyond.shape[1])]
    found = [match for match in found if match.strength > match.chance]  # some exceed it nowhere
    return sorted(found, key=lambda match: (-match.strength, match.layer, match.unit))
