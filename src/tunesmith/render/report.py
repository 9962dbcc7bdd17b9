"""Figures as one self-contained web page: the most important on top, then sections of tables and plots."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import count

from tunesmith.render.page import PageTune, article, document
from tunesmith.render.plot_figure import plots_html
from tunesmith.render.plots import Plot
from tunesmith.render.table import Table, table_html


@dataclass(frozen=True, slots=True)
class Headline:
    """One of the few figures that stand on top in large type."""

    value: str  # "1.24", "100 %"
    label: str  # "bits per character"
    beside: Sequence[tuple[str, str]] = ()  # whose, and the same figure: ("n-gram", "1.61")
    interval: str = ""  # "1.21 to 1.27"


@dataclass(frozen=True, slots=True)
class Plots:
    """Plots side by side, as many as there is room for."""

    plots: Sequence[Plot]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class Items:
    """A list, each line with what it is about and what is said of it (either may be empty)."""

    items: Sequence[tuple[str, str]]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Notes:
    """What a reader may open: how figures are to be read, and how they can mislead."""

    paragraphs: Sequence[tuple[str, str]]  # what it is about ("" for none), and what is said
    title: str = "How to read this"


Block = Table | Plots | Text | Items | Notes


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report."""

    heading: str  # "How good"
    lead: str  # one sentence that says what was found
    blocks: Sequence[Block] = ()


def write_report(
    title: str,
    subtitle: str,
    facts: Mapping[str, str],
    sections: Sequence[Section],
    *,
    headlines: Sequence[Headline] = (),
    notices: Sequence[str] = (),
    tunes: Sequence[PageTune] = (),
    tunes_heading: str = "To hear",
) -> str:
    """The whole HTML file. It loads nothing, works from a disk and needs no script but to play ``tunes``.

    The same arguments give the same bytes. ``notices`` stand above all figures. Raises ValueError for a table
    whose rows are not as long as its head, and TunesmithError for a tune whose SVG is not well-formed.
    """
    numbers = count(1)
    main = [_notices(notices), _strip(headlines), _contents(sections, tunes_heading if tunes else "")]
    main += [_section(place, section, numbers) for place, section in enumerate(sections, start=1)]
    if tunes:
        heard = "\n".join(article(number, tune) for number, tune in enumerate(tunes, start=1))
        main.append(f'<section class="heard" id="tunes"><h2>{escape(tunes_heading)}</h2>{heard}</section>')
    return document(
        "\n".join(filter(None, main)), title=title, subtitle=subtitle, facts=facts, styles=("report.css",)
    )


def _notices(notices: Sequence[str]) -> str:
    return "".join(f'<p class="notice">{escape(notice)}</p>' for notice in notices)


def _strip(headlines: Sequence[Headline]) -> str:
    if not headlines:
        return ""
    return f'<ul class="headlines">{"".join(map(_headline, headlines))}</ul>'


def _headline(given: Headline) -> str:
    beside = "".join(
        f"<div><dt>{escape(whose)}</dt><dd>{escape(figure)}</dd></div>" for whose, figure in given.beside
    )
    interval = f'<span class="interval">{escape(given.interval)}</span>' if given.interval else ""
    return (
        f'<li><p class="value">{escape(given.value)}</p>'
        f'<p class="label">{escape(given.label)}{interval}</p>'
        f"{f'<dl>{beside}</dl>' if beside else ''}</li>"
    )


def _contents(sections: Sequence[Section], tunes_heading: str) -> str:
    links = [(f"part-{place}", section.heading) for place, section in enumerate(sections, start=1)]
    if tunes_heading:
        links.append(("tunes", tunes_heading))
    if len(links) < 3:
        return ""
    items = "".join(f'<a href="#{place}">{escape(name)}</a>' for place, name in links)
    return f'<nav class="contents" aria-label="Parts of the report">{items}</nav>'


def _section(place: int, section: Section, numbers: Iterator[int]) -> str:
    lead = f'<p class="lead">{escape(section.lead)}</p>' if section.lead else ""
    blocks = "\n".join(_block(block, numbers) for block in section.blocks)
    heading = f"<h2>{escape(section.heading)}</h2>"
    return f'<section class="part" id="part-{place}">{heading}{lead}\n{blocks}</section>'


def _block(block: Block, numbers: Iterator[int]) -> str:
    if isinstance(block, Table):
        return _title(block.title) + table_html(block)
    if isinstance(block, Plots):
        return _title(block.title) + plots_html(block.plots, numbers)
    if isinstance(block, Items):
        items = "".join(f"<li>{_named(name, text)}</li>" for name, text in block.items)
        return f'{_title(block.title)}<ul class="items">{items}</ul>'
    if isinstance(block, Notes):
        paragraphs = "".join(f"<p>{_named(name, text)}</p>" for name, text in block.paragraphs)
        return f'<details class="notes"><summary>{escape(block.title)}</summary>{paragraphs}</details>'
    return f'<p class="text">{escape(block.text)}</p>'


def _title(title: str) -> str:
    return f"<h3>{escape(title)}</h3>" if title else ""


def _named(name: str, text: str) -> str:
    return f"<strong>{escape(name)}</strong> {escape(text)}".strip() if name else escape(text)
