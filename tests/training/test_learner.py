import numpy as np
import pytest
import torch

from tunesmith.training.learner import Learner
from tunesmith.training.recipe import Recipe

V = 7
CPU = torch.device("cpu")
PLAIN = Recipe(
    model={"family": "lstm", "embedding": 5, "hidden": 12, "layers": 2}, batch=6, length=10, clip=1.0
)
NOISY = PLAIN.model_copy(
    update={
        "model": {**PLAIN.model, "dropout": 0.4, "same_mask": True, "weight_dropout": 0.2},
        "shards": 2,
        "average": 0.9,
        "weight_decay": 0.1,
    }
)


def window(index: int) -> tuple[np.ndarray, np.ndarray]:
    text = np.random.default_rng(index).integers(V, size=(6, 11))
    return text[:, :-1], text[:, 1:]


def test_shards_add_up_to_the_whole_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without dropout three threads on two rows each learn what one does on six.

    In float32: Adam's first steps go by the sign of a gradient alone, and bfloat16, which some processors
    use here, rounds one of 1e-9 to either side.
    """
    monkeypatch.setattr("tunesmith.training.device.bf16_pays", lambda device: False)
    whole = Learner(PLAIN, V, seed=1, device=CPU)
    parts = Learner(PLAIN.model_copy(update={"shards": 3}), V, seed=1, device=CPU)
    for step in range(4):
        assert whole.learn(*window(step), 0.01) == pytest.approx(parts.learn(*window(step), 0.01), abs=1e-5)
    for name, array in whole.weights().items():
        np.testing.assert_allclose(array, parts.weights()[name], atol=1e-5)


def test_the_first_loss_is_that_of_a_guess() -> None:
    assert Learner(PLAIN, V, seed=0, device=CPU).learn(*window(0), 0.0) == pytest.approx(np.log2(V), abs=0.2)


def test_it_learns_a_text_that_repeats() -> None:
    learner = Learner(PLAIN, V, seed=0, device=CPU)
    text = np.resize([0, 3, 1, 1, 6], (6, 11))
    losses = [learner.learn(text[:, :-1], text[:, 1:], 0.02) for _ in range(60)]
    assert losses[-1] < 0.1 < losses[0]


def test_restored_learner_goes_on_bit_for_bit() -> None:
    one = Learner(NOISY, V, seed=2, device=CPU)
    for step in range(5):
        one.learn(*window(step), 0.01)
    other = Learner(NOISY, V, seed=2, device=CPU)
    other.restore(one.state(), step=5)
    for step in range(5, 9):
        assert one.learn(*window(step), 0.01) == other.learn(*window(step), 0.01)
    for name, array in one.state().items():
        np.testing.assert_array_equal(array, other.state()[name], err_msg=name)


def test_state_is_carried_and_forgotten() -> None:
    learner = Learner(PLAIN, V, seed=0, device=CPU)
    learner.learn(*window(0), 0.0)
    carried = learner.learn(*window(1), 0.0)
    learner.forget()
    assert learner.learn(*window(1), 0.0) != carried


def test_the_average_moves_slower_than_the_weights() -> None:
    learner = Learner(NOISY, V, seed=0, device=CPU)
    before = learner.weights()["dense.weight"]
    for step in range(20):
        learner.learn(*window(step), 0.01)
    weights = learner.state()["weights.dense.weight"]
    averaged = learner.weights()["dense.weight"]
    assert 0 < np.abs(averaged - before).sum() < np.abs(weights - before).sum()
    hand = before.copy()  # the recursion of the moving average, from its own definition
    again = Learner(NOISY, V, seed=0, device=CPU)
    for step in range(20):
        again.learn(*window(step), 0.01)
        decay = min(0.9, (2 + step) / (11 + step))
        hand = decay * hand + (1 - decay) * again.state()["weights.dense.weight"]
    np.testing.assert_allclose(averaged, hand, atol=1e-6)


def test_a_learner_with_other_shards_takes_up_the_state() -> None:
    """A GPU does not cut the batch; without dropout it goes on as the CPU would have."""
    one = Learner(PLAIN.model_copy(update={"shards": 3}), V, seed=2, device=CPU)
    for step in range(3):
        one.learn(*window(step), 0.01)
    other = Learner(PLAIN, V, seed=2, device=CPU)
    other.restore(one.state(), step=3)
    assert other.learn(*window(3), 0.01) == pytest.approx(one.learn(*window(3), 0.01), abs=1e-5)
