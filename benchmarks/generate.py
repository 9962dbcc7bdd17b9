"""Characters per second of writing: one stream, one thread, networks of three presets.

Measured in a process of its own without torch, as `tunesmith generate` runs; compare with the
`predict_on_batch` figure that the train part keeps for Keras.
"""

import json
import os
import subprocess
import sys
from typing import Any

from benchmarks.bench import Bench

PRESETS = ("article", "article-3", "default")
SCRIPT = """
import sys, time
from itertools import islice
import numpy as np
from tunesmith.generation.filters import Temperature
from tunesmith.generation.sampler import sample
from tunesmith.models.lstm.config import LSTMConfig
from tunesmith.models.lstm.engine import LSTMEngine
from tunesmith.training.recipe import preset

config = LSTMConfig.from_json({**preset(sys.argv[1]).model, "vocabulary_size": 86})
rng = np.random.default_rng(0)
draw = lambda *shape: (rng.normal(size=shape) * 0.05).astype(np.float32)
H, V = config.hidden, 86
arrays = {"embedding.weight": draw(V, config.embedding), "dense.weight": draw(V, H), "dense.bias": draw(V)}
for layer in range(config.layers):
    width = H if layer else config.embedding or V
    arrays |= {f"layers.{layer}.weight_ih": draw(4 * H, width), f"layers.{layer}.weight_hh": draw(4 * H, H)}
    arrays[f"layers.{layer}.bias"] = draw(4 * H)
choices = sample(LSTMEngine(config, arrays), [0, 0], [], [Temperature(0.8)], 1)
list(islice(choices, 200))
began = time.perf_counter()
list(islice(choices, 2000))
assert "torch" not in sys.modules
print(2000 / (time.perf_counter() - began))
"""


def measure(bench: Bench) -> dict[str, Any]:
    threads = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    result: dict[str, Any] = {f"{name}, characters/s": [] for name in PRESETS}
    for _ in range(bench.rounds):
        for name in PRESETS:
            done = subprocess.run(
                [sys.executable, "-c", SCRIPT, name], env={**os.environ, **threads}, capture_output=True, text=True, check=True
            )  # fmt: skip
            result[f"{name}, characters/s"].append(json.loads(done.stdout))
    return result
