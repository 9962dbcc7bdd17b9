"""What the judge is told of a line: numbers that a musician understands, by their names."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from tunesmith.evaluation.novelty.melody import UNPITCHED
from tunesmith.evaluation.style.line import Line
from tunesmith.evaluation.style.measures import LAGS, bar_likeness

THIRDS = {"3": (3, 4), "6": (8, 9), "7": (10, 11)}  # minor and major degrees together


def numbers(line: Line) -> Mapping[str, float]:
    """Name -> value. What means nothing for a line is left out."""
    own = _pitched(line) if line.pitched else _struck(line)
    return {**own, **_lengths(line), **_bars(line)}


def _pitched(line: Line) -> dict[str, float]:
    heights, steps = line.heights, line.steps
    sizes, moves = np.abs(steps), np.sign(steps[steps != 0])
    found = {
        "range in semitones": float(heights.max() - heights.min()),
        "lowest note": float(heights.min()),
        "highest note": float(heights.max()),
        "different pitches": float(len(np.unique(heights))),
        "variety of intervals": entropy(steps),
        "notes repeated at once": _share(sizes == 0),
        "steps": _share((sizes == 1) | (sizes == 2)),
        "thirds": _share((sizes == 3) | (sizes == 4)),
        "leaps of a fourth to a seventh": _share((sizes >= 5) & (sizes < 12)),
        "leaps of an octave and more": _share(sizes >= 12),
        "moves upwards": _share(moves > 0),
        "changes of direction": _share(moves[1:] != moves[:-1]),
        "three moves one way": _share(np.abs(moves[2:] + moves[1:-1] + moves[:-2]) == 3),
    }
    if line.tonic is not None:
        degrees = (heights - line.tonic) % 12
        plain = {"1": (0,), "2": (2,), "4": (5,), "5": (7,), **THIRDS}
        found |= {f"notes on degree {name}": _share(np.isin(degrees, some)) for name, some in plain.items()}
        found["variety of degrees"] = entropy(degrees)
        found["begins on degree 1 or 5"] = float(degrees[0] in (0, 7))
        found["ends on degree 1"] = float(degrees[-1] == 0)
    return found


def _struck(line: Line) -> dict[str, float]:
    from tunesmith.music.tabla.bols import BOLS

    heights = line.heights
    pairs = heights[:-1] * (2 * int(heights.max())) + heights[1:]
    rings = [place for place, bol in enumerate(BOLS) if bol.resonant]
    both = [place for place, bol in enumerate(BOLS) if bol.hands == "both"]
    return {
        "different bols": float(len(np.unique(heights))),
        "variety of bols": entropy(heights),
        "variety of pairs of bols": entropy(pairs),
        "bols whose bass rings": _share(np.isin(heights - UNPITCHED, rings)),
        "bols of both hands": _share(np.isin(heights - UNPITCHED, both)),
        "bols repeated at once": _share(np.diff(heights) == 0),
    }


def _lengths(line: Line) -> dict[str, float]:
    beats = line.beats
    _, counts = np.unique(line.lengths, return_counts=True)
    return {
        "mean note length": float(beats.mean()),
        "longest note": float(beats.max()),
        "shortest note": float(beats.min()),
        "different note lengths": float(len(counts)),
        "notes of the commonest length": float(counts.max() / counts.sum()),
        "variety of note lengths": entropy(line.lengths),
        "last note's length": float(beats[-1]),
    }


def _bars(line: Line) -> dict[str, float]:
    bars = [bar for bar in line.filled() if bar[0]]
    found = {
        "bars": float(line.bars),
        "notes a bar": len(line.heights) / len(bars),
        "different bars": len(set(bars)) / len(bars),
        "different bar rhythms": len({lengths for _, lengths in bars}) / len(bars),
        "longest passage that comes again": float(_again(bars)),
    }
    for lag in LAGS:
        likeness = list(bar_likeness(line, lag))
        if likeness:
            same = np.array([one == "the same" for one in likeness])
            alike = np.array([one != "other" for one in likeness])
            found[f"bars that repeat the one {lag} before"] = _share(same)
            found[f"bars with the rhythm of the one {lag} before"] = _share(alike)
    return found


def entropy(values: NDArray[np.int64]) -> float:
    """Bits of the histogram of values."""
    _, counts = np.unique(values, return_counts=True)
    shares = counts / counts.sum()
    return float(-(shares * np.log2(shares)).sum())


def _again(bars: Sequence[object]) -> int:
    """Bars in the longest passage that stands in two places, which may overlap."""
    longest = 0
    row = [0] * (len(bars) + 1)
    for place, bar in enumerate(bars):
        fresh = [0] * (len(bars) + 1)
        for other in range(place):
            if bars[other] == bar:
                fresh[other + 1] = row[other] + 1
        row = fresh
        longest = max(longest, *row)
    return longest


def _share(answers: NDArray[np.bool_]) -> float:
    return float(answers.mean()) if len(answers) else 0.0
