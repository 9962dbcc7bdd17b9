"""Characters per second of the article-3 network at batch 16, length 64, ours and Keras's in turn.

Keras's figure is that of its second epoch. Its generation speed comes from the same process.
"""

import time
from statistics import median
from typing import Any

import torch

from benchmarks.bench import Bench, pairs
from tunesmith.training.learner import Learner
from tunesmith.training.recipe import preset
from tunesmith.training.streams import Streams

WARM, TIMED = 10, 60  # steps


def measure(bench: Bench) -> dict[str, Any]:
    ours, keras, predict = [], [], []
    for _ in range(bench.rounds):
        ours.append(one_epoch(bench))
        if bench.peer:
            output, _ = bench.keras("speed").communicate()
            figures = pairs(output)
            keras.append(figures["train_chars_per_second"])
            predict.append(figures["predict_on_batch_chars_per_second"])
    result: dict[str, Any] = {"ours, characters/s": ours}
    if keras:
        result |= {
            "Keras, characters/s": keras,
            "ratio of medians": median(ours) / median(keras),
            "Keras predict_on_batch, characters/s": predict,
        }
    return result


def one_epoch(bench: Bench) -> float:
    recipe = preset("article-3")
    lesson = bench.lesson(recipe)
    streams = Streams(lesson.train, batch=recipe.batch, length=recipe.length, seed=0)
    learner = Learner(recipe, len(lesson.codec.vocabulary), seed=0, device=torch.device("cpu"))
    for step in range(WARM + TIMED):
        if step == WARM:
            began = time.perf_counter()
        window = streams.window(0, step)
        assert window is not None
        learner.learn(window.inputs, window.targets, recipe.learning_rate)
    return TIMED * recipe.batch * recipe.length / (time.perf_counter() - began)
