"""What holds for the engine of every registered model."""

from collections.abc import Callable

import numpy as np
import pytest
import torch

from tunesmith.models.engine import Engine
from tunesmith.models.markov import Markov
from tunesmith.models.registry import ENGINES, make_engine, make_network

V = 13


def lstm() -> Engine:
    torch.manual_seed(0)
    config = {"family": "lstm", "vocabulary_size": V, "embedding": 6, "hidden": 12, "layers": 2}
    arrays = {name: value.numpy() for name, value in make_network(config).state_dict().items()}
    return make_engine(config, arrays)


def markov() -> Engine:
    text = np.random.default_rng(1).integers(V, size=400)
    model = Markov.fit([text], V, 4)
    return make_engine({"family": "markov", "vocabulary_size": V, "order": 4}, model.arrays())


EXAMPLES: dict[str, Callable[[], Engine]] = {"lstm": lstm, "markov": markov}
IDS = np.random.default_rng(2).integers(V, size=(3, 25))


def test_every_registered_model_is_examined() -> None:
    assert EXAMPLES.keys() == ENGINES.keys()


@pytest.fixture(params=EXAMPLES)
def engine(request: pytest.FixtureRequest) -> Engine:
    return EXAMPLES[request.param]()


def test_shapes(engine: Engine) -> None:
    assert engine.vocabulary_size == V
    assert engine.step(IDS[:, 0], engine.initial_state(3))[0].shape == (3, V)
    assert engine.forward(IDS, engine.initial_state(3))[0].shape == (3, 25, V)


def test_stepping_equals_the_full_pass(engine: Engine) -> None:
    whole, last = engine.forward(IDS, engine.initial_state(3))
    state, steps = engine.initial_state(3), []
    for t in range(IDS.shape[1]):
        logits, state = engine.step(IDS[:, t], state)
        steps.append(logits)
    np.testing.assert_allclose(np.stack(steps, axis=1), whole, atol=1e-5)
    np.testing.assert_allclose(engine.step(IDS[:, 0], state)[0], engine.step(IDS[:, 0], last)[0], atol=1e-5)


def test_rows_do_not_see_each_other(engine: Engine) -> None:
    together, _ = engine.forward(IDS, engine.initial_state(3))
    alone, _ = engine.forward(IDS[1:2], engine.initial_state(1))
    np.testing.assert_allclose(together[1], alone[0], atol=1e-5)


def test_the_future_changes_nothing(engine: Engine) -> None:
    other = IDS.copy()
    other[:, 10:] = (other[:, 10:] + 1) % V
    before, _ = engine.forward(IDS, engine.initial_state(3))
    after, _ = engine.forward(other, engine.initial_state(3))
    np.testing.assert_array_equal(before[:, :9], after[:, :9])


def test_a_kept_state_is_not_changed_in_place(engine: Engine) -> None:
    _, state = engine.forward(IDS, engine.initial_state(3))
    first, _ = engine.step(IDS[:, 0], state)
    engine.step(IDS[:, 1], state)
    again, _ = engine.step(IDS[:, 0], state)
    np.testing.assert_array_equal(first, again)
