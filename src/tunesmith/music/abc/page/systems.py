"""Where the lines of a page break."""

import math

from tunesmith.music.abc.page.event import Event
from tunesmith.music.abc.page.measures import Measure

# Loads are in widths of an eighth note as it is spaced on the page.
_THINNEST, _THICKEST, _FULLEST = 24.0, 38.0, 46.0  # of a line as it should be, and at most
_BAR_LINE, _ACCIDENTAL, _GRACE, _LETTER = 0.7, 0.35, 0.6, 0.45
_OVERFULL = 20.0  # cost of a line twice too full
_BREAK, _MID_MEASURE = 0.2, 0.6  # costs of a break that nothing speaks for, and of one within a measure
_SOURCE_LINE, _FOUR_MEASURES = 0.1, 0.1  # what speaks for a break
_MOST_MEASURES = 16  # in a line


def system_starts(found: list[Measure]) -> set[int]:
    """The indices of the measures that begin a new line, chosen together so that all lines are well filled.

    A line best ends where the source ends one, or at a double bar or repeat sign, and is neither much
    fuller nor much emptier than the others (least total cost, by dynamic programming).
    """
    loads = [_load(measure) for measure in found]
    counts = _counts(found)
    ideal = _ideal(found, loads)
    best = [0.0] + [float("inf")] * len(found)  # cost of the lines that hold the first n measures
    previous = [0] * (len(found) + 1)
    for end in range(1, len(found) + 1):
        at_end = 0.0 if end == len(found) else _break_cost(found[end - 1], found[end], counts[end - 1])
        load = 0.0
        for start in range(end - 1, max(-1, end - 1 - _MOST_MEASURES), -1):
            load += loads[start]
            cost = best[start] + _line_cost(load, ideal) + at_end
            if cost < best[end]:
                best[end], previous[end] = cost, start
    starts, end = set(), len(found)
    while previous[end]:
        end = previous[end]
        starts.add(end)
    return starts


def _ideal(found: list[Measure], loads: list[float]) -> float:
    """Four average measures, where they make a good line."""
    whole = [load for measure, load in zip(found, loads, strict=True) if not measure.implicit] or loads
    return min(max(4 * sum(whole) / len(whole), _THINNEST), _THICKEST)


def _line_cost(load: float, ideal: float) -> float:
    overfull = max(0.0, load / _FULLEST - 1)
    return (load / ideal - 1) ** 2 + _OVERFULL * overfull


def _counts(found: list[Measure]) -> list[int]:
    """How many whole measures stand from the last double bar or repeat sign to each measure."""
    counts, count = [], 0
    for measure in found:
        count += not measure.implicit
        counts.append(count)
        if _structural(measure):
            count = 0
    return counts


def _structural(measure: Measure) -> bool:
    return bool(measure.right.closes or measure.right.opens) or measure.right.style in ("||", "|]")


def _break_cost(before: Measure, after: Measure, count: int) -> float:
    if before.right.style in ("", "[|]") or (after.implicit and not _structural(before)):
        return _MID_MEASURE
    between_endings = after.ending_starts and after.ending[:1] != (1,)
    if between_endings or (after.ending and not after.ending_starts):
        return _BREAK
    if _structural(before):
        return 0.0
    return _BREAK - _SOURCE_LINE * before.line_ends - _FOUR_MEASURES * (count % 4 == 0)


def _load(measure: Measure) -> float:
    return _BAR_LINE + sum(_width(event) for event in measure.events) + (2.0 if measure.new_key else 0.0)


def _width(event: Event) -> float:
    if not event.values:
        return 4.0
    spaced = sum(max(0.7, math.pow(value.duration * 2, 0.6)) for value in event.values)
    accidentals = _ACCIDENTAL * any(shown is not None for shown in event.accidentals)
    return max(spaced + accidentals + _GRACE * len(event.graces), _LETTER * len(event.element.symbol or ""))
