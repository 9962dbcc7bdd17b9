"""What holds for the engine of every registered model."""

from collections.abc import Callable

import numpy as np
import pytest
import torch

from tunesmith.errors import TunesmithError
from tunesmith.models.engine import Engine
from tunesmith.models.lstm.config import LSTMConfig
from tunesmith.models.lstm.network import LSTMNetwork
from tunesmith.models.markov import Markov
from tunesmith.models.recorder import Clamp, Recorder
from tunesmith.models.registry import ENGINES, make_engine, make_network
from tunesmith.models.rows import join_rows, pick_rows

V = 13


def lstm() -> Engine:
    torch.manual_seed(0)
    config = {"family": "lstm", "vocabulary_size": V, "embedding": 6, "hidden": 12, "layers": 2}
    arrays = {name: value.numpy() for name, value in make_network(config).state_dict().items()}
    return make_engine(config, arrays)


class Ages:
    """How often an id has come, up to 3, and the id before it."""

    def __init__(self) -> None:
        self.count, self.last = [0] * V, 0

    def advance(self, token: int) -> tuple[int, ...]:
        self.count[token] = min(3, self.count[token] + 1)
        last, self.last = self.last, token
        return self.count[token], last


def lstm_with_sides() -> Engine:
    torch.manual_seed(0)
    config = {
        "family": "lstm",
        "vocabulary_size": V,
        "embedding": 6,
        "hidden": 12,
        "layers": 2,
        "sides": [4, V],
    }
    arrays = {name: value.numpy() for name, value in make_network(config).state_dict().items()}
    return make_engine(config, arrays, Ages)


def markov() -> Engine:
    text = np.random.default_rng(1).integers(V, size=400)
    model = Markov.fit([text], V, 4)
    return make_engine({"family": "markov", "vocabulary_size": V, "order": 4}, model.arrays())


EXAMPLES: dict[str, Callable[[], Engine]] = {"lstm": lstm, "markov": markov}
IDS = np.random.default_rng(2).integers(V, size=(3, 25))


def test_every_registered_model_is_examined() -> None:
    assert EXAMPLES.keys() == ENGINES.keys()


@pytest.fixture(params=[*EXAMPLES.values(), lstm_with_sides])
def engine(request: pytest.FixtureRequest) -> Engine:
    made: Engine = request.param()
    return made


def test_rows_can_be_picked_and_joined(engine: Engine) -> None:
    """Streams may be dropped and doubled, and each goes on as if nothing had happened."""
    _, state = engine.forward(IDS[:, :10], engine.initial_state(3))
    _, state = engine.forward(IDS[:, 10:], state)
    picked = pick_rows(state, np.array([2, 0, 2, 2]))
    joined = join_rows([picked, state])
    expected, _ = engine.step(IDS[:, 0], state)
    rows = [2, 0, 2, 2, 0, 1, 2]
    logits, joined = engine.step(IDS[rows, 0], joined)
    np.testing.assert_allclose(logits, expected[rows], atol=1e-5)
    again, _ = engine.step(IDS[rows, 1], joined)
    other, _ = engine.forward(np.concatenate([IDS, IDS[:, :2]], axis=1), engine.initial_state(3))
    np.testing.assert_allclose(again, other[rows, -1], atol=1e-5)


def test_side_features_reach_the_model_as_their_tracker_gives_them() -> None:
    config = LSTMConfig(V, embedding=6, hidden=12, layers=2, sides=(4, V))
    torch.manual_seed(0)
    network = LSTMNetwork(config)
    sides = np.zeros((*IDS.shape, 2), int)
    for row, ids in enumerate(IDS.tolist()):
        for t, token in enumerate(ids):
            sides[row, t] = min(3, ids[: t + 1].count(token)), ids[t - 1] if t else 0
    with torch.no_grad():
        expected, _ = network(torch.from_numpy(IDS), network.initial_state(3), sides=torch.from_numpy(sides))
    engine = lstm_with_sides()
    logits, _ = engine.forward(IDS, engine.initial_state(3))
    np.testing.assert_allclose(logits, expected.numpy(), atol=1e-5)


def test_a_model_with_sides_and_no_tracker_is_refused() -> None:
    config = {"family": "lstm", "vocabulary_size": V, "embedding": 6, "hidden": 12, "layers": 1, "sides": [4]}
    arrays = {name: value.numpy() for name, value in make_network(config).state_dict().items()}
    with pytest.raises(TunesmithError, match="side features"):
        make_engine(config, arrays)


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


@pytest.fixture(params=[lstm, lstm_with_sides])
def recorder(request: pytest.FixtureRequest) -> Recorder:
    made = request.param()
    assert isinstance(made, Recorder)
    return made


def test_what_is_recorded_is_what_happens(recorder: Recorder) -> None:
    """A recorder gives the same logits, and the shapes that its points promise, whole or in parts."""
    points = recorder.points()
    expected, _ = recorder.forward(IDS, recorder.initial_state(3))
    logits, _, found = recorder.record(IDS, recorder.initial_state(3), tuple(points))
    np.testing.assert_array_equal(logits, expected)
    for point, (layers, units) in points.items():
        assert found[point].shape == (*IDS.shape, layers, units)
    state = recorder.initial_state(3)
    parts = []
    for piece in (IDS[:, :7], IDS[:, 7:]):
        _, state, part = recorder.record(piece, state, tuple(points))
        parts.append(part)
    for point in points:
        np.testing.assert_allclose(
            np.concatenate([part[point] for part in parts], axis=1), found[point], atol=1e-6
        )


def test_a_clamped_unit_is_held_in_every_way_of_reading(recorder: Recorder) -> None:
    point = next(iter(recorder.points()))
    held = recorder.clamped([Clamp(0, 3, 0.5), Clamp(1, 1, -0.25)])
    logits, _, found = held.record(IDS, held.initial_state(3), [point])
    assert (found[point][:, :, 0, 3] == 0.5).all()
    assert (found[point][:, :, 1, 1] == -0.25).all()
    state = held.initial_state(3)
    for place in range(IDS.shape[1]):
        stepped, state = held.step(IDS[:, place], state)
        np.testing.assert_allclose(stepped, logits[:, place], atol=1e-5)
    free, _ = recorder.forward(IDS, recorder.initial_state(3))
    assert abs(free - logits).max() > 1e-3
    with pytest.raises(ValueError, match="no unit 5:0"):
        recorder.clamped([Clamp(5, 0, 0.0)])
