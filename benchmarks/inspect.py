"""Recording all activations of a 400-character tune, with a network of the default preset."""

import time
from typing import Any

import torch

from benchmarks.bench import Bench
from tunesmith.inspection.trace import trace
from tunesmith.models.registry import make_engine
from tunesmith.training.learner import Learner
from tunesmith.training.recipe import preset

TUNE, ROUNDS = 400, 5


def measure(bench: Bench) -> dict[str, Any]:
    """Weights do not change the time, so the network is an untrained one."""
    lesson = bench.lesson(preset("default").changed({"form": "raw"}))
    learner = Learner(lesson.recipe, len(lesson.codec.vocabulary), seed=0, device=torch.device("cpu"))
    engine = make_engine(learner.model_config, learner.weights())
    text = "X:1\nT:a\nM:6/8\nK:D\n" + "|:ABc def|gfe dcB" * 40
    seconds = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        trace(engine, lesson.codec, list(text[:TUNE]))
        seconds.append(time.perf_counter() - began)
    return {"seconds": seconds}
