"""Plots are read as SVG: what is written where, how long bars are, where lines go, in whose colours."""

import math
import re
import xml.etree.ElementTree as ET
from itertools import pairwise

import matplotlib
import pytest

from tunesmith.render.plot_sheet import cleaned, numbers, span, ticks
from tunesmith.render.plots import (
    Bars,
    Curves,
    Dots,
    Group,
    Key,
    Line,
    Series,
    Spread,
    Steps,
    legend,
    plot_svg,
)

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '</text><script>"$x^2$" & \x00 雪'


def place(text):
    """Where it is anchored; one that is turned has that in its transform."""
    turned = re.match(r"translate\((\S+) (\S+)\) rotate\(-90\)", text.get("transform", ""))
    return tuple(map(float, turned.groups() if turned else (text.get("x"), text.get("y"))))


class Drawing:
    """An SVG, and where its texts and paths are."""

    def __init__(self, plot, width=340):
        self.svg = plot_svg(plot, width)
        self.root = ET.fromstring(self.svg)
        self.texts = {text.text: place(text) for text in self.root.iter(f"{SVG}text")}

    def paths(self, colour):
        """The points of the paths that are filled or drawn with a property of the page."""
        found = []
        for path in self.root.iter(f"{SVG}path"):
            if f"var({colour}," in path.get("style", ""):
                figures = [float(part) for part in re.findall(r"-?\d+(?:\.\d+)?", path.get("d"))]
                found.append(list(zip(figures[::2], figures[1::2], strict=True)))
        return found

    def boxes(self, colour):
        """Left, right, top and bottom of each."""
        sides = [list(zip(*points, strict=True)) for points in self.paths(colour) if points]
        return [(min(xs), max(xs), min(ys), max(ys)) for xs, ys in sides]


def examples():
    series = [Series("one", [0.2, 0.5], [0.1, 0.4], [0.3, 0.6]), Series("two", [0.3, None])]
    return [
        Curves(title="curves", lines=[Line("one", [1, 2, 3], [3, 1, 2], [2, 0, 1], [4, 2, 3])], log_x=True),
        Curves(title="sure", lines=[Line("one", [0, 1], [0, 1])], diagonal="as sure as right"),
        Bars(title="standing", categories=["A", "B"], series=series, label="bits"),
        Bars(title="lying", categories=["the first of them", "the second"], series=series),
        Steps(title="steps", categories=["1", "2"], series=series, label="semitones"),
        Spread(title="spread", groups=[Group("one", [1, 2, 2, 3]), Group("none", [])], mark=(2, "most")),
        Dots(title="dots", rows=["A", "B"], series=[*series, Series("floor", [0.1, 0.1], mark="tick")]),
    ]


@pytest.mark.parametrize("plot", examples(), ids=lambda plot: plot.title)
@pytest.mark.parametrize("width", [240, 1040])
def test_texts_stand_inside_and_colours_are_those_of_the_page(plot, width):
    drawing = Drawing(plot, width)
    assert drawing.root.get("width") == str(width)
    assert drawing.root.get("role") == "img"
    assert drawing.root.get("aria-label") == plot.title
    height = float(drawing.root.get("height"))
    assert all(0 <= x <= width and 8 <= y <= height for x, y in drawing.texts.values())
    painted = re.findall(r"(?:fill|stroke): ([^;\"]+)", drawing.svg)
    assert painted
    assert {paint for paint in painted if not paint.startswith("var(--")} <= {"none"}
    assert "<style" not in drawing.svg  # it would hold for the whole page
    assert "metadata" not in drawing.svg


@pytest.mark.parametrize("plot", examples(), ids=lambda plot: plot.title)
def test_the_same_plot_gives_the_same_bytes_whatever_a_user_has_set(plot):
    first = plot_svg(plot, 340)
    with matplotlib.rc_context(
        {"font.size": 30, "axes.grid": True, "lines.markeredgewidth": 5, "axes.linewidth": 3}
    ):
        assert plot_svg(plot, 340) == first
        assert matplotlib.rcParams["font.size"] == 30


