"""The models that the studio can write with: runs on disk, by name."""

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from tunesmith.errors import TunesmithError
from tunesmith.models.checkpoint import locate
from tunesmith.studio.library import MissingError

# The wishes of a Request that mean something to every notation, and those for one.
SHARED = ("count", "temperature", "top_k", "top_p", "min_p", "seed", "rules", "novel", "max_tokens")
OWN = {
    "abc": ("key", "meter", "unit", "bars", "form", "range", "chords", "end_on"),
    "midi": ("key", "meter", "bars"),
    "tabla": ("tala", "form", "laya", "variations"),
}


class ModelCard(BaseModel):
    """What a person chooses a model by."""

    name: str
    notation: str
    family: str
    corpus: str
    unit: str
    bits: float | None  # held out, per token, tune by tune
    wishes: list[str]  # the fields of a request that it can be asked for


def find_runs(folder: Path) -> dict[str, Path]:
    """Every run in a folder by its name, the newest first."""
    runs = [file.parent for file in folder.glob("*/run.json")]
    runs.sort(key=lambda run: (run / "run.json").stat().st_mtime, reverse=True)
    return {run.name: run for run in runs}


def run_named(folder: Path, name: str) -> Path:
    """The run of that name. A name is looked up, never made into a path. Raises MissingError."""
    found = find_runs(folder)
    if name not in found:
        raise MissingError(f"there is no model {name[:60]!r}: choose one of {', '.join(found) or 'none'}")
    return found[name]


def card(name: str, run: Path) -> ModelCard | None:
    """What is to be said of a run; None for one that cannot be read."""
    try:
        config: dict[str, Any] = json.loads((locate(run) / "config.json").read_bytes())
        codec = config["codec"]["name"]
        notation = _notation(codec)
        return ModelCard(
            name=name,
            notation=notation,
            family=config["model"]["family"],
            corpus=config["corpus"]["name"].partition("=")[0],
            unit="character" if "-char." in codec else "word",
            bits=config.get("figures", {}).get("model", {}).get("held_out_piece_bits"),
            wishes=[*OWN[notation], *SHARED],
        )
    except (OSError, ValueError, KeyError, TypeError, TunesmithError):
        return None


def _notation(codec: str) -> str:
    if codec.startswith("abc"):
        return "abc"
    return "tabla" if codec.startswith("bol") else "midi"
