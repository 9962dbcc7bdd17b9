"""`tunesmith generate RUN -n 1 --format abc,mid` from a cold shell: seconds on the clock and peak memory."""

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import torch

from benchmarks.bench import Bench
from tunesmith.models.checkpoint import save_checkpoint
from tunesmith.training.learner import Learner
from tunesmith.training.recipe import preset

RUNS = 7
# A child's peak memory begins with that of the process it was forked from: measure from a small one, not from
# this one, which holds torch.
LAUNCHER = """
import os, subprocess, sys, time
began = time.perf_counter()
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
_, status, usage = os.wait4(process.pid, 0)
assert status == 0
print(time.perf_counter() - began, usage.ru_maxrss / 1024)
"""
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
            done = subprocess.run(
                [sys.executable, "-c", LAUNCHER, *command], capture_output=True, text=True, check=True
            )
            wall, peak = map(float, done.stdout.split())
            seconds.append(wall)
            memory.append(peak)
    return {"wall seconds": seconds, "peak MiB": memory}
