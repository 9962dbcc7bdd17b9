"""Plots as figures of a page: titles, legends, and as many side by side as there is room for."""

from collections.abc import Iterator, Sequence
from html import escape

from tunesmith.render.inline_svg import inline_svg
from tunesmith.render.plots import DASHES, Key, Plot, legend, plot_svg

# Pixels that a plot is drawn for where so many stand side by side; telephones show one below the other.
_WIDTHS = {1: 1040, 2: 500, 3: 330, 4: 240}
_NARROW = 340
_COLUMNS = 12  # of the grid


def plots_html(plots: Sequence[Plot], numbers: Iterator[int]) -> str:
    """A grid of figures; a legend that all have in common stands once, above. ``numbers``: one for each plot,
    that no other on the page has.
    """
    rows = rows_of(len(plots))
    sizes = [size for size in rows for _ in range(size)]
    keys = [legend(plot) for plot in plots]
    shared = len(keys) > 1 and all(own == keys[0] for own in keys)
    figures = "\n".join(
        _figure(plot, beside, next(numbers), [] if shared else own)
        for plot, beside, own in zip(plots, sizes, keys, strict=True)
    )
    together = _legend(keys[0]) if shared else ""
    return f'{together}<div class="plots">{figures}</div>'


def rows_of(plots: int) -> list[int]:
    """How many plots stand in each row, so that all rows are full: 5 -> [3, 2], 7 -> [4, 3]."""
    if plots < 1:
        return []
    rows = -(-plots // (4 if plots > 6 else 3))
    return [plots // rows + (row < plots % rows) for row in range(rows)]


def _figure(plot: Plot, beside: int, number: int, keys: Sequence[Key]) -> str:
    """A plot with its title and legend, drawn once for desks and once for telephones."""
    drawings = [("drawing", f"p{number}-", _WIDTHS[beside])]
    if beside != 3:  # as wide as a telephone
        drawings.append(("drawing small", f"p{number}s-", _NARROW))
    drawn = "\n".join(
        f'<div class="{name}">{inline_svg(plot_svg(plot, width), prefix)}</div>'
        for name, prefix, width in drawings
    )
    note = f'<p class="note">{escape(plot.note)}</p>' if plot.note else ""
    caption = f"<figcaption>{escape(plot.title)}</figcaption>"
    style = f"--span:{_COLUMNS // beside}"
    return f'<figure class="plot" style="{style}">{caption}{_legend(keys)}{drawn}{note}</figure>'


def _legend(keys: Sequence[Key]) -> str:
    items = "".join(f"<li>{_sign(key)}{escape(key.name)}</li>" for key in keys)
    return f'<ul class="legend">{items}</ul>' if keys else ""


def _sign(key: Key) -> str:
    """What the line, bar or dot of a series looks like: as in ``plot_drawing``."""
    ink = f"var(--{key.tone})" if key.tone in ("ink", "soft") else f"var(--series-{key.tone})"
    dashes = " ".join(f"{length:g}" for length in DASHES[key.number % len(DASHES)])
    shapes = (
        '<circle cx="10" cy="6" r="4"/>',
        '<path d="M6 2h8v8H6z"/>',
        '<path d="M10 1l5 5-5 5-5-5z"/>',
        '<path d="M10 1l5 9H5z"/>',
    )
    inside = {
        "line": f'<path d="M0 6h20" fill="none" stroke-width="2.2" stroke-dasharray="{dashes}"/>',
        "rule": '<path d="M0 6h20" fill="none" stroke-width="1.4" stroke-dasharray="3 3"/>',
        "box": '<path d="M4 0h12v12H4z"/>',
        "ground": '<path d="M4 0h12v12H4z" style="fill:var(--band);stroke:none"/>',
        "tick": '<path d="M8.5 0h3v12h-3z" stroke="none"/>',
        "dot": shapes[key.number % 4],
    }[key.sign]
    thin = "" if key.sign in ("line", "rule") else ";stroke:none"
    return f'<svg viewBox="0 0 20 12" aria-hidden="true" style="fill:{ink};stroke:{ink}{thin}">{inside}</svg>'
