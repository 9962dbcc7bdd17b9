"""Tabla learned bol by bol and character by character, beside the n-gram; what each writes without rules."""

import tempfile
import time
from fractions import Fraction
from pathlib import Path
from typing import Any

from benchmarks.bench import Bench
from tunesmith.api import tabla
from tunesmith.api.corpus import corpus_of
from tunesmith.api.learn import Lesson, Result, train
from tunesmith.api.model import make_request
from tunesmith.api.soundness import measure_rules
from tunesmith.codecs.registry import codec_from_json
from tunesmith.corpora.load import load_corpus
from tunesmith.models.bits import piece_bits
from tunesmith.models.checkpoint import load_checkpoint
from tunesmith.models.engine import Engine
from tunesmith.music.tabla.text import read
from tunesmith.render.playing import Playing
from tunesmith.training.recipe import Recipe, preset

CORPUS, ORDER = "tabla", 12
CODECS = ("bol", "bol-char")
TAKES = 200  # of each kind
CURVE = Path(__file__).parent.parent / "docs" / "tabla-curve.png"


def measure(bench: Bench) -> dict[str, Any]:
    found = {name: _one(name, bench.minutes) for name in CODECS}
    _draw(found)
    return {**found, "seconds to play a minute": _play(bench.rounds)}


def _play(rounds: int) -> list[float]:
    """A kaida of a minute and more, with tanpura and bell, as samples; in seconds for each minute of it."""
    piece = max(load_corpus(CORPUS).pieces, key=lambda piece: read(piece.content)[0].seconds)
    found = []
    for _ in range(rounds):
        began = time.perf_counter()
        audio = tabla.sounding(piece, Playing(drone=True, click=True))
        found.append((time.perf_counter() - began) * 60 / audio.seconds)
    return found


def _one(name: str, minutes: float) -> dict[str, Any]:
    curve = []
    with tempfile.TemporaryDirectory() as folder:
        run = Path(folder) / "run"
        recipe = preset("default").changed({"codec.name": name})
        for event in train(CORPUS, run, recipe=recipe, minutes=minutes):
            if not isinstance(event, Result) and event.held_out_bits is not None:
                curve.append([round(event.train_seconds, 1), round(event.held_out_bits, 4)])
                print(f"{name}: {curve[-1]}", flush=True)
        checkpoint = load_checkpoint(run)
        config = checkpoint.config
        recipe = Recipe.model_validate(config["training"]["recipe"])
        lesson = Lesson.prepare(
            corpus_of(config), recipe, config["training"]["seed"], codec_from_json(config["codec"])
        )
        request = make_request(checkpoint=run, count=TAKES, temperature=0.9, seed=0)
        sound = measure_rules(checkpoint, request)
        network = _bits(lesson, checkpoint.engine(lesson.codec.tracker))
        counted = _bits(lesson, lesson.markov(ORDER))
    unit = lesson.codec.unit
    return {
        "held out": len(lesson.held_out),
        f"network: bits per {unit}": network["token"],
        "network: standard error": network["error"],
        "network: bits per bol": network["bol"],
        "network: bits per matra": network["matra"],
        f"n-gram: bits per {unit}": counted["token"],
        "n-gram: bits per bol": counted["bol"],
        "n-gram: bits per matra": counted["matra"],
        f"curve (train seconds, stream bits/{unit})": curve,
        "sound with rules, %": 100 * sound.strict.soundness.share,
        "sound without rules, %": 100 * sound.off.soundness.share,
        "broken without rules": ", ".join(f"{n} {rule}" for rule, n in sound.off.soundness.broken.items()),
        "speed with rules over without": sound.speed_ratio,
    }


def _bits(lesson: Lesson, engine: Engine) -> dict[str, float]:
    codec = lesson.codec
    found = piece_bits(engine, codec.ids(codec.opening), lesson.held_out)
    bols, matras = 0, Fraction(0)
    for piece in lesson.corpus.held_out:
        composition, _ = read(piece.content)
        for section in composition.sections:
            bols += sum(bool(note.bol) for note in section.notes)
            matras += sum((note.duration for note in section.notes), Fraction(0))
    bits = float(found.bits.sum())
    return {
        "token": found.per_token,
        "error": found.standard_error,
        "bol": bits / bols,
        "matra": bits / float(matras),
    }


def _draw(found: dict[str, dict[str, Any]]) -> None:
    """Both curves in bits a bol, so that they can be compared, each with the n-gram of its own words."""
    import matplotlib

    matplotlib.use("agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(7, 4), layout="constrained")
    for colour, (name, figures) in zip(("#a3342c", "#3b6489"), found.items(), strict=False):
        (curve,) = (value for key, value in figures.items() if key.startswith("curve"))
        ratio = figures["network: bits per bol"] / next(
            value for key, value in figures.items() if key.startswith("network: bits per")
        )
        minutes, bits = zip(*((seconds / 60, bits * ratio) for seconds, bits in curve), strict=True)
        label = {"bol": "bol by bol", "bol-char": "character by character"}[name]
        axes.plot(minutes, bits, color=colour, marker="o", markersize=3, label=f"network, {label}")
        axes.axhline(figures["n-gram: bits per bol"], color=colour, linestyle="--", linewidth=1)
        side = "top" if name == "bol" else "bottom"  # away from the other line
        height = figures["n-gram: bits per bol"]
        axes.text(0.6 * minutes[-1], height, f"n-gram, {label}", color=colour, va=side, fontsize=9)
    axes.set(xlabel="minutes of learning", ylabel="held-out bits a bol", xlim=(0, None))
    top = 1.6 * max(figures["n-gram: bits per bol"] for figures in found.values())
    axes.set_ylim(0, top)
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False, loc="upper right")
    figure.savefig(CURVE, dpi=160)
