"""The page of explained units: what they track, and where in real music they fire most and least."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from tunesmith.render.page import document


@dataclass(frozen=True, slots=True)
class Snippet:
    """A place in a piece, with what stands around it."""

    title: str  # of the piece
    bar: int  # -1 outside of the music
    tokens: Sequence[str]
    values: Sequence[float]  # of the unit, one for each token
    place: int  # of the token that is meant


@dataclass(frozen=True, slots=True)
class UnitCard:
    """One unit."""

    name: str  # "1:23"
    label: str  # "position in the bar: correlation +0.93"
    strongest: Sequence[Snippet]
    weakest: Sequence[Snippet]


@dataclass(frozen=True, slots=True)
class UnitTable:
    """A table with a row for every feature."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]


def write_units(cards: Sequence[UnitCard], table: UnitTable, facts: Mapping[str, str]) -> str:
    """The whole HTML file: the best explained units, then a table of all features. It needs no script."""
    return document(
        "\n".join([*map(_card, cards), _table(table)]),
        title="What the units track",
        subtitle="Each with the places in real music where it fires most and least.",
        facts=facts,
        styles=("units.css",),
    )


def _card(card: UnitCard) -> str:
    top = max(
        (abs(value) for side in (card.strongest, card.weakest) for one in side for value in one.values),
        default=1,
    )
    halves = "".join(
        f"<h3>{name}</h3><ol>{''.join(_snippet(one, top) for one in side)}</ol>"
        for name, side in (("Strongest", card.strongest), ("Weakest", card.weakest))
    )
    title = f"<h2>Unit {escape(card.name)}</h2><p>{escape(card.label)}</p>"
    return f'<section class="unit">{title}{halves}</section>'


def _snippet(snippet: Snippet, top: float) -> str:
    signs = []
    for place, (token, value) in enumerate(zip(snippet.tokens, snippet.values, strict=True)):
        shade = value / top if top else 0
        colour = "--fires" if shade > 0 else "--rests"
        meant = ' class="meant"' if place == snippet.place else ""
        style = f"background:color-mix(in srgb,var({colour}) {abs(shade):.0%},transparent)"
        signs.append(f'<span{meant} style="{style}" title="{value:+.2f}">{_shown(token)}</span>')
    value = snippet.values[snippet.place]
    where = f"{snippet.title}, bar {snippet.bar}" if snippet.bar >= 0 else snippet.title
    return f'<li><code>{"".join(signs)}</code> <span class="where">{value:+.2f}, {escape(where)}</span></li>'


def _shown(token: str) -> str:
    return {"\n": "⏎"}.get(token, escape(token))


def _table(table: UnitTable) -> str:
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in table.head)
    rows = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in row[1:])
        + "</tr>"
        for row in table.rows
    )
    whole = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    return f'<section class="units"><h2>All features</h2><div class="wide">{whole}</div></section>'
