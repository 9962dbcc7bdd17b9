"""How much human tunes have in common with the rest of their corpus.

That alone gives the figures of a take a meaning: traditional tunes share phrases. A sample of tunes is
compared with all pieces but themselves and their near-duplicates. A short tune is more easily like another
one than a long one, so the sample is also cut to its first ``CUTS`` notes, and a take is ranked among its
peers, the tunes and beginnings of about its own number of notes.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load, save

from tunesmith.errors import TunesmithError
from tunesmith.evaluation.novelty.comparison import Comparison, compare
from tunesmith.evaluation.novelty.index import Index
from tunesmith.evaluation.novelty.melody import first_notes, read_melody
from tunesmith.files import write_atomic

MEASURES = ("copied", "nearest", "longest", "bars")
SAMPLE, SEED = 200, 1  # tunes
CUTS = (24, 48)  # notes
FEWEST = 16  # notes of a tune that is sampled
PEERS = 100
LONG = 0.9  # a run is long when it is longer than the longest of so many human tunes

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class HumanScale:
    """R human tunes and beginnings of tunes, measured as takes are."""

    notes: NDArray[np.int64]  # (R,)
    whole: NDArray[np.bool_]  # (R,) whether it is a whole tune
    values: dict[str, Floats]  # for each of ``MEASURES`` (R,)
    long_run: int  # notes; see ``LONG``

    def percentile(self, measure: str, value: float, notes: int) -> float | None:
        """The share of the peers of a take of so many notes that have less of a measure; None without any."""
        if not len(self.notes):
            return None
        distance = np.abs(np.log(self.notes / max(1, notes)))
        peers = np.argsort(distance, kind="stable")[:PEERS]
        return float((self.values[measure][peers] < value).mean())

    def distribution(self, measure: str) -> Floats:
        """Of the whole tunes alone, sorted."""
        return np.sort(self.values[measure][self.whole])

    def figures(self, found: Comparison) -> dict[str, float]:
        """All ``MEASURES`` of a take."""
        return _figures(found, self.long_run)


def measure_humans(
    index: Index,
    sample: int = SAMPLE,
    seed: int = SEED,
    progress: Callable[[int, int], None] = lambda done, tunes: None,
) -> HumanScale:
    """Measure a sample of the corpus; ``progress`` is told how many tunes are done, and of how many."""
    sizes = np.diff(index.starts)
    chosen = np.flatnonzero(sizes >= FEWEST).tolist()
    chosen = sorted(random.Random(seed).sample(chosen, min(sample, len(chosen))))
    found: list[Comparison] = []
    whole: list[bool] = []
    for done, number in enumerate(chosen, 1):
        melody, excluded = read_melody(index.piece(number)), index.excluding([index.ids[number]])
        if not excluded.all():
            cuts = [first_notes(melody, cut) for cut in CUTS if cut < len(melody)]
            found += [compare(index, some, excluded) for some in (melody, *cuts)]
            whole += [True, *(False for _ in cuts)]
        progress(done, len(chosen))
    full = [one for one, entire in zip(found, whole, strict=True) if entire]
    long_run = 1 + int(np.quantile([_longest(one) for one in full] or [0], LONG, method="higher"))
    rows = [_figures(one, long_run) for one in found]
    return HumanScale(
        notes=np.array([len(one.melody) for one in found], np.int64),
        whole=np.array(whole, np.bool_),
        values={measure: np.array([row[measure] for row in rows], np.float64) for measure in MEASURES},
        long_run=long_run,
    )


def save_humans(scale: HumanScale, path: Path) -> None:
    """Write it to one safetensors file. Raises TunesmithError when that cannot be."""
    arrays = {"notes": scale.notes, "whole": scale.whole, "long_run": np.array([scale.long_run])}
    write_atomic(path, save({**arrays, **scale.values}))


def load_humans(path: Path) -> HumanScale:
    """Read what ``save_humans`` wrote. Raises TunesmithError where it is missing or damaged."""
    try:
        arrays = load(path.read_bytes())
        values = {measure: arrays[measure] for measure in MEASURES}
        return HumanScale(arrays["notes"], arrays["whole"], values, int(arrays["long_run"][0]))
    except (OSError, SafetensorError, KeyError) as error:
        raise TunesmithError(f"{path} cannot be read as figures of human tunes: remove it") from error


def _figures(found: Comparison, long_run: int) -> dict[str, float]:
    return {
        "copied": found.copied(long_run),
        "nearest": found.score,
        "longest": float(_longest(found)),
        "bars": found.bar_share,
    }


def _longest(found: Comparison) -> int:
    return found.longest.notes if found.longest else 0