def test_lying_bars_are_as_long_as_their_values():
    plot = Bars(
        title="t",
        categories=["the first one", "the second", "the third"],
        series=[Series("one", [10, 5, 0]), Series("two", [None, math.nan, 20])],
        limits=(0, 20),
    )
    drawing = Drawing(plot)
    (left, right, _, _), (_, half, _, _), *_ = drawing.boxes("--series-1")
    full = next(right - left for left, right, _, _ in drawing.boxes("--series-2") if right > left)
    zero, most = drawing.texts["0"][0], drawing.texts["20"][0]
    assert left == pytest.approx(zero)
    assert right - left == pytest.approx((most - zero) / 2)
    assert half - left == pytest.approx((most - zero) / 4)
    assert full == pytest.approx(most - zero)


def test_standing_bars_grow_upwards_from_zero():
    drawing = Drawing(Bars(title="t", categories=["A", "B"], series=[Series("one", [1, 2])], limits=(0, 2)))
    (_, _, low_top, floor), (_, _, high_top, _) = drawing.boxes("--series-1")
    assert floor - high_top == pytest.approx(2 * (floor - low_top))


def strokes(drawing, *wanted):
    """The ``d`` of the paths whose style has all of these."""
    styles = [(path.get("d"), path.get("style", "")) for path in drawing.root.iter(f"{SVG}path")]
    return [drawn for drawn, style in styles if all(part in style for part in wanted)]


def ends(drawn):
    """The first and the last point of a path."""
    points = [(float(x), float(y)) for x, y in re.findall(r"[ML] (\S+) (\S+)", drawn)]
    return points[0], points[-1]


def test_a_curve_goes_through_its_points_and_has_its_band():
    line = Line("one", [10, 20], [1, 3], [0, 2], [2, 4])
    drawing = Drawing(Curves(title="t", lines=[line], x_limits=(10, 20), y_limits=(0, 4)))
    ((left, low), (right, high)) = ends(strokes(drawing, "fill: none", "--series-1")[0])
    assert [left, right] == pytest.approx([drawing.texts["10"][0], drawing.texts["20"][0]])
    bottom, top = (drawing.texts[name][1] for name in "04")
    assert (low - high) / (bottom - top) == pytest.approx(0.5)
    (band,) = [box for box in drawing.boxes("--soft") if box[0] < box[1]][:1]
    assert band[3] - low == pytest.approx((bottom - top) / 4)  # the axis is at 0, the curve begins at 1
    assert "fill-opacity: 0.16" in drawing.svg


def test_a_gap_in_a_curve_stays_a_gap():
    drawing = Drawing(Curves(title="t", lines=[Line("one", [0, 1, 2, 3], [1, math.nan, 1, 2])]))
    assert strokes(drawing, "fill: none", "--series-1")[0].count("M") == 2


def test_the_diagonal_rises_by_as_much_as_it_goes_along():
    line = Line("one", [0, 1], [0.5, 0.5])
    plot = Curves(title="t", lines=[line], diagonal="d", x_limits=(0, 1), y_limits=(0, 1), x_shares=True)
    drawing = Drawing(plot)
    (left, low), (right, high) = ends(strokes(drawing, "dasharray: 3,3")[0])
    wide = drawing.texts["100 %"][0] - drawing.texts["0 %"][0]
    tall = drawing.texts["0.0"][1] - drawing.texts["1.0"][1]
    assert (low - high) / tall == pytest.approx((right - left) / wide)
    assert right - left > 0.95 * wide


def test_steps_are_as_high_as_their_shares_on_one_scale():
    plot = Steps(title="t", categories=["a", "b"], series=[Series("people", [1, 2]), Series("model", [2, 1])])
    drawing = Drawing(plot)
    ((*_, top, bottom),) = drawing.boxes("--band")
    model = drawing.boxes("--series-1")[0]
    assert model[2:] == pytest.approx((top, bottom))


