"""docs/benchmarks.md from docs/benchmarks.json."""

from pathlib import Path
from statistics import median
from typing import Any

TITLES = {
    "train": "Training speed: the article-3 network, batch 16, length 64",
    "generate": "Writing speed: one stream, one thread",
    "cold": "One tune from a cold shell",
    "quality": "Held-out bits per character on the Nottingham jigs",
    "demo": "`make demo` after the install",
    "fill": "Four bars of a held-out tune written anew",
    "chorales": "Held-out chorales: a network of ten minutes and an n-gram",
    "scores": "Files of scores, their words, and a large folder",
    "harmonise": "Held-out chorales harmonised under their soprano",
    "rules": "What the rules of music give, and what they cost",
    "inspect": "Recording all activations of a tune of 400 characters",
    "listen": "Hearing twenty tunes that tunesmith played, on three instruments",
    "tabla": "Tabla: a network of some minutes and an n-gram, bol by bol and character by character",
    "ablation": "What each side feature pays, in bits per character",
}


def write_report(results: dict[str, Any], path: Path) -> None:
    lines = [
        "# Benchmarks",
        "",
        "Written by `make bench PEER=python-with-keras` (`python -m benchmarks --help`); do not edit.",
    ]
    lines += ["Lists of figures are rounds in order; the median is in bold. Compare ratios: machines drift."]
    for name, title in TITLES.items():
        if name not in results:
            continue
        lines += ["", f"## {title}", "", f"`python -m benchmarks --only {name}`", "", "| | |", "|---|---|"]
        for key, value in _flat(results[name]["figures"]):
            lines.append(f"| {key} | {_shown(value)} |")
        machine = "; ".join(f"{key}: {value}" for key, value in results[name]["machine"].items())
        lines += ["", f"Machine: {machine}."]
    path.write_text("\n".join(lines) + "\n")


def _flat(figures: dict[str, Any], before: str = "") -> list[tuple[str, Any]]:
    rows = []
    for key, value in figures.items():
        rows += _flat(value, f"{before}{key}: ") if isinstance(value, dict) else [(before + key, value)]
    return rows


def _shown(value: Any) -> str:
    if value is None:
        return "not reached"
    if isinstance(value, str):
        return value
    if isinstance(value, list) and value and isinstance(value[0], list):
        return ", ".join(f"{seconds:.0f} s: {bits:.3f}" for seconds, bits in value)
    if isinstance(value, list):
        return (
            f"**{_number(median(value))}** ({', '.join(map(_number, value))})"
            if len(value) > 1
            else _number(value[0])
        )
    return _number(value)


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}" if value >= 10 else f"{value:.4g}"
