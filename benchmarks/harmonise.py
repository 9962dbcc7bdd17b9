"""Held-out chorales whose soprano is given: from left to right, with particles, and with Gibbs sweeps.

Of each way: bits per word of the three voices written, under the model itself; the share of sixteenths in
which a voice sounds what the composer has there; and parallel fifths and octaves in a hundred moves of two
voices, which the style forbids. The composer's own voices stand beside them.
"""

import tempfile
import time
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from statistics import fmean
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.bench import Bench
from tunesmith.api.corpus import corpus_of
from tunesmith.api.learn import train
from tunesmith.codecs.codec import Codec
from tunesmith.codecs.registry import codec_from_json
from tunesmith.generation.completion import LEAST, Task, rewrite, write_through
from tunesmith.models.checkpoint import Checkpoint, load_checkpoint
from tunesmith.models.engine import Engine
from tunesmith.music.abc.grammar.controls import Controls
from tunesmith.training.recipe import preset

CORPUS, MINUTES, PIECES, TEMPERATURE = "chorales", 8.0, 24, 0.8
PARTICLES, SWEEPS = (1, 8, 32), (1, 2, 4)


def measure(bench: Bench) -> dict[str, Any]:
    if bench.run is not None:
        return compare(load_checkpoint(bench.run))
    with tempfile.TemporaryDirectory() as folder:
        run = Path(folder) / "run"
        recipe = preset("default").changed({"codec.name": "grid"})
        for _ in train(CORPUS, run, recipe=recipe, minutes=MINUTES):
            pass
        return compare(load_checkpoint(run))


def compare(checkpoint: Checkpoint) -> dict[str, Any]:
    codec = codec_from_json(checkpoint.config["codec"])
    engine = checkpoint.engine(codec.tracker)
    rows: dict[str, list[tuple[float, float, float, float]]] = {}
    for number, piece in enumerate(corpus_of(checkpoint.config).held_out[:PIECES]):
        given = codec.given(piece.content, "soprano")
        ids = [None if token is None else codec.ids([token])[0] for token in given.tokens]
        human = codec.ids(codec.encode(piece))
        task = Task(
            engine, codec.grammar(Controls()), codec.ids(codec.opening), ids, given.bars, TEMPERATURE,
            np.random.default_rng(number),
        )  # fmt: skip
        rows.setdefault("composer", []).append((*_figures(engine, codec, task, human, human), 0.0))
        for particles in PARTICLES:
            begun = time.perf_counter()
            tokens = write_through(task, particles)
            seconds = time.perf_counter() - begun
            name = f"left to right, {particles} particle{'s' * (particles > 1)}"
            rows.setdefault(name, []).append((*_figures(engine, codec, task, tokens, human), seconds))
        tokens, begun = write_through(task, 1), time.perf_counter()
        for sweep in range(1, max(SWEEPS) + 1):
            tokens = rewrite(task, tokens, LEAST)
            if sweep in SWEEPS:
                seconds, name = time.perf_counter() - begun, f"Gibbs, {sweep} sweep{'s' * (sweep > 1)}"
                rows.setdefault(name, []).append((*_figures(engine, codec, task, tokens, human), seconds))
    labels = ("bits per word written", "sounds as the composer's, %", "parallels in 100 moves", "seconds")
    return {
        "pieces": len(rows["composer"]),
        "temperature": TEMPERATURE,
        **{
            name: dict(zip(labels, map(fmean, zip(*found, strict=True)), strict=True))
            for name, found in rows.items()
        },
    }


def _figures(
    engine: Engine, codec: Codec, task: Task, tokens: Sequence[int], human: Sequence[int]
) -> tuple[float, float, float]:
    free = np.array([token is None for token in task.given])
    logits, _ = engine.forward(np.array([[*task.opening, *tokens]]), engine.initial_state(1))
    expected = logits[0, len(task.opening) - 1 : -1].astype(np.float64)
    expected -= np.log(np.exp(expected).sum(axis=1, keepdims=True))
    bits = -expected[np.arange(len(tokens)), tokens] / np.log(2)
    ours, theirs = _sounding(codec.tokens(tokens)), _sounding(codec.tokens(human))
    same = 100 * float((ours[:, 1:] == theirs[:, 1:]).mean())
    return float(bits[free].mean()), same, _parallels(ours)


def _sounding(words: Sequence[str]) -> NDArray[np.int64]:
    """The pitch of each voice in each sixteenth (S, 4), 0 for silence."""
    rows, now, voice = [], [0, 0, 0, 0], 0
    for word in words:
        if word.isdigit() or word in ("_", "."):
            now[voice] = int(word) if word.isdigit() else 0 if word == "." else now[voice]
            voice = (voice + 1) % 4
            if voice == 0:
                rows.append(list(now))
    return np.array(rows)


def _parallels(pitches: NDArray[np.int64]) -> float:
    """Fifths after fifths and octaves after octaves, in a hundred moves of two voices at once."""
    moves = found = 0
    for one, other in combinations(range(4), 2):
        steps = pitches[:, [one, other]]
        both = (steps[1:] != steps[:-1]).all(axis=1)
        after, before = ((pair[:, 0] - pair[:, 1]) % 12 for pair in (steps[1:][both], steps[:-1][both]))
        moves += len(after)
        found += int(((after == before) & np.isin(after, (0, 7))).sum())
    return 100 * found / max(moves, 1)
