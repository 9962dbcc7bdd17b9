from itertools import islice, pairwise

import numpy as np
import pytest

from tunesmith.errors import TunesmithError
from tunesmith.generation.filters import Temperature, TopK
from tunesmith.generation.sampler import sample


def ids(engine, count, *, seed=0, primer=(), filters=()):
    return [choice.id for choice in islice(sample(engine, [0], primer, filters, seed), count)]


def test_the_seed_alone_decides(fixed):
    engine = fixed(np.zeros(86))
    assert ids(engine, 50, seed=7) == ids(engine, 50, seed=7)
    # Two takes of 50 tokens out of 86 agree with probability 86 ** -50, about 10 ** -97.
    assert ids(engine, 50, seed=7) != ids(engine, 50, seed=8)


def test_greedy_ignores_the_seed(engine):
    first, second = (ids(engine, 50, seed=seed, filters=[Temperature(0)]) for seed in (1, 2))
    assert first == second
    assert len(set(first)) > 3  # it follows the model, not one token


def test_the_draws_are_those_of_pcg64(fixed):
    """One uniform number for each token: with two equal tokens, the second from one half on."""
    numbers = np.random.Generator(np.random.PCG64(3)).random(20)
    assert ids(fixed([0, 0]), 20, seed=3) == [int(number >= 0.5) for number in numbers]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ([], [0.1, 0.2, 0.3, 0.4, 0]),
        ([TopK(2)], [0, 0, 3 / 7, 4 / 7, 0]),
        ([Temperature(0.5)], np.array([1, 4, 9, 16, 0]) / 30),
    ],
)
def test_frequencies_follow_the_probabilities(fixed, filters, expected):
    expected = np.array(expected)
    with np.errstate(divide="ignore"):
        engine = fixed(np.log([0.1, 0.2, 0.3, 0.4, 0]))
    counts = np.bincount(ids(engine, 10_000, seed=1, filters=filters), minlength=5)
    possible = expected > 0
    assert counts[~possible].sum() == 0
    distance = (counts - 10_000 * expected)[possible] ** 2 / (10_000 * expected[possible])
    assert distance.sum() < 16.27  # chi-square, 3 degrees of freedom: exceeded once in a thousand seeds


def test_probabilities_are_those_of_the_model_before_any_filter(fixed):
    engine = fixed(np.log([0.1, 0.2, 0.3, 0.4]))
    chosen = next(sample(engine, [0], [], [Temperature(0)], 0))
    assert chosen.id == 3
    assert chosen.probability == pytest.approx(0.4)


def test_a_primer_is_read_and_given_its_probabilities(engine, codec):
    primer = codec.ids("X:2\nT:R")
    choices = list(islice(sample(engine, codec.ids(codec.opening), primer, [Temperature(0)], 0), 20))
    assert [choice.id for choice in choices[: len(primer)]] == primer
    assert codec.tokens([choice.id for choice in choices[len(primer) :]]) == list("ain on Slate\n")
    logits, _ = engine.forward(np.array([[*codec.ids(codec.opening), *primer]]), engine.initial_state(1))
    expected = np.exp(logits[0, np.arange(1, 1 + len(primer)), primer])
    assert [choice.probability for choice in choices[: len(primer)]] == pytest.approx(expected)


def test_a_primer_spends_no_random_numbers(fixed):
    engine = fixed(np.zeros(9))
    assert ids(engine, 23, seed=5, primer=[1, 2, 3])[3:] == ids(engine, 20, seed=5)


def test_a_filter_sees_what_is_written(fixed):
    class NeverTwice:
        def apply(self, logits, ids):
            logits = logits.copy()
            logits[ids[-1:]] = -np.inf
            return logits

    written = ids(fixed(np.zeros(3)), 100, primer=[2], filters=[NeverTwice()])
    assert written[0] == 2
    assert all(one != next_one for one, next_one in pairwise(written))


@pytest.mark.parametrize("broken", [[0, np.nan], [0, np.inf], [-np.inf, -np.inf]])
def test_a_broken_model_is_named(fixed, broken):
    with pytest.raises(TunesmithError, match="damaged"):
        ids(fixed(broken), 1)
