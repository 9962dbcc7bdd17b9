"""The page of what tunes have of a corpus: verdicts, people as a scale, passages side by side in score."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from tunesmith.render.inline_svg import inline_svg
from tunesmith.render.page import PageTune, article, document
from tunesmith.render.scale import Scale, scale
from tunesmith.render.strip import Strip, strip


@dataclass(frozen=True, slots=True)
class Score:
    """A tune that is shown in score, with a player, and what is coloured in it."""

    heading: str  # "This tune", "Where the longest run is from"
    tune: PageTune | None  # None where it cannot be engraved
    run: Sequence[str] = ()  # ids of the notes of the longest run
    shared: Sequence[str] = ()  # of bars that are in the corpus
    told: str = ""  # what is to be seen in it


@dataclass(frozen=True, slots=True)
class Passage:
    """Some bars in score, to be looked at beside others."""

    heading: str  # "This tune, bars 2 to 4"
    svg: str
    run: Sequence[str]  # ids of the notes that are coloured


@dataclass(frozen=True, slots=True)
class Card:
    """One tune beside the corpus."""

    title: str
    place: str  # its file
    verdict: str
    warning: str  # "" for none
    scales: Sequence[Scale]
    passages: Sequence[Passage]  # the longest run here and there
    take: Score
    source: Score | None  # the tune that has the longest run
    nearest: str  # a sentence
    strip: Strip | None  # the tune along the nearest one
    neighbour: Score | None  # the nearest tune, where it is not the source


@dataclass(frozen=True, slots=True)
class Row:
    """One tune in the table of many."""

    title: str
    place: str
    card: int  # number of its card, from 1; 0 for none
    cells: Sequence[str]


@dataclass(frozen=True, slots=True)
class Table:
    head: Sequence[str]  # of title and cells
    rows: Sequence[Row]


def write_beside(
    cards: Sequence[Card],
    table: Table | None,
    *,
    title: str,
    subtitle: str,
    facts: Mapping[str, str],
    notes: Sequence[str] = (),
) -> str:
    """The whole HTML file, complete in itself like that of ``write_page``.

    Raises TunesmithError for an SVG that is not well-formed.
    """
    parts = [f'<p class="remark">{escape(note)}</p>' for note in notes]
    if table is not None:
        parts.append(_table(table))
    parts += [_card(number, card) for number, card in enumerate(cards, 1)]
    return document("\n".join(parts), title=title, subtitle=subtitle, facts=facts, styles=("beside.css",))


def _card(number: int, card: Card) -> str:
    first = 3 * number - 2  # numbers of its articles, three at most
    source = _score(first + 1, card.source) if card.source else ""
    warning = f'<p class="warning">{_option(escape(card.warning))}</p>' if card.warning else ""
    return (
        f'<section class="beside" id="beside-{number}"><h2>{escape(card.title)}</h2>'
        f'<p class="where">{escape(card.place)}</p>'
        f'<p class="verdict">{escape(card.verdict)}</p>{warning}'
        f'<div class="scales">{"".join(map(scale, card.scales))}</div>{_legend(card)}'
        f'{_passages(number, card)}<div class="pair">{_score(first, card.take)}{source}</div>'
        f"{_nearest(first + 2, card)}</section>"
    )


def _option(text: str) -> str:
    """An option of the command line is not broken at its hyphens."""
    return re.sub(r"--[a-z]+", r'<span class="option">\g<0></span>', text)


def _legend(card: Card) -> str:
    if not card.take.run and not card.take.shared:
        return ""
    return (
        '<p class="legend"><span><span class="swatch"></span> the longest run, here and there</span>'
        '<span><span class="swatch shared"></span> other bars that are in the corpus</span></p>'
    )


def _passages(number: int, card: Card) -> str:
    sides = []
    for side, passage in enumerate(card.passages):
        prefix = f"p{number}-{side}-"
        colours = _rule([f"#{prefix}{own}" for own in passage.run], "--marked")
        score = (
            f'<div class="engraving" role="img" aria-label="{escape(passage.heading)}">'
            f"{inline_svg(passage.svg, prefix)}</div>"
        )
        sides.append(
            f'<div class="side"><h3 class="part">{escape(passage.heading)}</h3>{colours}{score}</div>'
        )
    return f'<div class="pair passages">{"".join(sides)}</div>' if sides else ""


def _nearest(number: int, card: Card) -> str:
    if not card.nearest:
        return ""
    lines = strip(card.strip) if card.strip else ""
    score = f'<div class="pair">{_score(number, card.neighbour)}</div>' if card.neighbour else ""
    return f'<h3 class="part">The nearest tune</h3><p>{escape(card.nearest)}</p>{lines}{score}'


def _score(number: int, score: Score) -> str:
    told = f"<p>{escape(score.told)}</p>" if score.told else ""
    head = f'<h3 class="part">{escape(score.heading)}</h3>{told}'
    if score.tune is None:
        return f'<div class="side">{head}<p class="remark">It cannot be written down in notes.</p></div>'
    run = set(score.run)
    colours = _colour(number, score.run, "--marked")
    colours += _colour(number, [own for own in score.shared if own not in run], "--shared")
    return f'<div class="side">{head}{colours}{article(number, score.tune)}</div>'


def _colour(number: int, ids: Sequence[str], colour: str) -> str:
    """What sounds keeps the player's own colour."""
    return _rule([f"#t{number}{layout}-{own}" for own in ids for layout in ("", "n")], colour)


def _rule(places: Sequence[str], colour: str) -> str:
    if not places:
        return ""
    listed = ",".join(dict.fromkeys(places))
    return f"<style>:is({listed}):not(.sounding) {{ color: var({colour}); fill: currentColor; }}</style>\n"


def _table(table: Table) -> str:
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in table.head)
    rows = "".join(f"<tr>{_title(row)}{_cells(row)}</tr>" for row in table.rows)
    return (
        f'<div class="wide" tabindex="0"><table class="many"><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _title(row: Row) -> str:
    name = escape(row.title)
    linked = f'<a href="#beside-{row.card}">{name}</a>' if row.card else name
    return f'<th scope="row">{linked}<span class="where">{escape(row.place)}</span></th>'


def _cells(row: Row) -> str:
    return "".join(f"<td>{escape(cell)}</td>" for cell in row.cells)
