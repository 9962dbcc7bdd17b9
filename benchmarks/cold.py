"""`tunesmith generate RUN -n 1 --format abc,mid` from a cold shell: seconds on the clock and peak memory."""

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.bench import CORPUS, Bench
from tunesmith.api.learn import train
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
STEPS = 600  # of learning: what it writes is then much like tunes, on which the time with rules depends


def measure(bench: Bench) -> dict[str, Any]:
    """A network of the default preset, or the run that is named, writes ``RUNS`` tunes in turn."""
    with tempfile.TemporaryDirectory() as folder:
        run = bench.run or Path(folder) / "run"
        if bench.run is None:
            for _ in train(CORPUS, run, recipe=preset("default"), steps=STEPS):
                pass
        program = str(Path(sys.executable).parent / "tunesmith")
        command = [program, "generate", str(run), "-n", "1", "--format", "abc,mid", "-o", folder]
        found = [_wall_and_peak([*command, "--seed", str(seed)]) for seed in range(RUNS)]
    return {"wall seconds": [wall for wall, _ in found], "peak MiB": [peak for _, peak in found]}


def _wall_and_peak(command: list[str]) -> tuple[float, float]:
    launched = [sys.executable, "-c", LAUNCHER, *command]
    done = subprocess.run(launched, capture_output=True, text=True, check=True)
    wall, peak = map(float, done.stdout.split())
    return wall, peak