def test_names_are_thinned_before_they_touch():
    numbered = [str(number) for number in range(48)]
    drawing = Drawing(Steps(title="t", categories=numbered, series=[Series("people", [0.01] * 48)]), 240)
    places = sorted(x for name, (x, _) in drawing.texts.items() if name in numbered)
    assert len(places) >= 5
    assert min(right - left for left, right in pairwise(places)) > 2 * 7
    pitches = ["C", "C♯", "D", "E♭", "E", "F", "F♯", "G", "A♭", "A", "B♭", "B"]
    drawing = Drawing(Steps(title="t", categories=pitches, series=[Series("people", [1] * 12)]), 240)
    assert set(pitches) <= set(drawing.texts)


def test_dots_and_their_intervals_are_where_the_scale_says():
    one = Series("one", [0.5, 1], [0.25, 0.75], [0.75, 1])
    drawing = Drawing(Dots(title="t", rows=["A", "B"], series=[one], limits=(0, 1), mark=(0.5, "a guess")))
    zero, most = (drawing.texts[name][0] for name in ("0.0", "1.0"))
    lines = [points for points in drawing.paths("--series-1") if len(points) == 2]
    assert [pytest.approx((x - zero) / (most - zero), abs=1e-6) for line in lines for x, _ in line] == [
        0.25,
        0.75,
        0.75,
        1,
    ]
    assert drawing.texts["a guess"][0] == pytest.approx((zero + most) / 2)


def test_a_tick_stands_across_its_whole_row():
    floor = Series("floor", [0.5], mark="tick", tone="soft")
    plot = Dots(title="t", rows=["A"], series=[Series("a", [0.1]), Series("b", [0.2]), floor], limits=(0, 1))
    drawing = Drawing(plot)
    ((_, _, top, bottom),) = [box for box in drawing.boxes("--soft") if box[0] == box[1]]
    assert bottom - top == pytest.approx(22)
    assert [key.sign for key in legend(plot)] == ["dot", "dot", "tick"]


def test_series_stand_in_lanes_of_their_own():
    series = [Series(name, [0.5], [0.4], [0.6]) for name in "abc"]
    drawing = Drawing(Dots(title="t", rows=["A"], series=series))
    heights = [ends(strokes(drawing, "fill: none", f"--series-{tone}")[0])[0][1] for tone in "123"]
    assert [heights[1] - heights[0], heights[2] - heights[1]] == pytest.approx([11, 11])


def test_rows_may_have_colours_of_their_own():
    plot = Dots(title="t", rows=["A", "B"], series=[Series("one", [1, 2])], tones=("2", "soft"))
    svg = plot_svg(plot, 340)
    assert "--series-2" in svg
    assert "--series-1" not in svg


def test_the_spread_shows_median_and_quartiles():
    plot = Spread(title="t", groups=[Group("one", [0, 1, 2, 3, 4])], limits=(0, 4))
    drawing = Drawing(plot)
    assert "one (5)" in drawing.texts
    quartiles = [points for points in drawing.paths("--series-1") if len(points) == 2]
    ((left, _), (right, _)) = quartiles[0]
    zero, most = drawing.texts["0"][0], drawing.texts["4"][0]
    assert (left - zero) / (most - zero) == pytest.approx(0.25)
    assert (right - zero) / (most - zero) == pytest.approx(0.75)


@pytest.mark.parametrize(
    "plot",
    [
        Curves(title="t", lines=[]),
        Curves(title="t", lines=[Line("one", [1], [None])]),
        Bars(title="t", categories=[], series=[]),
        Steps(title="t", categories=["a"], series=[Series("one", [math.inf])]),
        Spread(title="t", groups=[Group("one", [])]),
        Dots(title="t", rows=["a"], series=[Series("one", [None])]),
    ],
)
def test_a_plot_of_nothing_says_so(plot):
    assert list(Drawing(plot).texts) == ["nothing to show"]


