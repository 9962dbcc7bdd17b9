"""Checkpoints that are damaged in every way a disk can damage them."""

import json
import os
from pathlib import Path

import numpy as np
import pytest

from tunesmith.errors import TunesmithError
from tunesmith.models.checkpoint import (
    FORMAT,
    TrainingState,
    load_checkpoint,
    load_training,
    locate,
    save_checkpoint,
    write_figures,
)
from tunesmith.models.markov import Markov
from tunesmith.training.run import Run

CONFIG = {"model": {"family": "markov", "vocabulary_size": 5, "order": 3}, "codec": {"name": "none"}}
ARRAYS = Markov.fit([[0, 1, 2, 3, 4, 0, 1]], 5, 3).arrays()
STATE = TrainingState({"step": 4}, {"a": np.arange(6.0)})


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A run whose best and last checkpoint is step 4."""
    folder = tmp_path / "run"
    run = Run(folder)
    run.check_free()
    run.begin()
    run.save(4, CONFIG, ARRAYS, STATE, best=True)
    return folder


def refuses(path: Path) -> str:
    with pytest.raises(TunesmithError) as caught:
        load_checkpoint(path).engine()
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_what_is_saved_is_loaded(run: Path) -> None:
    checkpoint = load_checkpoint(run)
    assert checkpoint.config["format"] == FORMAT
    assert checkpoint.config["model"] == CONFIG["model"]
    for name, array in ARRAYS.items():
        np.testing.assert_array_equal(checkpoint.arrays[name], array)
    assert checkpoint.engine().vocabulary_size == 5
    assert load_checkpoint(checkpoint.folder).fingerprint == checkpoint.fingerprint
    _, training = load_training(run)
    np.testing.assert_array_equal(training.arrays["a"], np.arange(6.0))


def test_the_fingerprint_is_of_what_decides_the_music(run: Path, tmp_path: Path) -> None:
    checkpoint = load_checkpoint(run)
    write_figures(checkpoint, {"bits": 1.0})
    assert load_checkpoint(run).config["figures"] == {"bits": 1.0}
    assert load_checkpoint(run).fingerprint == checkpoint.fingerprint
    save_checkpoint(tmp_path / "other", {**CONFIG, "codec": {"name": "other"}}, ARRAYS)
    assert load_checkpoint(tmp_path / "other").fingerprint != checkpoint.fingerprint


@pytest.mark.parametrize("name", ["model.safetensors", "config.json"])
def test_a_missing_file_is_named(run: Path, name: str) -> None:
    (locate(run) / name).unlink()
    message = refuses(locate(run) if name != "config.json" else run)
    assert name in message


@pytest.mark.parametrize("size", [0, 3, 40, -1])
def test_truncated_weights_are_refused(run: Path, size: int) -> None:
    file = locate(run) / "model.safetensors"
    file.write_bytes(file.read_bytes()[:size])
    assert "truncated" in refuses(run)


def test_one_changed_bit_is_refused(run: Path) -> None:
    file = locate(run) / "model.safetensors"
    data = bytearray(file.read_bytes())
    data[-5] ^= 1
    file.write_bytes(bytes(data))
    assert "altered" in refuses(run)


@pytest.mark.parametrize("text", ["", "{", "[1]", '{"format": 1', "\x00\xff"])
def test_damaged_config_is_refused(run: Path, text: str) -> None:
    (locate(run) / "config.json").write_text(text, encoding="latin-1")
    assert "config.json" in refuses(run)


def test_another_format_version_is_refused(run: Path) -> None:
    file = locate(run) / "config.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), "format": 99}))
    message = refuses(run)
    assert "99" in message
    assert str(FORMAT) in message


def test_an_unknown_family_is_refused(tmp_path: Path) -> None:
    save_checkpoint(tmp_path / "c", {**CONFIG, "model": {"family": "mamba"}}, ARRAYS)
    assert "mamba" in refuses(tmp_path / "c")


def test_weights_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    model = {"family": "lstm", "vocabulary_size": 5, "hidden": 4, "layers": 1}
    save_checkpoint(tmp_path / "c", {**CONFIG, "model": model}, ARRAYS)
    assert "do not fit" in refuses(tmp_path / "c")


def test_no_run_says_how_to_make_one(tmp_path: Path) -> None:
    assert "tunesmith train" in refuses(tmp_path)
    assert "does not exist" in refuses(tmp_path / "none")


def test_run_keeps_the_best_and_the_last(run: Path) -> None:
    again = Run(run)
    again.resume()
    again.save(8, CONFIG, ARRAYS, STATE, best=False)
    assert [locate(run, which).name for which in ("best", "last")] == ["step-0000004", "step-0000008"]
    again.save(12, CONFIG, ARRAYS, STATE, best=True)
    assert sorted(f.name for f in run.glob("step-*")) == ["step-0000012"]


def test_a_begun_run_is_not_overwritten(run: Path) -> None:
    with pytest.raises(TunesmithError, match="--resume"):
        Run(run).check_free()


def test_a_full_disk_leaves_the_checkpoint_before(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever write fails first, the run still loads, and says so in one line."""
    before = load_checkpoint(run).fingerprint
    for failing in range(1, 6):
        again = Run(run)
        again.resume()
        calls = 0

        def full(handle: int) -> None:
            nonlocal calls
            calls += 1
            if calls == failing:  # noqa: B023
                raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(TunesmithError, match="no space left on device"):
            again.save(8, CONFIG, ARRAYS, STATE, best=True)
        monkeypatch.undo()
        assert load_checkpoint(run).fingerprint == before
        assert load_training(run)[1].values["step"] == 4
    assert not list(run.glob(".*"))
