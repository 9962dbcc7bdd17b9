"""What `tunesmith bench rules` measures, of `--run`, or of the quick preset after two minutes on the jigs."""

import tempfile
from pathlib import Path
from typing import Any

from benchmarks.bench import Bench
from tunesmith.api.learn import train
from tunesmith.api.model import make_request
from tunesmith.api.soundness import measure_rules
from tunesmith.models.checkpoint import load_checkpoint
from tunesmith.training.recipe import preset

CORPUS, MINUTES, TEMPERATURE = "jigs", 2.0, 0.9


def measure(bench: Bench) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        if bench.run is not None:
            return _figures(bench.run, bench.takes, f"{bench.run.name}, as given")
        run = Path(folder) / "run"
        for _ in train(CORPUS, run, recipe=preset("quick"), minutes=MINUTES):
            pass
        return _figures(run, bench.takes, f"{CORPUS}, quick, {MINUTES:g} minutes")


def _figures(run: Path, takes: int, model: str) -> dict[str, Any]:
    request = make_request(checkpoint=run, count=takes, temperature=TEMPERATURE, seed=0)
    figures = measure_rules(load_checkpoint(run), request)
    kinds = {
        "with rules": figures.strict.soundness,
        "without rules": figures.off.soundness,
        "by people": figures.human,
    }
    held_out = figures.held_out
    return {
        "model": model,
        "temperature": TEMPERATURE,
        **{
            name: {
                "tunes": found.tunes,
                "sound, %": 100 * found.share,
                "bars right, %": 100 * found.bars_right / found.tunes,
                "tunes that break a rule": ", ".join(f"{rule} {n}" for rule, n in found.broken.items())
                or "none",
            }
            for name, found in kinds.items()
        },
        "characters/s with rules": figures.strict.characters_per_second,
        "characters/s without rules": figures.off.characters_per_second,
        "speed with rules over that without": figures.speed_ratio,
        "held-out sound tunes": held_out.accepted,
        "their bits/character without rules": held_out.plain,
        "their bits/character with rules": held_out.masked,
    }
