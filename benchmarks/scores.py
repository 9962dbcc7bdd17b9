"""Scores in number: how fast files are read and words made of them, and what memory a large folder takes."""

import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from symusic.core import NoteTick, ScoreTick, TempoTick, TimeSignatureTick, TrackTick

from benchmarks.bench import Bench
from tunesmith.codecs.registry import CODECS, find_codec, learn_codec
from tunesmith.corpora.load import load_corpus
from tunesmith.corpora.score_texts import score_texts
from tunesmith.render.midi import write_midi

CHORALES, FILES, NOTES = 60, 1000, 100
LARGE = (10_000, 100_000)  # files; half of them take as long as the whole again


def measure(bench: Bench) -> dict[str, Any]:
    figures: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        small = written(Path(folder) / "small", FILES)
        seconds = _seconds(lambda: list(score_texts(sorted(small.rglob("*.mid")))))
        figures[f"MIDI files of {NOTES} notes read a second, one core"] = FILES / seconds
        figures |= _codecs()
        for files in LARGE:
            where = str(written(Path(folder) / str(files), files))
            name = f"{files:,} files of {NOTES} notes: "
            learn = ("train", where, "-o", f"{where}-run", "--codec", "performance", "--preset", "quick")
            for label, words in (
                ("shown", ("corpora", "show", where)),
                ("learned", (*learn, "--epochs", "0.01")),
            ):
                figures[f"{name}{label}, peak MiB"], figures[f"{name}{label}, seconds"] = _process(words)
    return figures


def _codecs() -> dict[str, float]:
    """Words a second, to words and back, of chorales."""
    pieces = load_corpus("chorales").pieces[:CHORALES]
    found = dict[str, float]()
    for name in CODECS:
        if name.startswith("abc"):
            continue
        codec = learn_codec({"name": find_codec(name, "midi")}, "midi", pieces, {})
        words = [codec.encode(piece) for piece in pieces]
        count = sum(map(len, words))
        found[f"{name}: words a second, written"] = count / _seconds(
            lambda c=codec: list(map(c.encode, pieces))
        )
        found[f"{name}: words a second, read"] = count / _seconds(
            lambda c=codec, w=words: list(map(c.decode, w))
        )
    return found


def _seconds(job: Callable[[], object]) -> float:
    began = time.perf_counter()
    job()
    return time.perf_counter() - began


def _process(words: tuple[str, ...]) -> tuple[float, float]:
    """Peak MiB and seconds of a command."""
    began = time.perf_counter()
    program = [sys.executable, "-m", "tunesmith", *words]
    process = subprocess.Popen(program, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    assert status == 0, words
    return usage.ru_maxrss / 1024, time.perf_counter() - began


def written(folder: Path, files: int) -> Path:
    """A folder of so many different MIDI files, a thousand in each folder below."""
    chance = random.Random(1)
    for number in range(files):
        score, track, time, pitch = ScoreTick(480), TrackTick("", 0, False), 0, 60
        score.tempos.append(TempoTick(0, 120.0))
        score.time_signatures.append(TimeSignatureTick(0, 4, 4))
        for _ in range(NOTES):
            pitch = min(max(pitch + chance.choice((-4, -2, -1, 1, 2, 3)), 48), 84)
            duration = chance.choice((120, 240, 480))
            track.notes.append(NoteTick(time, duration, pitch, 80))
            time += duration
        score.tracks.append(track)
        place = folder / f"{number // 1000:03}" / f"{number:06}.mid"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(write_midi(score))
    return folder
