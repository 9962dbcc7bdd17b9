"""The loop: feed a token, choose the next from the probabilities, feed it back."""

from collections.abc import Iterator, Sequence
from math import isfinite
from typing import NamedTuple

import numpy as np

from tunesmith.errors import TunesmithError
from tunesmith.generation.distribution import draw, peak, weigh
from tunesmith.generation.filters import LogitFilter
from tunesmith.models.engine import Engine


class Choice(NamedTuple):
    id: int
    probability: float  # under the model alone: at temperature 1, before any filter


def sample(
    engine: Engine,
    opening: Sequence[int],
    primer: Sequence[int],
    filters: Sequence[LogitFilter],
    seed: int,
) -> Iterator[Choice]:
    """The ids of the primer, then without end ids that the model chooses, each as soon as it is known.

    The model first reads ``opening``, at least one id. One number of PCG64 is spent on each id chosen, so
    that the seed alone decides a take. Raises TunesmithError when the model answers with no distribution.
    """
    generator = np.random.Generator(np.random.PCG64(seed))
    given, ids = iter(primer), list[int]()
    passed, state = engine.forward(np.array([opening]), engine.initial_state(1))
    logits = passed[0, -1].astype(np.float64)
    while True:
        if not isfinite(peak(logits)):
            raise TunesmithError(
                "the model answers with no probabilities: the checkpoint is damaged, train again"
            )
        weights = weigh(logits)
        chosen = next(given, None)
        if chosen is None:
            for policy in filters:
                logits = policy.apply(logits, ids)
            chosen = draw(weigh(logits), generator.random())
        yield Choice(chosen, float(weights[chosen] / weights.sum()))
        ids.append(chosen)
        stepped, state = engine.step(np.array([chosen]), state)
        logits = stepped[0].astype(np.float64)
