"""Where the lines of a page break."""

from tunesmith.music.midi.page.sheet import Measure, Sheet

# In widths of an eighth note as it is spaced on the page.
_FULL, _BAR_LINE, _ACCIDENTAL = 38.0, 0.7, 0.35
_MOST_MEASURES = 12  # in a line
_NOT_FOUR = 0.08  # what it costs to break elsewhere than after four measures, or eight


def system_starts(sheet: Sheet) -> set[int]:
    """The indices of the measures that begin a new line, so that lines are evenly filled (dynamic programming
    over the squares of what they lack)."""
    loads = [_load(measure) for measure in sheet.measures]
    shift = sheet.measures[0].number == 0
    best = [0.0] + [float("inf")] * len(loads)  # cost of the lines that hold the first n measures
    previous = [0] * (len(loads) + 1)
    for end in range(1, len(loads) + 1):
        load = 0.0
        for start in range(end - 1, max(-1, end - 2 - _MOST_MEASURES), -1):
            load += loads[start]
            fill = load / _FULL
            last = end == len(loads)
            cost = (1 - fill) ** 2 if fill > 1 or not last else 0.3 * (1 - fill) ** 2
            cost += 20 * max(0.0, fill - 1.15) + _NOT_FOUR * bool((end - shift) % 4 and not last)
            if best[start] + cost < best[end]:
                best[end], previous[end] = best[start] + cost, start
    starts, end = set(), len(loads)
    while previous[end]:
        end = previous[end]
        starts.add(end)
    return starts


def _load(measure: Measure) -> float:
    """The width of a measure: every moment at which something begins, on any staff, takes its room."""
    widths: dict[object, float] = {}
    for staff in measure.staves:
        for voice in staff:
            for event in voice:
                widths[event.onset] = min(widths.get(event.onset, 99.0), float(event.duration))
                if any(head.accidental is not None for head in event.heads):
                    widths[event.onset, "sign"] = 0.0
    spaced = sum(_ACCIDENTAL if isinstance(at, tuple) else max(0.7, (2 * width) ** 0.6)
                 for at, width in widths.items())  # fmt: skip
    return _BAR_LINE + max(3.0, spaced) + 2.0 * measure.new_key
