"""The LSTM as torch learns it."""

import torch
from torch import Tensor, nn

from tunesmith.models.lstm.config import LSTMConfig

LSTMState = list[tuple[Tensor, Tensor]]  # of each layer: hidden (1, B, H) and cell (1, B, H)


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
        self.layers = nn.ModuleList(
            nn.LSTM(width if layer == 0 else config.hidden, config.hidden, batch_first=True)
            for layer in range(config.layers)
        )
        self.dense = nn.Linear(config.hidden, config.vocabulary_size)
        self._initialise()

    def _initialise(self) -> None:
        """Keras's defaults: Glorot input weights, orthogonal recurrent weights, forget gates open at first."""
        if self.embedding is not None:
            nn.init.normal_(self.embedding.weight, std=self.config.embedding**-0.5)
        nn.init.xavier_uniform_(self.dense.weight)
        nn.init.zeros_(self.dense.bias)
        for layer in self.layers:
            nn.init.xavier_uniform_(layer.weight_ih_l0)
            for gate in layer.weight_hh_l0.data.chunk(4):
                nn.init.orthogonal_(gate)
            nn.init.zeros_(layer.bias_ih_l0)
            nn.init.zeros_(layer.bias_hh_l0)
            layer.bias_ih_l0.data[self.config.hidden : 2 * self.config.hidden] = 1.0  # Jozefowicz et al. 2015

    def initial_state(self, batch: int) -> LSTMState:
        shape = (1, batch, self.config.hidden)
        weight = self.dense.weight
        return [(weight.new_zeros(shape), weight.new_zeros(shape)) for _ in self.layers]

    def forward(
        self, ids: Tensor, state: LSTMState, noise: torch.Generator | None = None
    ) -> tuple[Tensor, LSTMState]:
        config = self.config
        if self.embedding is not None:
            x = self.embedding(ids)  # (B, T, E)
        else:
            x = nn.functional.one_hot(ids, config.vocabulary_size).to(self.dense.weight.dtype)
        last = []
        for layer, memory in zip(self.layers, state, strict=True):
            recurrent = layer.weight_hh_l0
            if noise is not None and config.weight_dropout:
                recurrent = recurrent * _mask(recurrent.shape, config.weight_dropout, recurrent, noise)
            weights = [layer.weight_ih_l0, recurrent, layer.bias_ih_l0, layer.bias_hh_l0]
            # The functional form, because the module's own would not see the masked recurrent weights.
            x, hidden, cell = torch.lstm(x, memory, weights, True, 1, 0.0, self.training, False, True)
            last.append((hidden, cell))
            if noise is not None and config.dropout:
                batch, steps, width = x.shape
                x = x * _mask((batch, 1 if config.same_mask else steps, width), config.dropout, x, noise)
        return self.dense(x), last


def _mask(shape: tuple[int, ...] | torch.Size, rate: float, like: Tensor, noise: torch.Generator) -> Tensor:
    """Zero with probability ``rate``, otherwise 1 / (1 - rate), so that the mean stays 1."""
    kept = torch.rand(shape, generator=noise, device=like.device) >= rate
    return kept.to(like.dtype).div_(1.0 - rate)
