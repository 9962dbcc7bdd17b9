"""A network, its optimizer and one step of learning."""

import math
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from tunesmith.models.registry import make_network
from tunesmith.training.device import autocast
from tunesmith.training.recipe import Recipe

Arrays = dict[str, NDArray[Any]]


class Learner:
    """Truncated backpropagation through time over parallel streams whose state runs on.

    Every step is a function of what went before and of (seed, step): the dropout masks come from
    generators made anew from those numbers, so exact resume needs no generator state. The batch is
    cut into ``recipe.shards`` parts, each with its own thread, state and masks; their gradients are
    added in a fixed order, so the result does not depend on how many cores there are.
    """

    def __init__(
        self,
        recipe: Recipe,
        vocabulary_size: int,
        *,
        seed: int,
        device: torch.device,
        sides: Sequence[int] = (),
    ) -> None:
        """``sides``: how many values each side feature has."""
        torch.manual_seed(seed)
        self.recipe = recipe
        self.seed = seed
        self.device = device
        self.step = 0
        self.model_config = {**recipe.model, "vocabulary_size": vocabulary_size}
        if sides:
            self.model_config["sides"] = list(sides)
        self.network = make_network(self.model_config).to(device)
        self._parameters = dict(self.network.named_parameters())
        self._average = (
            {name: p.detach().clone() for name, p in self._parameters.items()} if recipe.average else None
        )
        matrices = [p for p in self._parameters.values() if p.ndim > 1]
        vectors = [p for p in self._parameters.values() if p.ndim == 1]  # biases: decay does them no good
        self._optimizer = torch.optim.AdamW(
            [
                {"params": matrices, "weight_decay": recipe.weight_decay},
                {"params": vectors, "weight_decay": 0.0},
            ],
            lr=recipe.learning_rate,
            betas=recipe.betas,
            fused=True,
        )
        shards = min(recipe.shards, recipe.batch) if device.type == "cpu" else 1
        rows = np.array_split(np.arange(recipe.batch), shards)
        self._rows = [slice(int(part[0]), int(part[-1]) + 1) for part in rows]
        self._pool = _threads(shards) if shards > 1 else None
        self.forget()

    def forget(self) -> None:
        """Start the streams anew: zero recurrent state."""
        self._state = [self.network.initial_state(rows.stop - rows.start) for rows in self._rows]

    def learn(
        self,
        inputs: NDArray[np.int64],
        targets: NDArray[np.int64],
        rate: float,
        sides: NDArray[np.integer[Any]] | None = None,
    ) -> float:
        """One step on a window: ids (B, T) each, sides (B, T, F). Returns the loss in bits per token."""
        x, y = (torch.from_numpy(ids).to(self.device) for ids in (inputs, targets))
        beside = None if sides is None else torch.from_numpy(sides.astype(np.int64)).to(self.device)

        def work(shard: int) -> tuple[float, tuple[Tensor, ...], list[tuple[Tensor, Tensor]]]:
            rows = self._rows[shard]
            noise = torch.Generator(self.device).manual_seed(_mix(self.seed, self.step, shard))
            with autocast(self.device):
                part = None if beside is None else beside[rows]
                logits, state = self.network(x[rows], self._state[shard], noise, part)
            loss = torch.nn.functional.cross_entropy(logits.float().flatten(0, 1), y[rows].flatten())
            loss = loss * ((rows.stop - rows.start) / len(x))  # so that the parts add up to the mean
            gradients = torch.autograd.grad(loss, list(self._parameters.values()))
            return loss.item(), gradients, [(h.detach().float(), c.detach().float()) for h, c in state]

        run: Callable[..., Any] = self._pool.map if self._pool else map
        losses, gradients, states = zip(*run(work, range(len(self._rows))), strict=True)
        self._state = list(states)
        for parameter, *parts in zip(self._parameters.values(), *gradients, strict=True):
            parameter.grad = sum(parts[1:], start=parts[0])
        self._update(rate)
        return float(sum(losses) / math.log(2))

    def _update(self, rate: float) -> None:
        if self.recipe.clip:
            torch.nn.utils.clip_grad_norm_(list(self._parameters.values()), self.recipe.clip)
        for group in self._optimizer.param_groups:
            group["lr"] = rate
        self._optimizer.step()
        self.step += 1
        if self._average is not None:
            decay = min(self.recipe.average, (1 + self.step) / (10 + self.step))  # short memory at first
            with torch.no_grad():
                torch._foreach_lerp_(list(self._average.values()), list(self._parameters.values()), 1 - decay)

    def adopt(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Begin with these weights instead of random ones."""
        with torch.no_grad():
            for name, parameter in self._parameters.items():
                parameter.copy_(torch.from_numpy(arrays[name]))
                if self._average is not None:
                    self._average[name].copy_(parameter)

    def weights(self) -> Arrays:
        """The arrays of the model as it should be used: the moving average where one is kept."""
        return _numpy(self._average if self._average is not None else self._parameters)

    def state(self) -> Arrays:
        """Everything a resumed learner needs, as named arrays. Ask between steps."""
        arrays = {f"weights.{name}": value for name, value in _numpy(self._parameters).items()}
        for name, parameter in self._parameters.items():
            for key, value in self._optimizer.state.get(parameter, {}).items():
                arrays[f"optimizer.{name}.{key}"] = value.detach().cpu().numpy().copy()
        for layer in range(len(self._state[0])):  # for the whole batch: the next device may cut it otherwise
            for place, name in enumerate(("hidden", "cell")):
                parts = [shard[layer][place] for shard in self._state]
                arrays[f"state.{layer}.{name}"] = torch.cat(parts, dim=1).cpu().numpy()
        if self._average is not None:
            arrays |= {f"average.{name}": value for name, value in _numpy(self._average).items()}
        return arrays

    def restore(self, arrays: Mapping[str, NDArray[Any]], step: int) -> None:
        """Take up the state that ``state`` gave after ``step`` steps."""
        self.step = step
        with torch.no_grad():
            for name, parameter in self._parameters.items():
                parameter.copy_(torch.from_numpy(arrays[f"weights.{name}"]))
                if self._average is not None:
                    self._average[name].copy_(torch.from_numpy(arrays[f"average.{name}"]))
                self._optimizer.state[parameter] = {
                    key: torch.from_numpy(arrays[f"optimizer.{name}.{key}"].copy()).to(self.device)
                    for key in ("step", "exp_avg", "exp_avg_sq")
                    if f"optimizer.{name}.{key}" in arrays  # none before the first step
                }

        def part(layer: int, name: str, rows: slice) -> Tensor:
            return torch.from_numpy(arrays[f"state.{layer}.{name}"][:, rows].copy()).to(self.device)

        self._state = [
            [(part(layer, "hidden", rows), part(layer, "cell", rows)) for layer in range(len(shard))]
            for rows, shard in zip(self._rows, self._state, strict=True)
        ]


def _threads(shards: int) -> ThreadPoolExecutor:
    """One thread a shard, each with its share of the cores for its products."""
    share = max(1, (os.cpu_count() or 1) // shards)
    return ThreadPoolExecutor(shards, initializer=torch.set_num_threads, initargs=(share,))


def _mix(*numbers: int) -> int:
    """One well-mixed number of several, so that neighbouring steps get unrelated masks."""
    return int(np.random.SeedSequence(numbers).generate_state(1, np.uint64)[0] >> 1)


def _numpy(tensors: Mapping[str, Tensor]) -> Arrays:
    return {name: tensor.detach().float().cpu().numpy().copy() for name, tensor in tensors.items()}
