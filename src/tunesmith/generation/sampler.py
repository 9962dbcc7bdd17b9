"""The loop: feed a token, choose the next from the probabilities, feed it back."""

from collections.abc import Iterator, Sequence
from math import isfinite
from typing import NamedTuple

import numpy as np

from tunesmith.errors import TunesmithError
from tunesmith.generation.distribution import Logits, Weights, draw, peak, weigh
from tunesmith.generation.filters import LogitFilter, Rules
from tunesmith.models.engine import Engine

MOST_DRAWS = 10  # for one id; then the most promising of them is taken
SURE = 0.25  # a promise that is good enough: no more engine steps are spent on a better one


class Choice(NamedTuple):
    id: int
    probability: float  # under the model alone: at temperature 1, before any filter


def sample(
    engine: Engine,
    opening: Sequence[int],
    primer: Sequence[int],
    filters: Sequence[LogitFilter],
    seed: int,
    rules: Rules | None = None,
) -> Iterator[Choice]:
    """The ids of the primer, then without end ids that the model chooses, each as soon as it is known.

    The model first reads ``opening``, at least one id. Under ``rules`` an id after which the model would
    hardly go on as the rules allow is mostly passed over for another. Else a model is driven into corners:
    after a ``[`` that was to be a ``[1`` which may not stand there, only an unlikely chord would be left.
    The numbers of one PCG64 decide, so the seed alone decides a take. Raises TunesmithError when the model
    answers with no distribution.
    """
    generator = np.random.Generator(np.random.PCG64(seed))
    policies = filters if rules is None else (rules, *filters)
    given, ids = iter(primer), list[int]()
    passed, state = engine.forward(np.array([opening]), engine.initial_state(1))
    logits = passed[0, -1].astype(np.float64)
    probabilities = _probabilities(logits)
    while True:
        primed = next(given, None)
        if primed is None:
            for policy in policies:
                logits = policy.apply(logits, ids)
            choices = weigh(logits)
        best = -1.0
        for _ in range(MOST_DRAWS):
            drawn = draw(choices, generator.random()) if primed is None else primed
            stepped, after = engine.step(np.array([drawn]), state)
            following = stepped[0].astype(np.float64)
            expected = _probabilities(following)
            promise = 1.0 if rules is None or primed is not None else rules.promise(drawn, expected)
            worth = promise * choices[drawn] if primed is None else 1.0
            if worth > best:
                best, accepted = worth, (drawn, following, expected, after)
            if promise >= SURE or generator.random() < (promise / SURE) ** 2:
                accepted = (drawn, following, expected, after)
                break
            choices[drawn] = 0.0  # decided for this place
            if not choices.any():
                break
        chosen, logits, expected, state = accepted
        yield Choice(chosen, float(probabilities[chosen]))
        probabilities = expected
        ids.append(chosen)


def _probabilities(logits: Logits) -> Weights:
    """What a model says (V,), summing to 1."""
    if not isfinite(peak(logits)):
        raise TunesmithError(
            "the model answers with no probabilities: the checkpoint is damaged, train again"
        )
    weights = weigh(logits)
    probabilities: Weights = weights / weights.sum()
    return probabilities
