"""A figure among those of human tunes: a small histogram with a mark."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

BINS, WIDTH, HEIGHT = 24, 240, 56  # columns; units of the drawing


@dataclass(frozen=True, slots=True)
class Scale:
    """One measure of a tune, and what human tunes have of it."""

    name: str  # "Longest run"
    value: float
    told: str  # "14 notes"
    rank: str  # "more than 37 of 100 human tunes of its length"
    people: Sequence[float]
    top: float | None = None  # of the scale; None for the largest value there is
    ends: tuple[str, str] = ("0", "1")  # what is written below it


def scale(given: Scale) -> str:
    """An HTML figure. The drawing is as wide as its place, and described in words for those who hear it."""
    top = given.top or max([*given.people, given.value, 1e-9])
    counts = histogram(given.people, top)
    most = max([*counts, 1])
    step = WIDTH / BINS
    columns = "".join(
        f'<rect x="{place * step + 0.5:.1f}" y="{HEIGHT - count / most * (HEIGHT - 8):.1f}" '
        f'width="{step - 1:.1f}" height="{count / most * (HEIGHT - 8):.1f}"/>'
        for place, count in enumerate(counts)
        if count
    )
    mark = min(1.0, given.value / top) * (WIDTH - 2) + 1
    words = f"{given.name}: {given.told}, {given.rank}"
    drawing = (
        f'<svg viewBox="0 -6 {WIDTH} {HEIGHT + 8}" role="img" aria-label="{escape(words)}">'
        f'<g class="people">{columns}</g><path class="floor" d="M0 {HEIGHT + 0.5}h{WIDTH}"/>'
        f'<path class="mark" d="M{mark:.1f} {HEIGHT}V2"/>'
        f'<circle class="mark" cx="{mark:.1f}" cy="-1" r="4"/></svg>'
    )
    low, high = given.ends
    head = f'<span class="name">{escape(given.name)}</span> <strong>{escape(given.told)}</strong>'
    ends = f"<span>{escape(low)}</span><span>{escape(high)}</span>"
    return (
        f'<figure class="scale"><figcaption>{head}</figcaption>{drawing}<div class="ends">{ends}</div>'
        f'<p class="rank">{escape(given.rank)}</p></figure>'
    )


def histogram(values: Sequence[float], top: float) -> list[int]:
    """How many of the values, from 0 to ``top``, lie in each of the ``BINS``; the last has ``top`` too."""
    counts = [0] * BINS
    for value in values:
        if math.isfinite(value):
            counts[min(BINS - 1, max(0, int(value / top * BINS)))] += 1
    return counts
