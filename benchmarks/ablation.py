"""What each side feature of the metric preset pays: trainings that leave one out, and that have none.

A smaller network on a budget in epochs, so that a busy machine changes the time and not the figures.
Nottingham jigs, plain split, raw text.
"""

import tempfile
from pathlib import Path
from typing import Any

from benchmarks.bench import CORPUS, Bench
from tunesmith.api.learn import Result, train
from tunesmith.training.recipe import preset

EPOCHS = 8
PARTS = {
    "beat": ("beat", "left"),
    "bar": ("bar",),
    "field": ("field",),
    "back1": ("back1", "run1"),
    "back2": ("back2", "run2"),
    "back4": ("back4", "run4"),
    "back8": ("back8", "run8"),
    "match": ("match", "length"),
}


def measure(bench: Bench) -> dict[str, Any]:
    every = preset("metric").features
    choices = {"all features": every, "no features": ()}
    for part, names in PARTS.items():
        choices[f"without {part}"] = tuple(name for name in every if name not in names)
    echoes = [name for name in every if name.startswith(("back", "run"))]
    choices["without back1 to back8"] = tuple(name for name in every if name not in echoes)
    figures = {}
    for choice, names in choices.items():
        figures[choice] = _bits(names)
        print(f"{choice}: {figures[choice]}", flush=True)
    return {"epochs": EPOCHS, "units": 256, **figures}


def _bits(features: tuple[str, ...]) -> dict[str, float]:
    settings = {"form": "raw", "model.hidden": "256", "features": ",".join(features)}
    recipe = preset("metric").changed(settings)
    with tempfile.TemporaryDirectory() as folder:
        *_, result = train(CORPUS, Path(folder) / "run", recipe=recipe, epochs=EPOCHS, split="plain")
    assert isinstance(result, Result)
    return {"stream": result.figures.stream, "tune by tune": result.figures.piece}
