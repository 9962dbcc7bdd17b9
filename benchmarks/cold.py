"""`tunesmith generate RUN -n 1 --format abc,mid` from a cold shell: seconds on the clock and peak memory."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import torch

from benchmarks.bench import Bench
from tunesmith.models.checkpoint import save_checkpoint
from tunesmith.training.learner import Learner
from tunesmith.training.recipe import preset

RUNS = 7
TUNE = 400  # characters: about a jig


def measure(bench: Bench) -> dict[str, Any]:
    """An untrained network of the default size writes ``TUNE`` characters: weights do not change the time."""
    lesson = bench.lesson(preset("default").changed({"form": "raw"}))
    learner = Learner(lesson.recipe, len(lesson.codec.vocabulary), seed=0, device=torch.device("cpu"))
    seconds, memory = [], []
    with tempfile.TemporaryDirectory() as folder:
        run = Path(folder) / "run"
        save_checkpoint(run, {"model": learner.model_config, **lesson.config()}, learner.weights())
        primer = "X:1\nT:a\nM:6/8\nK:D\nd2A AFA|"
        command = [
            str(Path(sys.executable).parent / "tunesmith"),
            "generate",
            str(run),
            "-n",
            "1",
            "--format",
            "abc,mid",
        ]
        command += ["--max-tokens", str(TUNE), "--seed", "1", "--primer", primer, "-o", folder]
        for _ in range(RUNS):
            began = time.perf_counter()
            process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            _, status, usage = os.wait4(process.pid, 0)
            assert status == 0, command
            seconds.append(time.perf_counter() - began)
            memory.append(usage.ru_maxrss / 1024)
    return {"wall seconds": seconds, "peak MiB": memory}
