"""What chorales cost a network and an n-gram: nats per word, per sixteenth of four voices, per note."""

import math
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.bench import Bench
from tunesmith.api.corpus import corpus_of
from tunesmith.api.learn import Lesson, train
from tunesmith.codecs.registry import codec_from_json
from tunesmith.models.bits import piece_bits
from tunesmith.models.checkpoint import load_checkpoint
from tunesmith.models.engine import Engine
from tunesmith.training.recipe import Recipe, preset

CORPUS, ORDER = "chorales", 12
NOTES, SILENT = str.isdigit, ("_", ".")  # of the words of codec grid: a new note, and what is none


def measure(bench: Bench) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        run = bench.run or Path(folder) / "run"
        if bench.run is None:
            recipe = preset("default").changed({"codec.name": "grid"})
            for _ in train(CORPUS, run, recipe=recipe, minutes=bench.minutes):
                pass
        checkpoint = load_checkpoint(run)
    config = checkpoint.config
    recipe = Recipe.model_validate(config["training"]["recipe"])
    lesson = Lesson.prepare(
        corpus_of(config), recipe, config["training"]["seed"], codec_from_json(config["codec"])
    )
    network = _nats(lesson, checkpoint.engine(lesson.codec.tracker))
    markov = _nats(lesson, lesson.markov(ORDER))
    return {
        "chorales to learn": len(lesson.train),
        "held out": len(lesson.held_out),
        **{f"network: {name}": value for name, value in network.items()},
        **{f"n-gram: {name}": value for name, value in markov.items()},
        "the network's over the n-gram's": network["nats per sixteenth"] / markov["nats per sixteenth"],
    }


def _nats(lesson: Lesson, engine: Engine) -> dict[str, float]:
    """Of everything that is written: bar lines, metres, keys and fermatas are in."""
    codec = lesson.codec
    found = piece_bits(engine, codec.ids(codec.opening), lesson.held_out)
    words = [word for ids in lesson.held_out for word in codec.tokens(ids.tolist())]
    notes = sum(map(NOTES, words))
    sixteenths = (notes + sum(word in SILENT for word in words)) / 4
    nats = float(found.bits.sum()) * math.log(2)
    return {
        "bits per word": found.per_token,
        "standard error": found.standard_error,
        "nats per sixteenth": nats / sixteenths,
        "nats per note": nats / notes,
    }
