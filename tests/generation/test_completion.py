"""A piece around what is given: that stays, and the rest is drawn as the model believes of it."""

from collections import Counter
from itertools import product

import numpy as np
import pytest

from tunesmith.generation.completion import Task, complete, rewrite, write_through
from tunesmith.models.markov import Markov

# A model over two tokens, that rarely change.
TEXTS = [np.array(([0] * 12 + [1] * 12) * 8)]


@pytest.fixture(scope="module")
def engine() -> Markov:
    return Markov.fit(TEXTS, 2, 2)


def posterior(engine: Markov, given: list[int | None]) -> dict[tuple[int, ...], float]:
    """By enumeration: the probability of each completion."""
    chances = {}
    for tokens in product((0, 1), repeat=len(given)):
        if all(want in (None, token) for want, token in zip(given, tokens, strict=True)):
            logits, state = engine.forward(np.array([[0]]), engine.initial_state(1))
            logits, total = logits[:, -1], 0.0
            for token in tokens:
                total += float(logits[0, token]) - float(np.log(np.exp(logits[0].astype(float)).sum()))
                logits, state = engine.step(np.array([token]), state)
            chances[tokens] = np.exp(total)
    whole = sum(chances.values())
    return {tokens: chance / whole for tokens, chance in chances.items()}


def task(engine: Markov, given: list[int | None], seed: int, blocks: tuple[int, ...] = (0, 2, 3)) -> Task:
    return Task(engine, None, [0], given, blocks, 1.0, np.random.default_rng(seed))


def distance(found: Counter[tuple[int, ...]], wanted: dict[tuple[int, ...], float]) -> float:
    """Total variation."""
    count = sum(found.values())
    return sum(abs(found[tokens] / count - chance) for tokens, chance in wanted.items()) / 2


GIVEN = [None, None, 1, None]


def test_many_particles_know_what_is_to_come(engine: Markov) -> None:
    """Left to right with one particle ignores the 1 that follows; 50 particles do not."""
    wanted = posterior(engine, GIVEN)
    alone = Counter(tuple(write_through(task(engine, GIVEN, seed), 1)) for seed in range(600))
    many = Counter(tuple(write_through(task(engine, GIVEN, seed), 50)) for seed in range(600))
    assert all(tokens[2] == 1 for tokens in [*alone, *many])
    assert distance(many, wanted) < 0.07
    assert distance(alone, wanted) > 0.2


def test_gibbs_sweeps_lead_to_the_same(engine: Markov) -> None:
    wanted = posterior(engine, GIVEN)
    found: Counter[tuple[int, ...]] = Counter()
    for seed in range(600):
        work = task(engine, GIVEN, seed)
        tokens = write_through(work, 1)
        for _ in range(3):
            tokens = rewrite(work, tokens, 8)
        found[tuple(tokens)] += 1
    assert distance(found, wanted) < 0.07


def test_probabilities_are_the_models_own(engine: Markov) -> None:
    choices = list(complete(task(engine, GIVEN, 3), 4, 1))
    logits, _ = engine.forward(np.array([[0, *(choice.id for choice in choices)]]), engine.initial_state(1))
    chances = np.exp(logits[0].astype(float))
    chances /= chances.sum(axis=1, keepdims=True)
    for place, choice in enumerate(choices):
        assert choice.probability == pytest.approx(chances[place, choice.id], rel=1e-5)


def test_a_seed_decides(engine: Markov) -> None:
    one, other = (list(complete(task(engine, [None] * 9, 5), 4, 2)) for _ in range(2))
    assert one == other
