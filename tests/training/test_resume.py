"""A run killed at any moment and resumed ends with the same weights, bit for bit, as one left alone."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from tunesmith.models.checkpoint import load_checkpoint, load_training

SCRIPT = Path(__file__).with_name("small_run.py")


def start(folder: Path, *options: str) -> subprocess.Popen[str]:
    command = [sys.executable, str(SCRIPT), str(folder), *options]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finish(folder: Path, *options: str) -> None:
    process = start(folder, *options)
    _, error = process.communicate(timeout=120)
    assert process.returncode == 0, error


@pytest.fixture(scope="module")
def left_alone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("runs") / "alone"
    finish(folder)
    return folder


def assert_same(folder: Path, other: Path) -> None:
    pairs = {
        "weights": [load_checkpoint(run).arrays for run in (folder, other)],
        "training": [load_training(run)[1].arrays for run in (folder, other)],
    }
    for kind, (ours, theirs) in pairs.items():
        assert ours.keys() == theirs.keys()
        for name in ours:
            np.testing.assert_array_equal(ours[name], theirs[name], err_msg=f"{kind} {name}")


def resumable(folder: Path) -> bool:
    return (folder / "run.json").exists()


def test_two_runs_left_alone_are_the_same(left_alone: Path, tmp_path: Path) -> None:
    finish(tmp_path / "again")
    assert_same(left_alone, tmp_path / "again")


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.long)])
def test_killed_at_random_moments(left_alone: Path, tmp_path: Path, seed: int) -> None:
    """SIGKILL a real process again and again, somewhere in its work, until one comes through."""
    chance, folder = random.Random(seed), tmp_path / "killed"
    for _ in range(2):
        process = start(folder, *(["--resume"] if resumable(folder) else []))
        assert process.stdout is not None
        for _ in range(chance.randrange(1, 4)):  # it writes a line at every evaluation
            process.stdout.readline()
        time.sleep(chance.random() * 0.1)
        process.send_signal(signal.SIGKILL)
        process.communicate()
    finish(folder, *(["--resume"] if resumable(folder) else []))
    assert_same(left_alone, folder)


@pytest.mark.parametrize("call", [13, 17, 18, 19])
def test_killed_in_the_middle_of_writing_a_checkpoint(left_alone: Path, tmp_path: Path, call: int) -> None:
    """Calls of the second checkpoint: weights written, config written, folder renamed, run.json written.

    The checkpoint before it stays whole, and nothing half written stays behind for good.
    """
    folder = tmp_path / "killed"
    process = start(folder, "--die-at", str(call))
    process.communicate(timeout=120)
    assert process.returncode == -signal.SIGKILL
    load_checkpoint(folder)
    load_training(folder)
    finish(folder, "--resume")
    assert_same(left_alone, folder)
    assert sorted(f.name for f in folder.iterdir() if f.name.startswith((".step", "step"))) == sorted(
        f.name for f in left_alone.iterdir() if f.name.startswith("step")
    )
