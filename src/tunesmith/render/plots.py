"""Small plots: described by what they show, drawn as SVG in the colours of the page around them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle
from typing import Literal

Tone = Literal["1", "2", "3", "4", "ink", "soft"]
Sign = Literal["line", "box", "ground", "dot", "tick", "rule"]
Limits = tuple[float, float]
Values = Sequence[float | None]  # None, and what is not finite, is left out

TONES: tuple[Tone, ...] = ("1", "2", "3", "4")  # of the first series, the second ...
DASHES: tuple[tuple[float, ...], ...] = ((), (5, 2), (2, 1.5), (6, 2, 1.5, 2))  # likewise of lines


@dataclass(frozen=True, slots=True)
class Line:
    """N points of a curve; ``low`` and ``high``, empty or (N,), are the edges of a band around it."""

    name: str
    xs: Sequence[float]
    ys: Values
    low: Values = ()
    high: Values = ()
    tone: Tone | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """One value for each of N categories; ``low`` and ``high``, empty or (N,), are ends of error bars."""

    name: str
    values: Values
    low: Values = ()
    high: Values = ()
    tone: Tone | None = None
    mark: Literal["dot", "tick"] = "dot"  # in Dots: a tick stands across its whole row, as a floor does


@dataclass(frozen=True, slots=True)
class Group:
    """Values that were measured of one kind of thing."""

    name: str
    values: Sequence[float]
    tone: Tone | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plot:
    title: str
    alt: str = ""  # what is to be seen, in words; empty: the title says it
    note: str = ""  # stands below


@dataclass(frozen=True, slots=True, kw_only=True)
class Curves(_Plot):
    """Lines over numbers."""

    lines: Sequence[Line]
    x_label: str = ""
    y_label: str = ""
    x_shares: bool = False  # 0.5 is written "50 %"
    y_shares: bool = False
    x_limits: Limits | None = None
    y_limits: Limits | None = None
    x_ticks: Sequence[tuple[float, str]] = ()  # places and their names; empty: round numbers
    log_x: bool = False
    diagonal: str = ""  # the name of the line y = x; empty: none


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars(_Plot):
    """Groups of bars from zero; they lie down where their labels have no room to stand side by side."""

    categories: Sequence[str]
    series: Sequence[Series]
    label: str = ""  # of the values
    shares: bool = False
    limits: Limits | None = None
    tones: Sequence[Tone] = ()  # of the categories, where there is one series


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps(_Plot):
    """Histograms over the same categories: the first is the filled ground, the others are outlines."""

    categories: Sequence[str]
    series: Sequence[Series]
    label: str = ""  # of the categories
    shares: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread(_Plot):
    """How the values of several groups are distributed: a histogram each, with median and quartiles."""

    groups: Sequence[Group]
    label: str = ""
    shares: bool = False
    limits: Limits | None = None
    mark: tuple[float, str] | None = None  # a place on the scale, and its name


@dataclass(frozen=True, slots=True, kw_only=True)
class Dots(_Plot):
    """Rows of dots with their intervals on one scale."""

    rows: Sequence[str]
    series: Sequence[Series]
    label: str = ""
    shares: bool = False
    limits: Limits | None = None
    mark: tuple[float, str] | None = None
    tones: Sequence[Tone] = ()  # of the rows, where there is one series


Plot = Curves | Bars | Steps | Spread | Dots


@dataclass(frozen=True, slots=True)
class Key:
    """A line of the legend."""

    name: str
    tone: Tone
    sign: Sign
    number: int  # of its series, from 0: it has the dashes or the shape of that one


def plot_svg(plot: Plot, width: int) -> str:
    """The plot as SVG with a text alternative, ``width`` pixels wide (from 200) at its natural size.

    Its title and legend are for the page to write (``legend``). The same plot gives the same bytes. Colours
    are the custom properties --ink, --soft, --line, --band and --series-1 to 4 of the page, and plain ones
    where there is no page. Values that are missing or not finite are left out, and a plot of nothing says so.
    Raises ValueError where there are not as many values as there are places for them.
    """
    from tunesmith.render.plot_drawing import draw  # with matplotlib

    return draw(plot, max(200, width))


def tones_of(given: Sequence[Line | Series | Group]) -> list[Tone]:
    """The tones that were asked for; all others take theirs in order."""
    rest: Iterator[Tone] = cycle(TONES)
    return [next(rest) if one.tone is None else one.tone for one in given]


def legend(plot: Plot) -> list[Key]:
    """What the lines, bars or dots of a plot are called; nothing where there is only one kind of them."""
    keys = list[Key]()
    if isinstance(plot, Curves):
        keys = _keys(plot.lines, "line")
        if plot.diagonal:
            keys.append(Key(plot.diagonal, "soft", "rule", 0))
    elif isinstance(plot, Bars):
        keys = _keys(plot.series, "box")
    elif isinstance(plot, Steps):
        keys = [Key(one.name, "soft", "ground", 0) for one in plot.series[:1]] + _keys(
            plot.series[1:], "line"
        )
    elif isinstance(plot, Dots):
        keys = _keys(plot.series, "dot")
        if len(keys) > 1 and plot.mark and plot.mark[1]:
            keys.append(Key(plot.mark[1], "soft", "rule", 0))
    return keys if len(keys) > 1 else []


def _keys(given: Sequence[Line | Series], sign: Sign) -> list[Key]:
    named = enumerate(zip(given, tones_of(given), strict=True))
    return [Key(one.name, tone, "tick" if _is_tick(one) else sign, number) for number, (one, tone) in named]


def _is_tick(one: Line | Series) -> bool:
    return isinstance(one, Series) and one.mark == "tick"
