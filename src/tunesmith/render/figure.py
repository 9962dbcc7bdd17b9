"""The classic picture of a character model (Karpathy, Johnson & Li 2015, "Visualizing and understanding
recurrent networks"): the text in the colours of one unit, below each sign the five best guesses at the next.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from textwrap import wrap
from typing import Literal

from tunesmith.render.planes import bounds, reach
from tunesmith.render.raster import rasterize
from tunesmith.render.view import View

Colour = tuple[int, int, int]

_CELL, _SIGN, _GUESS, _GAP, _MARGIN = 12.0, 20.0, 12.5, 13.0, 28.0  # pixels of the SVG
_GUESSES = 5
_NARROWEST = 480.0  # room for the legends
_LEGEND = 220.0  # from the margin to its ramp
_INK, _SOFT, _WHITE = (36, 33, 29), (109, 101, 89), (255, 255, 255)
_SIGNS = str.maketrans({"\n": "⏎", "\r": "⏎", "\t": "⇥", " ": "␣"})
_MONO, _SANS = "DejaVu Sans Mono", "DejaVu Sans"


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours on white. Text on them is dark below a probability of one half, and white above."""

    up: Colour  # of a unit that is very excited
    down: Colour
    likely: Colour  # of a guess with a probability just below one half
    sure: Colour  # just above
    certain: Colour  # with probability 1


PALETTES = {
    "classic": Palette((67, 173, 89), (106, 151, 242), (240, 138, 122), (197, 57, 42), (143, 20, 12)),
    "safe": Palette((240, 147, 43), (165, 138, 214), (111, 186, 181), (16, 122, 114), (8, 76, 71)),
}


def figure_png(
    view: View, *, palette: Literal["classic", "safe"] = "classic", columns: int = 64, zoom: float = 2.0
) -> bytes:
    """The picture of the chosen unit as a PNG, ``columns`` signs wide; without units it has no colours."""
    return rasterize(figure_svg(view, PALETTES[palette], columns), zoom)


def figure_svg(view: View, palette: Palette, columns: int) -> str:
    """The same as SVG, whose fonts are ``DejaVu Sans`` and ``DejaVu Sans Mono``."""
    rows = list(_rows(view.tokens, columns))
    widest = max((sum(_width(view.tokens[place]) for place in row) for row in rows), default=0)
    width = max(widest * _CELL, _NARROWEST) + 2 * _MARGIN
    parts, top = _caption(view, palette, width)
    shades = _shades(view)
    for row in rows:
        left = _MARGIN
        for place in row:
            cell = _cell(view, place, shades[place], palette, left, top)
            left += _width(view.tokens[place]) * _CELL
            parts.extend(cell)
        top += _SIGN + _GUESSES * _GUESS + _GAP
    height = top - _GAP + _MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}" '
        f'viewBox="0 0 {width:g} {height:g}">{"".join(parts)}</svg>'
    )


def _caption(view: View, palette: Palette, width: float) -> tuple[list[str], float]:
    """Title, facts and legends, and how far down they reach."""
    unit = "{} {}:{}".format(*view.chosen) if view.chosen else "no unit"
    facts = " · ".join([*(f"{name} {fact}" for name, fact in view.facts.items()), *view.notices])
    top = _MARGIN + 18
    parts = [_text(_MARGIN, top, _plain(view.tune.title), 20, _INK, anchor="start", font=_SANS)]
    for line in wrap(_plain(facts), int((width - 2 * _MARGIN) / 6.6)):
        top += 17
        parts.append(_text(_MARGIN, top, line, 11, _SOFT, anchor="start", font=_SANS))
    top += 14
    white_to = [_mix(_WHITE, palette.likely, step / 6) for step in range(7)]
    guesses = [*white_to, *(_mix(palette.sure, palette.certain, step / 6) for step in range(7))]
    below = [_mix(_WHITE, palette.down, step / 7) for step in range(7, 0, -1)]
    units = [*below, *(_mix(_WHITE, palette.up, step / 7) for step in range(8))]
    for name, colours in [*([(unit, units)] if view.chosen else []), ("guess at the next sign", guesses)]:
        ends = ("not at all", "very excited") if colours is units else ("unlikely", "sure")
        parts.extend(_legend(top, name, ends, colours))
        top += 19
    return parts, top + 13


