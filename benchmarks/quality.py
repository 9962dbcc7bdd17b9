"""Held-out bits per character on the 340 Nottingham jigs, plain split, the metric of the reference recipe.

Three trainings one after the other, each alone on the machine: the quick preset for two minutes, to see how
soon a small network passes Keras's mark; the default preset on the full budget; Keras until it passes it.
"""

import tempfile
from pathlib import Path
from typing import Any

from benchmarks.bench import CORPUS, Bench, pairs
from tunesmith.api.learn import Result, train
from tunesmith.training.recipe import preset

MARK = 1.545  # where Keras stood after ten minutes in the issue that set the figures
KERAS_SECONDS = 2400.0  # give up then


def measure(bench: Bench) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for name, minutes in (("quick", 2.0), ("default", bench.minutes)):
        result[name] = _ours(name, minutes)
    if bench.peer:
        result["Keras"] = _keras(bench)
        for name in ("quick", "default"):
            ours, theirs = (result[who]["train seconds to the mark"] for who in (name, "Keras"))
            result[f"Keras's seconds to the mark over those of {name}"] = (
                theirs / ours if ours and theirs else None
            )
    return result


def _ours(name: str, minutes: float) -> dict[str, Any]:
    recipe = preset(name).changed({"form": "raw"})
    curve, mark, result = [], None, None
    with tempfile.TemporaryDirectory() as folder:
        for event in train(CORPUS, Path(folder) / "run", recipe=recipe, minutes=minutes, split="plain"):
            if isinstance(event, Result):
                result = event
            elif event.held_out_bits is not None:
                curve.append([round(event.train_seconds, 1), round(event.held_out_bits, 4)])
                print(f"ours: {curve[-1]} {event.tokens_per_second:.0f} characters/s", flush=True)
                if mark is None and event.held_out_bits <= MARK:
                    mark = event.train_seconds
                last = event
    assert result is not None
    return {
        "minutes": minutes,
        "stream bits/character": result.figures.stream,
        "tune by tune bits/character": result.figures.piece,
        "standard error": result.figures.standard_error,
        "n-gram stream bits/character": result.baseline.stream,
        "n-gram tune by tune": result.baseline.piece,
        "train seconds to the mark": mark,
        "train seconds": last.train_seconds,
        "characters/s": last.tokens_per_second,
        "curve (train seconds, stream bits/character)": curve,
    }


def _keras(bench: Bench) -> dict[str, Any]:
    curve, mark = [], None
    process = bench.keras("train", "--seconds", str(KERAS_SECONDS))
    assert process.stdout is not None
    for line in process.stdout:
        figures = pairs(line)
        if "train_seconds" not in figures:
            continue
        curve.append([figures["train_seconds"], figures["held_out_bits_per_char"]])
        print(f"Keras: {curve[-1]}", flush=True)
        if figures["held_out_bits_per_char"] <= MARK:
            mark = figures["train_seconds"]
            break
    process.kill()
    process.wait()
    return {"train seconds to the mark": mark, "curve (train seconds, stream bits/character)": curve}