@pytest.mark.parametrize("value", [0.0, 1.0, -3.0, 1e-9, 1e12])
def test_one_value_can_be_drawn(value):
    for plot in (
        Curves(title="t", lines=[Line("one", [value], [value])]),
        Bars(title="t", categories=["a"], series=[Series("one", [value])], limits=(0, 0)),
        Steps(title="t", categories=["a"], series=[Series("one", [value])]),
        Spread(title="t", groups=[Group("one", [value])]),
        Dots(title="t", rows=["a"], series=[Series("one", [value])]),
    ):
        assert Drawing(plot).texts


def test_any_name_can_be_written_and_none_leaves_the_paper():
    plot = Bars(
        title=HOSTILE, categories=[HOSTILE, "long " * 40], series=[Series(HOSTILE, [1, 2])], label=HOSTILE
    )
    drawing = Drawing(plot)
    assert drawing.root.get("aria-label") == HOSTILE.replace("\x00", " ")
    assert HOSTILE.replace("\x00", " ") in drawing.texts
    (cut,) = [text for text in drawing.texts if text.startswith("long")]
    assert cut.endswith("…")
    assert len(cut) < 60


def test_values_without_places_are_refused():
    with pytest.raises(ValueError, match="2 places and 1 values"):
        plot_svg(Bars(title="t", categories=["a", "b"], series=[Series("one", [1])]), 340)
    with pytest.raises(ValueError, match="1 places"):
        cleaned([1, 2], 1)


def test_series_take_their_tones_in_order_and_those_asked_for_take_none():
    lines = [Line("people", [1], [1], tone="soft"), Line("model", [1], [1]), Line("n-gram", [1], [1])]
    plot = Curves(title="t", lines=lines, diagonal="even")
    assert legend(plot) == [
        Key("people", "soft", "line", 0),
        Key("model", "1", "line", 1),
        Key("n-gram", "2", "line", 2),
        Key("even", "soft", "rule", 0),
    ]
    assert legend(Curves(title="t", lines=lines[:1])) == []
    steps = Steps(title="t", categories=["a"], series=[Series("people", [1]), Series("model", [1])])
    assert legend(steps) == [Key("people", "soft", "ground", 0), Key("model", "1", "line", 0)]
    assert legend(Spread(title="t", groups=[Group("one", [1]), Group("two", [1])])) == []


def test_scales():
    assert ticks((0, 1), 4) == [0, 0.25, 0.5, 0.75, 1]
    assert ticks((8, 384), 5, log=True) == [10, 20, 50, 100, 200]
    assert ticks((1, 1e6), 4, log=True) != ticks((1, 1e6), 99, log=True)
    assert numbers([0, 0.25, 0.5], False) == ["0.00", "0.25", "0.50"]
    assert numbers([0, 0.25, 0.5], True) == ["0 %", "25 %", "50 %"]
    assert numbers([-1000, 0], False) == ["\N{MINUS SIGN}1,000", "0"]
    assert span([2, 4], None, True) == (0, 4.2)
    assert span([2, 4], None, False) == (1.9, 4.1)
    assert span([2, 4], (0, 9), False) == (0, 9)


def test_long_names_hang_down_and_none_is_left_out():
    bols = ["dha", "dhin", "na", "tin", "tirakita", "ge", "ka", "dhagetirakita and still more"]
    plain_names = Drawing(Steps(title="t", categories=["a"] * 8, series=[Series("people", [1] * 8)]), 240)
    drawing = Drawing(Steps(title="t", categories=bols, series=[Series("people", [1] * 8)]), 240)
    assert set(bols[:-1]) <= set(drawing.texts)
    turned = [text.text for text in drawing.root.iter(f"{SVG}text") if "rotate" in text.get("transform", "")]
    assert turned[:-1] == bols[:-1]
    assert turned[-1] == "dhagetirakit…"
    assert float(drawing.root.get("height")) > float(plain_names.root.get("height")) + 60
