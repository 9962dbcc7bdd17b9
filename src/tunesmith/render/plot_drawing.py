"""How each kind of plot is drawn."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import numpy as np

from tunesmith.render.plot_sheet import (
    INKS,
    LINE,
    Sheet,
    cleaned,
    known,
    numbers,
    plain,
    shortened,
    span,
    style,
    text_width,
    ticks,
)
from tunesmith.render.plots import DASHES, Bars, Curves, Dots, Plot, Series, Spread, Steps, tones_of

SHAPES = ("o", "s", "D", "^")
_BINS = 24
_LANE = 11.0  # pixels from dot to dot within a row
_FAINT = 0.16  # opacity of bands
_OUTLINED = (("paper", 2.6), ("ink", 1.2))  # an error bar is to be seen on any bar
_SHORT = 40.0  # pixels of a label below a bar
_LONGEST = 90.0  # pixels of a name that hangs down
_BESIDE = 60  # about what is beside the columns of a histogram
_EDGE = 20  # pixels beside a scale: half of its last number
_FOOT, _FOOT_NAMED = 26, 40  # pixels below it


def draw(plot: Plot, width: int) -> str:
    """The SVG of any plot; see ``plot_svg``."""
    with style():
        sheet = _empty(width) if _has_nothing(plot) else _draw(plot, width)
        return sheet.svg(plot.alt or plot.title)


def _draw(plot: Plot, width: int) -> Sheet:
    if isinstance(plot, Curves):
        return _curves(plot, width)
    if isinstance(plot, Steps):
        return _steps(plot, width)
    if isinstance(plot, Spread):
        return _spread(plot, width)
    if isinstance(plot, Dots):
        return _dots(plot, width)
    return _standing(plot, width) if _can_stand(plot, width) else _lying(plot, width)


def _can_stand(plot: Bars, width: int) -> bool:
    """Whether the labels are short and have room side by side."""
    widest = max(map(text_width, plot.categories), default=0) + 6
    return widest <= _SHORT and widest * len(plot.categories) <= width - 60


def _has_nothing(plot: Plot) -> bool:
    if isinstance(plot, Curves):
        return not any(
            math.isfinite(x) and known([y])
            for line in plot.lines
            for x, y in zip(line.xs, line.ys, strict=True)
        )
    if isinstance(plot, Spread):
        return not any(known(group.values) for group in plot.groups)
    return not any(known(one.values) for one in plot.series)


def _empty(width: int) -> Sheet:
    sheet = Sheet(width, 90, 0, 0, 0, 0)
    sheet.axes.set_axis_off()
    sheet.write(width / 2, 50, "nothing to show", align="center")
    return sheet


# Upright plots: numbers on the left, their name above.


def _upright(
    width: int,
    ends: tuple[float, float],
    shares: bool,
    y_label: str,
    x_label: str,
    square: bool = False,
    hanging: float = 0,
) -> Sheet:
    """Paper with a scale on the left; names below it that hang down take so many pixels."""
    tall = min(300.0, max(150.0, width * (0.72 if square else 0.56)))
    places = ticks(ends, 4 if tall < 190 else 5)
    texts = numbers(places, shares)
    left = max(map(text_width, texts), default=0) + 8
    top, bottom = (LINE + 8 if y_label else 8), (_FOOT_NAMED if x_label else _FOOT)
    more = max(0.0, hanging - LINE)
    sheet = Sheet(width, tall + top + bottom + more - 2 * LINE, left, _EDGE, top, bottom + more)
    axes = sheet.axes
    axes.set_ylim(*ends)
    axes.set_yticks(places, texts)
    axes.grid(axis="y")
    if y_label:
        sheet.write(0, 12, y_label)
    sheet.label_x(x_label)
    return sheet


def _curves(plot: Curves, width: int) -> Sheet:
    xs = [x for line in plot.lines for x in known(line.xs) if x > 0 or not plot.log_x]
    ys = [y for line in plot.lines for y in known([*line.ys, *line.low, *line.high])]
    across = plot.x_limits or (min(xs, default=1.0), max(xs, default=2.0))
    square = bool(plot.diagonal) and width < 700
    sheet = _upright(width, span(ys, plot.y_limits, False), plot.y_shares, plot.y_label, plot.x_label, square)
    axes = sheet.axes
    if plot.log_x:
        axes.set_xscale("log")
        axes.minorticks_off()
    places = [place for place, _ in plot.x_ticks] or ticks(across, min(8, max(3, width // 60)), plot.log_x)
    names = [plain(name) for _, name in plot.x_ticks] or numbers(places, plot.x_shares)
    axes.set_xticks(places, names)
    axes.set_xlim(*(across if across[0] < across[1] else (across[0] * 0.9 - 1e-3, across[0] * 1.1 + 1e-3)))
    if plot.diagonal:
        axes.axline((0, 0), slope=1, color=INKS["soft"], linewidth=1, dashes=(3, 3))
    for number, (line, tone) in enumerate(zip(plot.lines, tones_of(plot.lines), strict=True)):
        size, ink = len(line.xs), INKS[tone]
        if len(line.low) and len(line.high):
            low, high = cleaned(line.low, size), cleaned(line.high, size)
            axes.fill_between(line.xs, low, high, color=ink, alpha=_FAINT, linewidth=0)
        axes.plot(
            line.xs,
            cleaned(line.ys, size),
            color=ink,
            linewidth=2,
            linestyle=_dashed(number),
            marker=SHAPES[number % len(SHAPES)] if size <= 16 else None,
            markersize=4.5,
            clip_on=False,
        )
    return sheet


def _dashed(number: int) -> str | tuple[float, tuple[float, ...]]:
    dashes = DASHES[number % len(DASHES)]
    return (0, dashes) if dashes else "-"


def _standing(plot: Bars, width: int) -> Sheet:
    values = [value for one in plot.series for value in known([*one.values, *one.low, *one.high])]
    sheet = _upright(width, span(values, plot.limits, True), plot.shares, plot.label, "")
    axes, count, size = sheet.axes, len(plot.series), len(plot.categories)
    thick, inks = 0.76 / count, _inks(plot)
    for number, one in enumerate(plot.series):
        middles = np.arange(size) + (number - (count - 1) / 2) * thick
        heights = cleaned(one.values, size)
        axes.bar(middles, heights, thick * 0.88, color=inks[number])
        if len(one.low) and len(one.high):
            low, high = cleaned(one.low, size), cleaned(one.high, size)
            for ink, wide in _OUTLINED:
                axes.vlines(middles, low, high, color=INKS[ink], linewidth=wide)
    axes.set_xticks(range(size), list(map(plain, plot.categories)))
    axes.set_xlim(-0.5, size - 0.5)
    axes.axhline(0, color=INKS["soft"], linewidth=1)
    axes.spines["bottom"].set_visible(False)
    return sheet


def _steps(plot: Steps, width: int) -> Sheet:
    size = len(plot.categories)
    values = [value for one in plot.series for value in known(one.values)]
    step = (width - _BESIDE) / size
    stride = _stride(plot.categories, step)
    names = [shortened(name, _LONGEST) for name in plot.categories]
    hang = stride > 1 and not _are_numbers(names)  # no name is left out if there is a way
    if hang:
        stride = math.ceil(LINE / step)
    hanging = max(map(text_width, names)) if hang else 0
    sheet = _upright(width, span(values, None, True), plot.shares, "", plot.label, hanging=hanging)
    axes, edges = sheet.axes, np.arange(size + 1) - 0.5
    ground, *outlines = plot.series
    axes.stairs(
        np.nan_to_num(cleaned(ground.values, size)), edges, fill=True, color=INKS["band"], linewidth=0
    )
    for number, (one, tone) in enumerate(zip(outlines, tones_of(outlines), strict=True)):
        axes.stairs(
            np.nan_to_num(cleaned(one.values, size)),
            edges,
            color=INKS[tone],
            linewidth=1.9,
            linestyle=_dashed(number),
        )
    shown = range(0, size, stride)
    axes.set_xticks(list(shown), [plain(names[place]) for place in shown], rotation=90 if hang else 0)
    axes.set_xlim(-0.5, size - 0.5)
    return sheet


def _are_numbers(names: Sequence[str]) -> bool:
    return all(name.lstrip("-\N{MINUS SIGN}").replace(".", "").isdecimal() for name in names)


def _stride(names: Sequence[str], step: float) -> int:
    """Every how many names there is room for one, if each has ``step`` pixels. Numbers may stand apart."""
    room = 8 if _are_numbers(names) else 2
    for stride in range(1, len(names)):
        widths = [text_width(name) for name in names[::stride]]
        if all((left + right) / 2 + room <= stride * step for left, right in pairwise(widths)):
            return stride
    return max(1, len(names))


# Plots in rows: names on the left where they have room, else above; the scale below.


@dataclass(frozen=True, slots=True)
class _Rows:
    """Paper with N rows; lengths are in pixels from the top of the axes, downwards."""

    sheet: Sheet
    tops: Sequence[float]  # (N,) where the drawing of a row begins


def _rows(
    names: Sequence[str],
    tall: float,
    width: int,
    ends: tuple[float, float],
    plot: Bars | Spread | Dots,
    gap: float = 11,
    above: bool = False,
    mark: tuple[float, str] | None = None,
) -> _Rows:
    """Paper for rows that are ``tall`` pixels high."""
    longest = max(map(text_width, names), default=0)
    above = above or longest > width * 0.36
    head = LINE + 3.0 if above and names else 0.0
    left = _EDGE if above else longest + 12
    places = ticks(ends, min(8, max(2, int((width - left) // 50))))
    top = LINE + 6.0 if mark and mark[1] else 4.0
    foot = float(_FOOT_NAMED if plot.label else _FOOT)
    high = len(names) * (head + tall + gap)
    sheet = Sheet(width, high + top + foot, left, _EDGE, top, foot)
    axes = sheet.axes
    axes.set_ylim(high, 0)
    axes.set_xlim(*ends)
    axes.set_xticks(places, numbers(places, plot.shares))
    axes.set_yticks([])
    axes.grid(axis="x")
    axes.spines["bottom"].set_visible(False)
    tops = [gap / 2 + head + row * (head + tall + gap) for row in range(len(names))]
    for name, start in zip(names, tops, strict=True):
        if above:
            sheet.write(left + 3, top + start - 6, name, "ink")
        else:
            sheet.write(left - 10, top + start + tall / 2 + 4, name, "ink", align="right")
    sheet.label_x(plot.label)
    if mark:
        axes.axvline(mark[0], color=INKS["soft"], linewidth=1.2, dashes=(3, 3))
        share = (mark[0] - ends[0]) / (ends[1] - ends[0])
        sheet.write(
            left + share * sheet.inside,
            12,
            mark[1],
            align="left" if share < 0.25 else "right" if share > 0.75 else "center",
        )
    return _Rows(sheet, tops)


def _values(plot: Bars | Dots) -> list[float]:
    return [value for one in plot.series for value in known([*one.values, *one.low, *one.high])]


def _lying(plot: Bars, width: int) -> Sheet:
    ends = span(_values(plot), plot.limits, True)
    count, size = len(plot.series), len(plot.categories)
    thick = 13.0 if count == 1 else 9.0
    paper = _rows(plot.categories, count * thick, width, ends, plot)
    axes = paper.sheet.axes
    for number, (one, inks) in enumerate(zip(plot.series, _inks(plot), strict=True)):
        middles = [top + (number + 0.5) * thick for top in paper.tops]
        axes.barh(middles, cleaned(one.values, size), thick - 1.5, color=inks)
        for ink, wide in _OUTLINED:
            _errors(paper.sheet, one, middles, [INKS[ink]] * size, wide)
    axes.axvline(0, color=INKS["soft"], linewidth=1)
    return paper.sheet


def _dots(plot: Dots, width: int) -> Sheet:
    marked = [plot.mark[0]] if plot.mark else []
    ends = span([*_values(plot), *marked], plot.limits, False)
    size, lanes = len(plot.rows), sum(one.mark == "dot" for one in plot.series)
    tall = max(14.0, lanes * _LANE)
    lane = tall / 2 - (lanes - 1) / 2 * _LANE  # of the first series
    mark = (plot.mark[0], plot.mark[1] if len(plot.series) < 2 else "") if plot.mark else None
    paper = _rows(plot.rows, tall, width, ends, plot, gap=9, mark=mark)
    axes, tops = paper.sheet.axes, np.array(paper.tops)
    for number, (one, inks) in enumerate(zip(plot.series, _inks(plot), strict=True)):
        values = cleaned(one.values, size)
        if one.mark == "tick":
            axes.vlines(values, tops, tops + tall, color=inks, linewidth=2.4)
            continue
        middles, lane = tops + lane, lane + _LANE
        _errors(paper.sheet, one, middles.tolist(), inks, 2.2)
        for value, middle, ink in zip(values, middles, inks, strict=True):
            _dot(paper.sheet, value, middle, ink, SHAPES[number % len(SHAPES)])
    return paper.sheet


def _dot(sheet: Sheet, x: float, y: float, ink: str, shape: str = "o") -> None:
    sheet.axes.plot(
        [x],
        [y],
        shape,
        color=ink,
        markersize=7,
        markeredgecolor=INKS["paper"],
        markeredgewidth=1,
        clip_on=False,
    )


def _inks(plot: Bars | Dots) -> list[list[str]]:
    """The colour of each value of each series."""
    names = plot.categories if isinstance(plot, Bars) else plot.rows
    if len(plot.series) == 1 and len(plot.tones) == len(names):
        return [[INKS[tone] for tone in plot.tones]]
    return [[INKS[tone]] * len(names) for tone in tones_of(plot.series)]


def _errors(sheet: Sheet, one: Series, middles: Sequence[float], inks: Sequence[str], wide: float) -> None:
    if len(one.low) and len(one.high):
        low, high = (cleaned(ends, len(middles)) for ends in (one.low, one.high))
        sheet.axes.hlines(middles, low, high, color=inks, linewidth=wide)


def _spread(plot: Spread, width: int) -> Sheet:
    values = [known(group.values) for group in plot.groups]
    everything = [value for own in values for value in own] + ([plot.mark[0]] if plot.mark else [])
    ends = span(everything, plot.limits, min(everything) >= 0)
    tall = 46.0
    names = [f"{group.name} ({len(own)})" for group, own in zip(plot.groups, values, strict=True)]
    paper = _rows(names, tall, width, ends, plot, gap=12, above=width < 700, mark=plot.mark)
    for tone, own, top in zip(tones_of(plot.groups), values, paper.tops, strict=True):
        if own:
            _distribution(paper.sheet, own, ends, top, tall, INKS[tone])
    return paper.sheet


def _distribution(
    sheet: Sheet, values: Sequence[float], ends: tuple[float, float], top: float, tall: float, ink: str
) -> None:
    """A histogram that stands on a line; below it the quartiles, and the median as a dot."""
    floor, axes = top + tall - 10, sheet.axes
    counts, edges = np.histogram(np.clip(values, *ends), _BINS, ends)
    heights = counts / counts.max() * (tall - 12)
    stairs = partial(axes.stairs, floor - heights, edges, baseline=floor, color=ink)
    stairs(fill=True, alpha=0.3, linewidth=0)
    stairs(linewidth=1.3)
    low, middle, high = np.quantile(values, (0.25, 0.5, 0.75))
    axes.hlines([floor + 6], [low], [high], color=ink, linewidth=3)
    _dot(sheet, float(middle), floor + 6, ink)
