"""The LSTM: torch's layers are the oracle of the numpy engine, and gradients of causality."""

import numpy as np
import pytest
import torch

from tunesmith.models.lstm.config import LSTMConfig
from tunesmith.models.lstm.engine import LSTMEngine
from tunesmith.models.lstm.network import LSTMLayer, LSTMNetwork, _mask

SHAPES = [
    LSTMConfig(vocabulary_size=11, embedding=0, hidden=8, layers=1),
    LSTMConfig(vocabulary_size=11, embedding=5, hidden=16, layers=3, dropout=0.3),
    LSTMConfig(vocabulary_size=11, embedding=5, hidden=16, layers=2, sides=(4, 12, 2)),
    LSTMConfig(
        vocabulary_size=86, embedding=32, hidden=64, layers=2, same_mask=True, weight_dropout=0.4, dropout=0.2
    ),
]


def both(config: LSTMConfig) -> tuple[LSTMNetwork, LSTMEngine]:
    torch.manual_seed(3)
    network = LSTMNetwork(config)
    return network, LSTMEngine(config, {name: value.numpy() for name, value in network.state_dict().items()})


@pytest.mark.parametrize("config", SHAPES)
def test_engine_gives_torchs_logits(config: LSTMConfig) -> None:
    network, engine = both(config)
    random = np.random.default_rng(0)
    ids = random.integers(config.vocabulary_size, size=(4, 50))
    sides = random.integers(config.sides, size=(4, 50, len(config.sides)))
    with torch.no_grad():
        x, memory = torch.from_numpy(ids), network.initial_state(4)
        expected, _ = network(x, memory, sides=torch.from_numpy(sides))
    logits, _ = engine.forward(ids, engine.initial_state(4), sides)
    np.testing.assert_allclose(logits, expected.numpy(), atol=2e-5)
    one, _ = engine.step(ids[:1, 0], engine.initial_state(1), sides[:1, 0])
    np.testing.assert_allclose(one, expected[:1, 0].numpy(), atol=2e-5)


def test_side_features_need_an_embedding() -> None:
    with pytest.raises(ValueError, match="embedding"):
        LSTMConfig(vocabulary_size=11, sides=(3,))


def test_a_layer_is_torchs_own_lstm() -> None:
    """With copied weights, nn.LSTM gives the same outputs and the same gradients."""
    torch.manual_seed(1)
    ours, oracle = LSTMLayer(5, 8), torch.nn.LSTM(5, 8, batch_first=True)
    with torch.no_grad():
        oracle.weight_ih_l0.copy_(ours.weight_ih)
        oracle.weight_hh_l0.copy_(ours.weight_hh)
        oracle.bias_ih_l0.copy_(ours.bias)
        oracle.bias_hh_l0.zero_()
    x, memory = torch.randn(3, 20, 5), (torch.randn(1, 3, 8), torch.randn(1, 3, 8))
    outputs, last = ours(x, memory, ours.weight_hh)
    expected, expected_last = oracle(x, memory)
    torch.testing.assert_close(outputs, expected)
    torch.testing.assert_close(last, expected_last)
    outputs.square().sum().backward()
    expected.square().sum().backward()
    torch.testing.assert_close(ours.weight_hh.grad, oracle.weight_hh_l0.grad)
    torch.testing.assert_close(ours.bias.grad, oracle.bias_ih_l0.grad)


@pytest.mark.parametrize("config", [shape for shape in SHAPES[1:] if not shape.sides])
def test_no_gradient_from_the_future(config: LSTMConfig) -> None:
    """The logits at time t depend on the inputs up to t, and on no later one."""
    network, _ = both(config)
    read: list[torch.Tensor] = []
    assert network.embedding is not None
    network.embedding.register_forward_hook(lambda module, ids, output: read.append(output))
    logits, _ = network(torch.arange(12)[None] % config.vocabulary_size, network.initial_state(1))
    (gradient,) = torch.autograd.grad(logits[0, 7].sum(), read)
    touched = gradient[0].abs().sum(dim=1)
    assert (touched[8:] == 0).all()
    assert (touched[:8] > 0).all()


def test_the_article_network_has_as_many_parameters_as_keras_counts() -> None:
    """The reference script prints params=1904214 for Embedding(86, 512), 3 x LSTM(256), Dense(86)."""
    network = LSTMNetwork(LSTMConfig(vocabulary_size=86, embedding=512, hidden=256, layers=3))
    assert sum(parameter.numel() for parameter in network.parameters()) == 1_904_214


def test_state_carries_over_windows() -> None:
    network, _ = both(SHAPES[1])
    ids = torch.randint(11, (2, 30), generator=torch.Generator().manual_seed(1))
    whole, _ = network(ids, network.initial_state(2))
    first, state = network(ids[:, :13], network.initial_state(2))
    second, _ = network(ids[:, 13:], state)
    torch.testing.assert_close(torch.cat([first, second], dim=1), whole)


def test_dropout_is_a_function_of_its_generator() -> None:
    network, _ = both(SHAPES[-1])
    ids = torch.randint(86, (2, 9))

    def run(seed: int | None) -> torch.Tensor:
        noise = None if seed is None else torch.Generator().manual_seed(seed)
        return network(ids, network.initial_state(2), noise)[0]

    assert torch.equal(run(1), run(1))
    assert not torch.equal(run(1), run(2))
    assert torch.equal(run(None), run(None))


def test_same_mask_silences_a_unit_for_the_whole_window() -> None:
    """With the dense layer an identity, dropped units are zero at every step or at none."""
    config = LSTMConfig(vocabulary_size=6, embedding=4, hidden=6, layers=1, dropout=0.5, same_mask=True)
    network, _ = both(config)
    with torch.no_grad():
        network.dense.weight.copy_(torch.eye(6))
        network.dense.bias.zero_()
    ids = torch.randint(6, (3, 20))
    logits, _ = network(ids, network.initial_state(3), torch.Generator().manual_seed(4))
    silent = logits == 0
    assert silent.any()
    assert (silent.all(dim=1) == silent.any(dim=1)).all()


@pytest.mark.parametrize("rate", [0.1, 0.4, 0.9])
def test_masks_drop_at_their_rate_and_keep_the_mean(rate: float) -> None:
    mask = _mask((1000, 333), rate, torch.zeros(1), torch.Generator().manual_seed(5))
    assert (mask == 0).float().mean().item() == pytest.approx(rate, abs=0.005)
    assert mask.mean().item() == pytest.approx(1, abs=0.01)
    assert len(mask.unique()) == 2
