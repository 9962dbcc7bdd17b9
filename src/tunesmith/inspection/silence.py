"""What is lost when units are held still: the cost of every kind of place before and after."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tunesmith.inspection.trace import Trace

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Cost:
    """Bits per token at places of one kind, as the model is and with its units held."""

    where: str  # "everywhere", a kind of sign ("bar line"), or a musical feature that is so there
    tokens: int
    before: float
    after: float
    error: float  # standard error of the difference, over pieces

    @property
    def change(self) -> float:
        return self.after - self.before

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "change": self.change}


def costs(before: Sequence[Trace], after: Sequence[Trace]) -> list[Cost]:
    """The same pieces read twice: what each kind of place costs; everywhere first, then the largest change.

    The standard error of a change is that of a ratio of sums over pieces (Cochran 1977, section 6.4).
    """
    masks = [_masks(trace) for trace in before]
    names = dict.fromkeys(name for mask in masks for name in mask)
    found = [_cost(name, before, after, [mask.get(name) for mask in masks]) for name in names]
    some = [cost for cost in found if cost.tokens]
    return [some[0], *sorted(some[1:], key=lambda cost: -abs(cost.change))]


def _masks(trace: Trace) -> dict[str, Mask]:
    """Where in a piece each kind of place is."""
    kinds = np.array(trace.kinds, object)
    return {
        "everywhere": np.ones(len(trace), bool),
        **{kind: kinds == kind for kind in dict.fromkeys(trace.kinds)},
        **{feature.name: feature.values == 1 for feature in trace.features if feature.binary},
    }


def _cost(name: str, before: Sequence[Trace], after: Sequence[Trace], masks: Sequence[Mask | None]) -> Cost:
    chosen = [
        np.zeros(len(trace), bool) if mask is None else mask
        for trace, mask in zip(before, masks, strict=True)
    ]
    tokens = np.array([mask.sum() for mask in chosen])
    old, new = (
        np.array([trace.bits[mask].sum() for trace, mask in zip(traces, chosen, strict=True)])
        for traces in (before, after)
    )
    total, pieces = max(int(tokens.sum()), 1), len(before)
    residuals = new - old - (new - old).sum() / total * tokens
    error = np.sqrt(pieces / max(pieces - 1, 1) * (residuals**2).sum()) / total
    return Cost(name, int(tokens.sum()), float(old.sum() / total), float(new.sum() / total), float(error))
