"""The LSTM: torch's layers are the oracle of the numpy engine, and gradients of causality."""

import numpy as np
import pytest
import torch

from tunesmith.models.lstm.config import LSTMConfig
from tunesmith.models.lstm.engine import LSTMEngine
from tunesmith.models.lstm.network import LSTMNetwork

SHAPES = [
    LSTMConfig(vocabulary_size=11, embedding=0, hidden=8, layers=1),
    LSTMConfig(vocabulary_size=11, embedding=5, hidden=16, layers=3, dropout=0.3),
    LSTMConfig(vocabulary_size=86, embedding=32, hidden=64, layers=2, same_mask=True, weight_dropout=0.4, dropout=0.2),
]


def both(config: LSTMConfig) -> tuple[LSTMNetwork, LSTMEngine]:
    torch.manual_seed(3)
    network = LSTMNetwork(config)
    return network, LSTMEngine(config, {name: value.numpy() for name, value in network.state_dict().items()})


@pytest.mark.parametrize("config", SHAPES)
def test_engine_gives_torchs_logits(config: LSTMConfig) -> None:
    network, engine = both(config)
    ids = np.random.default_rng(0).integers(config.vocabulary_size, size=(4, 50))
    with torch.no_grad():
        expected, _ = network(torch.from_numpy(ids), network.initial_state(4))
    logits, _ = engine.forward(ids, engine.initial_state(4))
    np.testing.assert_allclose(logits, expected.numpy(), atol=2e-5)


@pytest.mark.parametrize("config", SHAPES)
def test_no_gradient_from_the_future(config: LSTMConfig) -> None:
    """The logits at time t do not depend on the input after t, and do on the input at t."""
    network, _ = both(config)
    ids = torch.zeros((1, 12), dtype=torch.long)
    width = config.embedding or config.vocabulary_size
    inputs = torch.randn(1, 12, width, requires_grad=True)
    x, state = inputs, network.initial_state(1)
    for layer, memory in zip(network.layers, state, strict=True):
        x, _ = layer(x, memory)
    logits = network.dense(x)
    (gradient,) = torch.autograd.grad(logits[0, 7].sum(), inputs)
    touched = gradient[0].abs().sum(dim=1)
    assert (touched[8:] == 0).all()
    assert (touched[:8] > 0).all()
    # And the network computes just this chain from its ids.
    if network.embedding is not None:
        y, state = network.embedding(ids), network.initial_state(1)
        for layer, memory in zip(network.layers, state, strict=True):
            y, _ = layer(y, memory)
        torch.testing.assert_close(network(ids, network.initial_state(1))[0], network.dense(y))


def test_state_carries_over_windows() -> None:
    network, _ = both(SHAPES[1])
    ids = torch.randint(11, (2, 30), generator=torch.Generator().manual_seed(1))
    whole, _ = network(ids, network.initial_state(2))
    first, state = network(ids[:, :13], network.initial_state(2))
    second, _ = network(ids[:, 13:], state)
    torch.testing.assert_close(torch.cat([first, second], dim=1), whole)


def test_dropout_is_a_function_of_its_generator() -> None:
    network, _ = both(SHAPES[2])
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
