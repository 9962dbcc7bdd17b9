"""The paper of plots: matplotlib without its looks, in pixels, and SVG in the colours of a page."""

import io
import math
import re
import warnings
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from typing import Any

import matplotlib.style
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, MaxNLocator

SIZE = 11.5  # pixels of all text
LINE = 16  # pixels from one line of text to the next

# Matplotlib draws in colours that nobody would choose. Each stands for a property of the page, here with what
# it is where there is no page.
_COLOURS = {
    "ink": ("#010203", "var(--ink, #24211d)"),
    "soft": ("#010204", "var(--soft, #6d6559)"),
    "line": ("#010205", "var(--line, #d9d0c0)"),
    "band": ("#010206", "var(--band, #e2d9c8)"),
    "paper": ("#010207", "var(--paper, #fbf8f2)"),
    "1": ("#010208", "var(--series-1, #a83a22)"),
    "2": ("#010209", "var(--series-2, #1d6f8c)"),
    "3": ("#01020a", "var(--series-3, #a06a00)"),
    "4": ("#01020b", "var(--series-4, #6b4f8f)"),
}
INKS = {name: drawn for name, (drawn, _) in _COLOURS.items()}
_SHOWN = dict(_COLOURS.values())

_STYLE: dict[str, Any] = {
    "axes.linewidth": 1,
    "axes.spines.left": False,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.edgecolor": INKS["soft"],
    "axes.axisbelow": True,
    "axes.facecolor": "none",
    "axes.grid": False,
    "figure.facecolor": "none",
    "figure.dpi": 72,  # a point of matplotlib is a pixel of the page
    "font.family": "DejaVu Sans",
    "font.size": SIZE,
    "grid.color": INKS["line"],
    "grid.linewidth": 1,
    "lines.solid_capstyle": "round",
    "lines.dash_capstyle": "butt",
    "svg.fonttype": "none",
    "svg.hashsalt": "tunesmith",
    "text.color": INKS["soft"],
    "text.parse_math": False,  # a dollar is a dollar
    "xtick.color": INKS["soft"],
    "xtick.major.size": 0,
    "xtick.minor.size": 0,
    "ytick.color": INKS["soft"],
    "ytick.major.size": 0,
    "ytick.minor.size": 0,
}
_SVG = "{http://www.w3.org/2000/svg}"
_FONT = re.compile(r"font-family:[^;]*|(?<=px )'DejaVu Sans'[^;]*")


def style() -> Any:
    """A context in which matplotlib looks as it does here, whatever its user has set it to."""
    return matplotlib.style.context(_STYLE, after_reset=True)


class Sheet:
    """One figure with one pair of axes, laid out in pixels."""

    def __init__(
        self, width: int, height: float, left: float, right: float, top: float, bottom: float
    ) -> None:
        self.width, self.height = width, height
        self.figure = Figure(figsize=(width / 72, height / 72))
        self._inside = left, right
        sides = width - left - right, height - top - bottom
        self.axes: Axes = self.figure.add_axes(
            (left / width, bottom / height, sides[0] / width, sides[1] / height)
        )
        self.axes.tick_params(pad=5)
        self.axes.tick_params(axis="x", pad=7)

    @property
    def inside(self) -> float:
        """Pixels between the left and the right end of the axes."""
        return self.width - sum(self._inside)

    def write(self, x: float, y: float, text: str, tone: str = "soft", align: str = "left") -> None:
        """A line of text whose foot is ``y`` pixels below the top, cut where it has no room."""
        room = {"left": self.width - x, "right": x, "center": 2 * min(x, self.width - x)}[align]
        written = plain(shortened(text, room))
        self.figure.text(
            x / self.width, 1 - y / self.height, written, color=INKS[tone], ha=align, va="baseline"
        )

    def label_x(self, text: str) -> None:
        """What the numbers below are."""
        left, right = self._inside
        self.write((left + self.width - right) / 2, self.height - 4, text, align="center")

    def svg(self, label: str) -> str:
        """The drawing, with ``label`` for those who hear it."""
        buffer = io.StringIO()
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Glyph .* missing")  # the reader's fonts may have it
            nameless = dict.fromkeys(("Date", "Creator", "Format", "Type"))
            self.figure.savefig(buffer, format="svg", metadata=nameless)
        return _themed(buffer.getvalue(), self.width, self.height, label)


