"""The LSTM as torch learns it."""

import math

import torch
from torch import Tensor, nn

from tunesmith.models.lstm.config import LSTMConfig

Memory = tuple[Tensor, Tensor]  # hidden (1, B, H) and cell (1, B, H)
LSTMState = list[Memory]  # of each layer


class LSTMLayer(nn.Module):
    """One layer: x (B, T, N) -> outputs (B, T, H). ``torch.lstm`` computes it, with oneDNN or cuDNN.

    Weights start as Keras's do: Glorot for the input, orthogonal gates for the recurrence, and a forget
    gate that is open at first (Jozefowicz et al. 2015).
    """

    def __init__(self, width: int, hidden: int) -> None:
        super().__init__()
        self.weight_ih = nn.Parameter(torch.empty(4 * hidden, width))  # input, forget, candidate, output
        self.weight_hh = nn.Parameter(torch.empty(4 * hidden, hidden))
        self.bias = nn.Parameter(torch.zeros(4 * hidden))
        self.register_buffer("second_bias", torch.zeros(4 * hidden), persistent=False)  # cuDNN wants two
        nn.init.xavier_uniform_(self.weight_ih)
        for gate in self.weight_hh.data.chunk(4):
            nn.init.orthogonal_(gate)
        self.bias.data[hidden : 2 * hidden] = 1.0

    def forward(self, x: Tensor, memory: Memory, recurrent: Tensor) -> tuple[Tensor, Memory]:
        """``recurrent`` (4H, H) stands in for the recurrent weights, which dropout may have thinned."""
        weights = [self.weight_ih, recurrent, self.bias, self.get_buffer("second_bias")]
        outputs, hidden, cell = torch.lstm(x, memory, weights, True, 1, 0.0, self.training, False, True)
        return outputs, (hidden, cell)


class LSTMNetwork(nn.Module):
    """ids (B, T) -> logits (B, T, V), with the state handed from call to call.

    Randomness comes only from the generator passed to ``forward``, so that a training step is a
    function of its seed; without a generator there is no dropout.
    """

    def __init__(self, config: LSTMConfig) -> None:
        super().__init__()
        self.config = config
        width = config.embedding or config.vocabulary_size
        self.embedding = nn.Embedding(config.vocabulary_size, config.embedding) if config.embedding else None
        self.sides = nn.Embedding(sum(config.sides), config.embedding) if config.sides else None
        self.register_buffer("offsets", torch.tensor(config.offsets, dtype=torch.int64), persistent=False)
        self.layers = nn.ModuleList(
            LSTMLayer(width if layer == 0 else config.hidden, config.hidden) for layer in range(config.layers)
        )
        self.dense = nn.Linear(config.hidden, config.vocabulary_size)
        if self.embedding is not None:
            nn.init.normal_(self.embedding.weight, std=config.embedding**-0.5)
        if self.sides is not None:  # all of them together weigh as much as the token
            nn.init.normal_(self.sides.weight, std=(config.embedding * len(config.sides)) ** -0.5)
        nn.init.xavier_uniform_(self.dense.weight)
        nn.init.zeros_(self.dense.bias)

    def initial_state(self, batch: int) -> LSTMState:
        shape = (1, batch, self.config.hidden)
        weight = self.dense.weight
        return [(weight.new_zeros(shape), weight.new_zeros(shape)) for _ in self.layers]

    def forward(
        self,
        ids: Tensor,
        state: LSTMState,
        noise: torch.Generator | None = None,
        sides: Tensor | None = None,
    ) -> tuple[Tensor, LSTMState]:
        """``sides`` (B, T, F): the features that go with each id, for a model that has them."""
        config = self.config
        if self.embedding is not None:
            x = self.embedding(ids)  # (B, T, E)
        else:
            x = nn.functional.one_hot(ids, config.vocabulary_size).to(self.dense.weight.dtype)
        if self.sides is not None:
            assert sides is not None, "this model wants side features"
            x = x + self.sides(sides + self.get_buffer("offsets")).sum(dim=2)
        last = []
        for layer, memory in zip(self.layers, state, strict=True):
            assert isinstance(layer, LSTMLayer)
            recurrent: Tensor = layer.weight_hh
            if noise is not None and config.weight_dropout:
                recurrent = recurrent * _mask(recurrent.shape, config.weight_dropout, recurrent, noise)
            x, memory = layer(x, memory, recurrent)
            last.append(memory)
            if noise is not None and config.dropout:
                batch, steps, width = x.shape
                x = x * _mask((batch, 1 if config.same_mask else steps, width), config.dropout, x, noise)
        return self.dense(x), last


def _mask(shape: tuple[int, ...] | torch.Size, rate: float, like: Tensor, noise: torch.Generator) -> Tensor:
    """Zero with probability ``rate`` (to the nearest 1/256), otherwise scaled so that the mean stays 1.

    One byte decides an element: eight from each number drawn, several times faster than ``torch.rand``.
    """
    size = math.prod(shape)
    numbers = torch.empty((size + 7) // 8, dtype=torch.int64, device=like.device)
    numbers.random_(torch.iinfo(torch.int64).min, None, generator=noise)
    dropped = round(rate * 256)
    kept = numbers.view(torch.uint8)[:size].view(shape) >= dropped
    return kept.to(like.dtype).mul_(256 / (256 - dropped))
