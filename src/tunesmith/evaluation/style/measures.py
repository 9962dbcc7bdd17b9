"""What is counted of a line: for each measure of style a histogram.

A measure that means nothing for a line, such as an interval between bols, has no entry.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from itertools import pairwise

from tunesmith.evaluation.novelty.melody import TICKS, UNPITCHED
from tunesmith.evaluation.style.line import Line

WIDEST = 13  # semitones: wider intervals count as this
LAGS = (1, 2, 4, 8)  # bars back
SHOWN = 12  # notes of a bar that its rhythm is named by
DEGREES = ("1", "b2", "2", "b3", "3", "4", "#4", "5", "b6", "6", "b7", "7")
CLASSES = ("C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")

Counts = Mapping[str, Mapping[str, int]]  # measure -> category -> how often


def count(line: Line) -> Counts:
    """All measures that apply."""
    found = {name: Counter(measure(line)) for name, measure in _MEASURES.items()}
    return {name: counts for name, counts in found.items() if counts}


def bar_likeness(line: Line, lag: int) -> Iterable[str]:
    """For each bar with notes, the bar so many before it: "the same", "same rhythm" or "other"."""
    bars = line.filled()
    for before, bar in zip(bars, bars[lag:], strict=False):
        if bar[0]:
            same = "same rhythm" if before[1] == bar[1] else "other"
            yield "the same" if before == bar else same


def rank(measure: str, category: str) -> float:
    """Where on the scale of a measure (one of ``SCALES``) a category stands."""
    if measure == "pitch class":
        return (DEGREES if category in DEGREES else CLASSES).index(category)
    return float(Fraction(category))


def beats(ticks: int) -> str:
    """ "1/3" of a beat."""
    return str(Fraction(ticks, TICKS))


def _pitch_class(line: Line) -> Iterable[str]:
    """From the tonic of the key, where one is stated."""
    if not line.pitched:
        return ()
    names = CLASSES if line.tonic is None else DEGREES
    return (names[(height - (line.tonic or 0)) % 12] for height in line.heights.tolist())


def _interval(line: Line) -> Iterable[str]:
    steps = line.steps.clip(-WIDEST, WIDEST).tolist() if line.pitched else ()
    return (f"{step:+d}" if step else "0" for step in steps)


def _contour(line: Line) -> Iterable[str]:
    """Three moves in a row: up, down or level."""
    if not line.pitched:
        return ()
    moves = "".join("↓–↑"[step + 1] for step in line.steps.clip(-1, 1).tolist())
    return (moves[place : place + 3] for place in range(len(moves) - 2))


def _range(line: Line) -> Iterable[str]:
    """Semitones from the lowest note to the highest."""
    return [str(int(line.heights.max() - line.heights.min()))] if line.pitched else ()


def _cadence(line: Line) -> Iterable[str]:
    """The last two notes, as degrees of the key."""
    if not line.pitched or line.tonic is None:
        return ()
    before, last = (DEGREES[(height - line.tonic) % 12] for height in line.heights[-2:].tolist())
    return [f"{before} → {last}"]


def _bol(line: Line) -> Iterable[str]:
    return [] if line.pitched else [_name(height) for height in line.heights.tolist()]


def _bols(line: Line) -> Iterable[str]:
    names = list(_bol(line))
    return (" ".join(pair) for pair in pairwise(names))


def _length(line: Line) -> Iterable[str]:
    """Of notes, in beats."""
    return map(beats, line.lengths.tolist())


def _rhythm(line: Line) -> Iterable[str]:
    """Of bars: the lengths of the notes that begin in each."""
    for _, lengths in line.filled():
        if lengths:
            more = " ..." if len(lengths) > SHOWN else ""
            yield " ".join(map(beats, lengths[:SHOWN])) + more


def _repetition(line: Line) -> Iterable[str]:
    """The diagonals of the matrix of bars against bars."""
    return (f"{lag} back: {likeness}" for lag in LAGS for likeness in bar_likeness(line, lag))


def _name(height: int) -> str:
    """Of a bol; a number for what is struck of drums."""
    from tunesmith.music.tabla.bols import BOLS

    place = height - UNPITCHED
    return BOLS[place].name if place < len(BOLS) else f"drums {place}"


_MEASURES: dict[str, Callable[[Line], Iterable[str]]] = {
    "pitch class": _pitch_class,
    "interval": _interval,
    "contour": _contour,
    "range": _range,
    "cadence": _cadence,
    "bol": _bol,
    "pair of bols": _bols,
    "note length": _length,
    "bar rhythm": _rhythm,
    "self-repetition": _repetition,
}
MEASURES = tuple(_MEASURES)
SCALES = ("pitch class", "interval", "range", "note length")  # whose categories have an order of their own
