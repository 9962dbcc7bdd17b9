"""Runs on disk, as people speak of them."""

from pathlib import Path

from tunesmith.errors import TunesmithError
from tunesmith.models.checkpoint import Checkpoint


def newest_run(folder: Path) -> Path:
    """The run in a folder that was written to last. Raises TunesmithError when there is none."""
    runs = [file.parent for file in folder.glob("*/run.json")]
    if not runs:
        raise TunesmithError(
            f"there is no run in {folder}/; name one, or make one: `tunesmith train jigs -o {folder}/jigs`"
        )
    return max(runs, key=lambda run: (run / "run.json").stat().st_mtime)


def is_run(path: Path) -> bool:
    """Whether a path is a run or checkpoint folder, and not music."""
    return (path / "run.json").is_file() or (path / "config.json").is_file()


def model_facts(checkpoint: Checkpoint) -> dict[str, str]:
    """What a page says of the model that wrote its music."""
    config = checkpoint.config
    model = config["model"]
    facts = {"model": model["family"].upper() if model["family"] == "lstm" else f"{model['family']} n-gram"}
    if model["family"] == "lstm":
        facts["model"] += f" {model['layers']} × {model['hidden']}"
    if "corpus" in config:
        facts["learned from"] = config["corpus"]["name"].partition("=")[0]
    measured = config.get("figures", {}).get("model", {})
    if "held_out_piece_bits" in measured:
        unit = "character" if "-char." in config["codec"]["name"] else "word"
        facts[f"held-out bits per {unit}"] = f"{measured['held_out_piece_bits']:.2f}"
    facts["fingerprint"] = checkpoint.fingerprint[:12]
    return facts
