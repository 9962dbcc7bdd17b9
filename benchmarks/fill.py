"""Four bars of held-out tunes written anew: particles guided by each other and by what follows, or not.

Both write the same number of bars, under the same rules and at the same temperature, and of both the best
counts, by the bits per character of the whole tune. Guided particles write the gap once, then each of its
bars once more; the unguided ones, twice as many, write the gap. So is the tune as people made it.
"""

import tempfile
from pathlib import Path
from statistics import fmean
from typing import Any

from benchmarks.bench import Bench
from tunesmith.api.corpus import corpus_of
from tunesmith.api.learn import train
from tunesmith.codecs.registry import codec_from_json
from tunesmith.corpora.corpus import Corpus
from tunesmith.corpora.load import load_corpus
from tunesmith.errors import TunesmithError
from tunesmith.generation.fill import FillRequest, fill
from tunesmith.generation.gap import Gap
from tunesmith.models.bits import piece_bits
from tunesmith.models.checkpoint import Checkpoint, load_checkpoint
from tunesmith.training.recipe import preset

CORPUS, BARS, TUNES = "jigs", (5, 8), 60
MINUTES = 4.0  # of learning, with the quick preset


def measure(bench: Bench) -> dict[str, Any]:
    if bench.run is not None:
        checkpoint = load_checkpoint(bench.run)
        return compare(checkpoint, corpus_of(checkpoint.config), TUNES)
    with tempfile.TemporaryDirectory() as folder:
        run = Path(folder) / "run"
        for _ in train(CORPUS, run, recipe=preset("quick"), minutes=MINUTES):
            pass
        return compare(load_checkpoint(run), load_corpus(CORPUS), TUNES)


def compare(checkpoint: Checkpoint, corpus: Corpus, tunes: int) -> dict[str, Any]:
    """Bits per character of the whole tune with the best fill of each kind, over ``tunes`` held-out tunes."""
    codec = codec_from_json(checkpoint.config["codec"])
    engine = checkpoint.engine(codec.tracker)
    rows: list[tuple[float, float, float]] = []  # human, unguided, guided
    failed = 0
    step = max(1, len(corpus.held_out) // (tunes * 2))
    for piece in corpus.held_out[::step]:
        if len(rows) == tunes:
            break
        tokens = codec.encode(piece)
        try:
            gap = Gap.of("".join(tokens), *BARS)
            ids = codec.ids(tokens)
        except TunesmithError:  # too short, or not to be filled
            continue
        request = FillRequest(checkpoint=checkpoint.folder, bars="{}-{}".format(*BARS))
        twice = request.model_copy(update={"particles": 2 * request.particles})
        try:
            unguided = fill(codec, engine, gap, twice, len(rows), guided=False)[0]
            guided = fill(codec, engine, gap, request, len(rows))[0]
        except TunesmithError:
            failed += 1
            continue
        human = piece_bits(engine, codec.ids(codec.opening), [ids]).per_token
        rows.append((human, unguided.bits_per_character, guided.bits_per_character))
        print(
            f"{piece.id}: human {human:.3f}, unguided {rows[-1][1]:.3f}, guided {rows[-1][2]:.3f}", flush=True
        )
    humans, alone, together = zip(*rows, strict=True)
    return {
        "tunes": len(rows),
        "tunes that could not be filled": failed,
        "particles": request.particles,
        "temperature": request.temperature,
        "human, bits/character of the whole tune": fmean(humans),
        "best unguided fill": fmean(alone),
        "best guided fill": fmean(together),
        "guided better than unguided": fmean(g < u for u, g in zip(alone, together, strict=True)),
        "guided better than human": fmean(g < h for h, g in zip(humans, together, strict=True)),
    }
