"""A learned model as a folder that needs nothing else.

``model.safetensors`` holds the weights, ``config.json`` everything about them: model, codec, corpus,
training recipe, figures, versions. ``training.safetensors`` and ``training.json``, where present, let
training go on exactly. A run is a folder of such folders; its ``run.json`` names the best and the last.
Everything is written under another name and renamed, so a crash leaves the checkpoint before it whole.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors import numpy as safetensors

from tunesmith.errors import TunesmithError
from tunesmith.files import new_folder, write_json
from tunesmith.models.engine import Engine
from tunesmith.models.registry import make_engine
from tunesmith.models.sides import Tracker

FORMAT = 1
Arrays = Mapping[str, NDArray[Any]]


@dataclass(frozen=True)
class Checkpoint:
    folder: Path
    config: dict[str, Any]
    arrays: Arrays

    @property
    def fingerprint(self) -> str:
        """Sha256 over what decides the music: weights, model and codec."""
        parts = {key: self.config[key] for key in ("weights_sha256", "model", "codec")}
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()

    def engine(self, tracker: Callable[[], Tracker] | None = None) -> Engine:
        """``tracker``: that of the codec. Raises what ``make_engine`` raises."""
        return make_engine(self.config["model"], self.arrays, tracker)


@dataclass(frozen=True)
class TrainingState:
    """What exact resume needs beyond the weights."""

    values: dict[str, Any]
    arrays: Arrays


def load_checkpoint(path: Path | str) -> Checkpoint:
    """Read a checkpoint folder, or the best checkpoint of a run folder.

    Raises TunesmithError when it is missing, truncated, altered or of another format version.
    """
    folder = locate(path)
    config = _read_config(folder)
    data = _read_bytes(folder / "model.safetensors")
    if hashlib.sha256(data).hexdigest() != config["weights_sha256"]:
        raise TunesmithError(
            f"{folder / 'model.safetensors'} is truncated or altered; train again or use another checkpoint"
        )
    return Checkpoint(folder, config, _parse_arrays(data, folder / "model.safetensors"))


def load_training(path: Path | str) -> tuple[Checkpoint, TrainingState]:
    """The last checkpoint of a run with its training state. Raises TunesmithError when it holds none."""
    checkpoint = load_checkpoint(locate(path, "last"))
    file = checkpoint.folder / "training.json"
    if not file.exists():
        raise TunesmithError(f"{checkpoint.folder} holds no training state to resume from; start a new run")
    arrays_file = checkpoint.folder / "training.safetensors"
    arrays = _parse_arrays(_read_bytes(arrays_file), arrays_file)
    return checkpoint, TrainingState(_read_json(file), arrays)


def save_checkpoint(
    folder: Path | str, config: dict[str, Any], arrays: Arrays, training: TrainingState | None = None
) -> None:
    """Write a new checkpoint folder, whole or not at all. ``config`` gets its format and checksum here."""
    data = safetensors.save({name: np.ascontiguousarray(array) for name, array in arrays.items()})
    config = {"format": FORMAT, "weights_sha256": hashlib.sha256(data).hexdigest(), **config}
    with new_folder(folder) as fresh:
        _write_bytes(fresh / "model.safetensors", data)
        if training is not None:
            _write_bytes(fresh / "training.safetensors", safetensors.save(dict(training.arrays)))
            write_json(fresh / "training.json", training.values)
        write_json(fresh / "config.json", config)


def point(run: Path, *, best: str, last: str) -> None:
    """Name the best and the last checkpoint of a run, then remove those that are no longer named."""
    write_json(run / "run.json", {"format": FORMAT, "best": best, "last": last})
    for folder in run.glob("step-*"):
        if folder.name not in (best, last):
            shutil.rmtree(folder, ignore_errors=True)
    for leftover in run.glob(".step-*"):  # half written when a process was killed
        shutil.rmtree(leftover, ignore_errors=True)


def write_figures(checkpoint: Checkpoint, figures: dict[str, Any]) -> None:
    """Put what was measured of a checkpoint into its config; its fingerprint stays."""
    write_json(checkpoint.folder / "config.json", {**checkpoint.config, "figures": figures})


def locate(path: Path | str, which: str = "best") -> Path:
    """The checkpoint folder that a path means: itself, or the ``best`` or ``last`` of a run."""
    path = Path(path)
    if (path / "config.json").is_file():
        return path
    pointer = path / "run.json"
    if not pointer.is_file():
        state = "is not a run or checkpoint" if path.exists() else "does not exist"
        raise TunesmithError(f"{path} {state}; `tunesmith train jigs -o {path}` makes one")
    name = _read_json(pointer).get(which)
    if not isinstance(name, str) or not (path / name).is_dir():
        raise TunesmithError(f"{pointer} names a checkpoint that is not there; train again")
    return path / name


def _read_config(folder: Path) -> dict[str, Any]:
    file = folder / "config.json"
    config = _read_json(file)
    if config.get("format") != FORMAT:
        raise TunesmithError(
            f"{file} has format {config.get('format')!r}, this version of tunesmith reads {FORMAT}; "
            "use the version that wrote it or train again"
        )
    missing = [key for key in ("weights_sha256", "model", "codec") if key not in config]
    if missing:
        raise TunesmithError(f"{file} lacks {', '.join(missing)}; train again or use another checkpoint")
    return config


def _read_json(file: Path) -> dict[str, Any]:
    try:
        value = json.loads(_read_bytes(file))
    except ValueError as error:
        raise TunesmithError(
            f"{file} is truncated or not JSON; train again or use another checkpoint"
        ) from error
    if not isinstance(value, dict):
        raise TunesmithError(f"{file} does not hold a JSON object; train again or use another checkpoint")
    return value


def _read_bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise TunesmithError(
            f"cannot read {file}: {reason}; train again or use another checkpoint"
        ) from error


def _write_bytes(file: Path, data: bytes) -> None:
    with file.open("wb") as handle:
        handle.write(data)
        handle.flush()
        os.fsync(handle.fileno())


def _parse_arrays(data: bytes, file: Path) -> Arrays:
    try:
        return safetensors.load(data)
    except SafetensorError as error:
        raise TunesmithError(
            f"{file} is truncated or damaged; train again or use another checkpoint"
        ) from error
