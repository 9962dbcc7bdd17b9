"""A training run small enough to kill often: `python small_run.py FOLDER [--resume] [--die-at CALL]`.

``--die-at N`` kills the process, as SIGKILL does, at the N-th file operation of its checkpoint writing.
"""

import os
import signal
import sys
from pathlib import Path

import numpy as np
import torch

from tunesmith.training.learner import Learner
from tunesmith.training.loop import Job, train
from tunesmith.training.recipe import Recipe
from tunesmith.training.run import Run
from tunesmith.training.schedule import Budget
from tunesmith.training.streams import Streams

STEPS = 60
RECIPE = Recipe(
    model={
        "family": "lstm", "embedding": 6, "hidden": 16, "layers": 2,
        "dropout": 0.3, "same_mask": True, "weight_dropout": 0.2,
    },
    batch=4, length=8, shards=2, learning_rate=0.02, warmup=5, final_rate=0.1,
    weight_decay=0.1, clip=1.0, average=0.9,
)  # fmt: skip
V = 9


def pieces(seed: int, count: int) -> list[np.ndarray]:
    random = np.random.default_rng(seed)
    return [random.integers(V, size=size) for size in random.integers(20, 60, size=count)]


class Parity:
    """A side feature: whether the id is odd."""

    def advance(self, token: int) -> tuple[int, ...]:
        return (token % 2,)


def job() -> Job:
    originals = pieces(1, 12)

    def shifted(index: int, semitones: int) -> np.ndarray:
        return (originals[index] + semitones) % V

    def features(ids: list[int]) -> np.ndarray:
        return np.array([Parity().advance(token) for token in ids], np.int16).reshape(len(ids), 1)

    streams = Streams(originals, batch=RECIPE.batch, length=RECIPE.length, seed=3, shifted=shifted,
                      signatures=range(12), features=features)  # fmt: skip
    learner = Learner(RECIPE, V, seed=3, device=torch.device("cpu"), sides=(2,))
    held_out = np.concatenate(pieces(2, 3))
    config = {"model": learner.model_config, "codec": {"name": "none"}}
    return Job(learner, streams, held_out, config, Budget(None, STEPS), lambda engine: "", Parity)


def die_at(call: int) -> None:
    """Replace the operations that a checkpoint is written with by ones that count, and kill at one."""
    done = 0

    def counted(operation):
        def run(*args, **kwargs):
            nonlocal done
            done += 1
            if done == call:
                os.kill(os.getpid(), signal.SIGKILL)
            return operation(*args, **kwargs)

        return run

    for name in ("fsync", "replace", "rename"):
        setattr(os, name, counted(getattr(os, name)))


def main() -> None:
    folder = Path(sys.argv[1])
    torch.set_num_threads(1)
    if "--die-at" in sys.argv:
        die_at(int(sys.argv[sys.argv.index("--die-at") + 1]))
    run, resumed = Run(folder), None
    if "--resume" in sys.argv:
        _, resumed = run.resume()
    else:
        run.begin()
    for progress in train(job(), run, resumed):
        if progress.held_out_bits is not None:
            print(progress.step, flush=True)


if __name__ == "__main__":
    main()