def _legend(top: float, name: str, ends: tuple[str, str], colours: Sequence[Colour]) -> list[str]:
    """A ramp with its meaning; those of several legends stand below each other."""
    left = _MARGIN + _LEGEND
    parts = [
        _text(_MARGIN, top + 10, name, 11, _INK, anchor="start", font=_SANS),
        _text(left - 10, top + 10, ends[0], 11, _SOFT, anchor="end", font=_SANS),
    ]
    for colour in colours:
        parts.append(_rectangle(left, top, 9, 13, colour))
        left += 9
    parts.append(_text(left + 10, top + 10, ends[1], 11, _SOFT, anchor="start", font=_SANS))
    return parts


def _cell(view: View, place: int, shade: float, palette: Palette, left: float, top: float) -> Iterator[str]:
    token, size = view.tokens[place], _width(view.tokens[place])
    middle, width = left + size * _CELL / 2, size * _CELL
    yield _rectangle(
        left, top, width, _SIGN, _mix(_WHITE, palette.up if shade > 0 else palette.down, abs(shade))
    )
    blank = token.isspace()
    yield _text(middle, top + 14.5, _plain(token), 11 if blank else 15, _SOFT if blank else _INK)
    after = view.guesses[place + 1] if place + 1 < len(view.guesses) else []
    for rank, (guess, probability) in enumerate(after[:_GUESSES]):
        line = top + _SIGN + rank * _GUESS
        sure = probability >= 0.5
        near, far = (palette.sure, palette.certain) if sure else (_WHITE, palette.likely)
        yield _rectangle(left, line, width, _GUESS, _mix(near, far, probability * 2 - sure))
        yield _text(middle, line + 9.5, _plain(guess)[:size], 9.5, _WHITE if sure else _INK)


def _rows(tokens: Sequence[str], columns: int) -> Iterator[list[int]]:
    """The places of the tokens, cut after line ends and where a row is full."""
    row, used = list[int](), 0
    for place, token in enumerate(tokens):
        if row and used + _width(token) > columns:
            yield row
            row, used = [], 0
        row.append(place)
        used += _width(token)
        if "\n" in token:
            yield row
            row, used = [], 0
    if row:
        yield row


def _shades(view: View) -> list[float]:
    """Of the chosen unit, from -1, not at all, to 1, very excited (T,)."""
    if view.chosen is None:
        return [0.0] * len(view.tokens)
    point, layer, unit = view.chosen
    values = view.points[point][:, layer, unit]
    low, high = bounds(point, view.points[point]) or (-reach(values), reach(values))
    return [float((2 * value - low - high) / (high - low)) for value in values]


def _width(token: str) -> int:
    return max(1, len(token))


def _plain(text: str) -> str:
    """With signs for spaces in tokens, and none that XML cannot hold."""
    signs = text.translate(_SIGNS) if text.isspace() else text
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in signs)


def _mix(near: Colour, far: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * min(max(share, 0), 1)) for a, b in zip(near, far, strict=True))
    return red, green, blue


def _rectangle(x: float, y: float, width: float, height: float, colour: Colour) -> str:
    return f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" fill="rgb{colour}"/>'


def _text(
    x: float, y: float, text: str, size: float, colour: Colour, anchor: str = "middle", font: str = _MONO
) -> str:
    return (
        f'<text x="{x:g}" y="{y:g}" font-family="{font}" font-size="{size:g}" text-anchor="{anchor}" '
        f'fill="rgb{colour}">{escape(text)}</text>'
    )
