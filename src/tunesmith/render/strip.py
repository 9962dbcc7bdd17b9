"""Two melodies along each other, as two rolls with a line between notes that are the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import NamedTuple

ROW, GAP, EDGE = 64, 34, 18  # units of the drawing: a roll, between the two, above and below for numbers
NOTE = 9  # units that a note of middling length takes: several digits fit above a bar of four
UNPITCHED = 128  # heights from here on have no order: each kind of stroke has a line of its own


class Tone(NamedTuple):
    """A note."""

    onset: int  # ticks from the beginning of its own tune
    length: int
    height: int
    bar: int  # number in its score


@dataclass(frozen=True, slots=True)
class Strip:
    """A tune of N notes above and one of J below."""

    above: Sequence[Tone]
    below: Sequence[Tone]
    pairs: Sequence[tuple[int, int, bool]]  # note above, note below, whether of one pitch
    names: tuple[str, str]


def strip(given: Strip) -> str:
    """An HTML figure that scrolls sideways. The tune below is shown where it lies beside the one above."""
    if not given.pairs:
        return ""
    first, beside, _ = given.pairs[0]
    shift = given.above[first].onset - given.below[beside].onset
    end = max(tone.onset + tone.length for tone in given.above)
    lowest, highest = given.pairs[0][1], given.pairs[-1][1]
    shown = {
        number: tone._replace(onset=tone.onset + shift)
        for number, tone in enumerate(given.below)
        if lowest <= number <= highest or 0 <= tone.onset + shift < end
    }
    above = dict(enumerate(given.above))
    everything = [*above.values(), *shown.values()]
    left = min(tone.onset for tone in everything)
    right = max(tone.onset + tone.length for tone in everything)
    lengths = sorted(tone.length for tone in given.above)
    unit = NOTE / max(1, lengths[len(lengths) // 2])  # of the drawing for a tick
    width = round((right - left) * unit) + 2
    same = [(ours, theirs) for ours, theirs, alike in given.pairs if alike]
    lower = EDGE + ROW + GAP
    tops, bottoms = _heights(above), _heights(shown)
    lines = "".join(
        f"M{_x(above[ours], left, unit):.0f} {EDGE + tops[above[ours].height] + 4:.0f}"
        f"L{_x(shown[theirs], left, unit):.0f} {lower + bottoms[shown[theirs].height]:.0f}"
        for ours, theirs in same
    )
    rows = _row(above, {ours for ours, _ in same}, tops, EDGE, EDGE - 6, left, unit)
    rows += _row(shown, {theirs for _, theirs in same}, bottoms, lower, lower + ROW + 14, left, unit)
    alike = "1 note is" if len(same) == 1 else f"{len(same)} notes are"
    label = f"{given.names[0]} above, {given.names[1]} below: {alike} the same"
    return (
        f'<div class="wide strip" tabindex="0"><svg width="{width}" height="{lower + ROW + EDGE}" '
        f'viewBox="0 0 {width} {lower + ROW + EDGE}" role="img" aria-label="{escape(label)}">'
        f'<path class="same" d="{lines}"/>{rows}</svg></div>'
    )


def _x(tone: Tone, left: int, unit: float) -> float:
    return (tone.onset - left) * unit + 2


def _heights(tones: dict[int, Tone]) -> dict[int, float]:
    """How far below the top of its roll a note of each height is."""
    kinds = sorted({tone.height for tone in tones.values()})
    if any(kind >= UNPITCHED for kind in kinds):
        places = {kind: float(place) for place, kind in enumerate(kinds)}
    else:
        places = {kind: float(kind - kinds[0]) for kind in kinds}
    span = max(places.values(), default=0) or 1
    return {kind: (ROW - 4) * (1 - place / span) for kind, place in places.items()}


def _row(
    tones: dict[int, Tone],
    same: set[int],
    heights: dict[int, float],
    top: int,
    numbers: int,
    left: int,
    unit: float,
) -> str:
    """Notes, and the number of each bar where it begins, at the height ``numbers``."""
    parts, bar, last = list[str](), None, -100.0
    for number, tone in sorted(tones.items()):
        x = _x(tone, left, unit)
        kind = ' class="alike"' if number in same else ""
        parts.append(
            f'<rect{kind} x="{x:.1f}" y="{top + heights[tone.height]:.1f}" '
            f'width="{max(2.0, tone.length * unit - 1.5):.1f}" height="4" rx="1.5"/>'
        )
        if tone.bar != bar and x - last > 20:
            parts.append(f'<text x="{x:.0f}" y="{numbers}">{tone.bar}</text>')
            last = x
        bar = tone.bar
    return "".join(parts)
