"""The loop: feed a token, choose the next from the probabilities, feed it back."""

from collections.abc import Iterator, Sequence
from math import isfinite
from typing import NamedTuple

import numpy as np

from tunesmith.errors import TunesmithError
from tunesmith.generation.distribution import draw, peak, weigh
from tunesmith.generation.filters import LogitFilter, Rules
from tunesmith.models.engine import Engine


MOST_DRAWS = 20  # for one id; then the most promising of them is taken


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

    The model first reads ``opening``, at least one id. Under ``rules`` an id is accepted with the probability
    that the model would go on from it as the rules allow, else another is drawn. So what comes out is what
    the model writes when its next id happens to keep the rules, not what it is driven to in a corner: after
    a ``[`` that was to be a ``[1`` which may not stand there, only an unlikely chord would be left. The
    numbers of one PCG64 decide, so the seed alone decides a take. Raises TunesmithError when the model
    answers with no distribution.
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
        policies = filters if rules is None else (rules, *filters)
        allowed, best = logits, -1.0
        chosen = next(given, None)
        if chosen is None:
            for policy in policies:
                allowed = policy.apply(allowed, ids)
        for _ in range(MOST_DRAWS):
            drawn = draw(weigh(allowed), generator.random()) if chosen is None else chosen
            stepped, after = engine.step(np.array([drawn]), state)
            following = stepped[0].astype(np.float64)
            promise = 1.0 if rules is None or chosen is not None else rules.promise(drawn, following)
            if promise > best:
                best, accepted = promise, (drawn, following, after)
            if promise >= 1 or generator.random() < promise:
                accepted = (drawn, following, after)
                break
        chosen, logits, state = accepted
        yield Choice(chosen, float(weights[chosen] / weights.sum()))
        ids.append(chosen)