def _themed(svg: str, width: float, height: float, label: str) -> str:
    """Matplotlib's SVG without its style sheet, which would hold for the whole page, and needless names."""
    for drawn, shown in _SHOWN.items():
        svg = svg.replace(drawn, shown)
    root = ET.fromstring(svg)
    used = set(re.findall(r"#([\w.:-]+)", svg))
    for parent in root.iter():
        for child in list(parent):
            if child.tag == f"{_SVG}metadata" or child.find(f"{_SVG}style") is not None:
                parent.remove(child)
    for element in root.iter():
        if element.attrib.get("id") not in used:
            element.attrib.pop("id", None)
        if element.tag == f"{_SVG}text":
            element.set("style", _FONT.sub(_family, element.get("style", "")))
            if element.get("transform", "").startswith(("rotate(-0 ", "rotate(0 ")):
                del element.attrib["transform"]
    root.attrib |= {
        "width": f"{width:g}",
        "height": f"{height:g}",
        "role": "img",
        "aria-label": plain(label),
        "stroke-linejoin": "round",
    }
    ET.register_namespace("", "http://www.w3.org/2000/svg")
    ET.register_namespace("xlink", "http://www.w3.org/1999/xlink")
    return ET.tostring(root, encoding="unicode")


def _family(found: re.Match[str]) -> str:
    name = "var(--sans, sans-serif)"
    return f"font-family: {name}" if found[0].startswith("font-family") else name


def plain(text: str) -> str:
    """Without signs that XML cannot hold."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


def text_width(text: str) -> float:
    """About how many pixels a text takes in a wide font."""
    return len(text) * SIZE * 0.58


def shortened(text: str, room: float) -> str:
    """As much of a text as has room, in pixels."""
    if text_width(text) <= room:
        return text
    return text[: max(0, int(len(text) * room / text_width(text)) - 1)].rstrip() + "…"


def known(values: Sequence[float | None]) -> list[float]:
    """Those that are there and finite."""
    return [float(value) for value in values if value is not None and math.isfinite(value)]


def cleaned(values: Sequence[float | None], size: int) -> list[float]:
    """(size,) with NaN for what is missing. Raises ValueError for another number of values."""
    if len(values) != size:
        raise ValueError(f"a plot has {size} places and {len(values)} values for them")
    return [float(value) if value is not None and math.isfinite(value) else math.nan for value in values]


def span(values: Sequence[float], limits: tuple[float, float] | None, zero: bool) -> tuple[float, float]:
    """The ends of a scale for these values, with a little air, unless they are given."""
    if limits is not None and limits[0] < limits[1]:
        return limits
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    if zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if low == high:
        air = abs(high) * 0.1 or 1.0
        return (low if zero else low - air), high + air
    air = 0.05 * (high - low)
    return (low if zero and low == 0 else low - air), (high if zero and high == 0 else high + air)


def ticks(ends: tuple[float, float], most: int, log: bool = False) -> list[float]:
    """Round numbers between the ends, at most about so many."""
    low, high = ends
    if log:
        found = [low]
        for parts in ((1, 2, 5), (1, 3), (1,)):
            places = LogLocator(10, subs=parts, numticks=99).tick_values(low, high)
            found = [float(place) for place in places if low <= place <= high] or found
            if len(found) <= most:
                break
        return found
    places = MaxNLocator(max(1, most), steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    slack = (high - low) * 1e-6
    return [float(place) for place in places if low - slack <= place <= high + slack]


def numbers(places: Sequence[float], shares: bool) -> list[str]:
    """Ticks as people write them, all with as many decimals as the finest needs."""
    scaled = [round(place * (100 if shares else 1), 9) + 0.0 for place in places]
    decimals = next((count for count in range(6) if all(abs(v - round(v, count)) < 1e-9 for v in scaled)), 6)
    texts = [f"{value:,.{decimals}f}".replace("-", "\N{MINUS SIGN}") for value in scaled]
    return [f"{text} %" if shares else text for text in texts]
