"""Tunes as one self-contained web page: scores, players that follow the music, the notation to copy."""

import base64
import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from importlib.resources import files
from string import Template
from typing import Any, Literal
from urllib.parse import quote

from tunesmith.render.inline_svg import inline_svg

# An eighth note.
_ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><g fill="#a83a22">'
    '<ellipse cx="11" cy="25" rx="7" ry="5" transform="rotate(-20 11 25)"/>'
    '<path d="M15.5 24V3c1 6 9 7 8 15-1-5-5-6-5.5-7v13z"/></g></svg>'
)

PlayOn = Literal["click", "dblclick"]
_GESTURES: dict[PlayOn, str] = {"click": "a click", "dblclick": "a double click"}


@dataclass(frozen=True, slots=True)
class PageTune:
    """What the page shows of one tune."""

    title: str
    svg: str  # the engraved score; its ids are those of the timeline
    timeline: Sequence[tuple[float, float, str]]  # seconds on, seconds off, id of the element that sounds
    mp3: bytes
    abc: str
    midi: bytes
    facts: Mapping[str, str] = field(default_factory=dict)  # {"temperature": "0.8", "seed": "7"}
    narrow_svg: str = ""  # the same score with fewer bars on a line, for telephones
    notation: str = "ABC"  # what the text is written in
    ending: str = "abc"  # of its file
    marked: Sequence[str] = ()  # ids of the score's notes that stand out in another colour


def write_page(
    tunes: Sequence[PageTune], *, title: str, subtitle: str = "", facts: Mapping[str, str] | None = None
) -> str:
    """The whole HTML file. It loads nothing: its policy forbids the network, and it works from a disk.

    ``facts`` are those that all tunes share. Raises TunesmithError for an SVG that is not well-formed.
    """
    return document(
        "\n".join(article(number, tune) for number, tune in enumerate(tunes, start=1)),
        title=title,
        subtitle=subtitle,
        facts=facts or {},
    )


def document(
    main: str,
    *,
    title: str,
    subtitle: str,
    facts: Mapping[str, str],
    styles: Sequence[str] = (),
    scripts: Sequence[str] = (),
    play_on: PlayOn = "click",
) -> str:
    """A page around ``main``, which is HTML. Its player needs no more than the articles in it.

    ``styles`` and ``scripts`` are names of assets that come after those of the player; ``play_on`` tells
    the reader what ``article`` was given.
    """
    script = "\n".join(asset(name) for name in ("page.js", *scripts))
    return Template(asset("page.html")).substitute(
        policy=_policy(script),
        title=escape(title),
        icon="data:image/svg+xml," + quote(_ICON),
        style="\n".join(asset(name) for name in ("palette.css", "page.css", *styles)),
        subtitle=f'<p class="subtitle">{escape(subtitle)}</p>' if subtitle else "",
        facts=_facts(facts),
        main=main,
        gesture=_GESTURES[play_on],
        script=script,
    )


def article(number: int, tune: PageTune, play_on: PlayOn = "click") -> str:
    """One tune: facts, player, scores whose ids begin with ``t{number}-`` and ``t{number}n-``, notation.

    ``play_on``: what a reader does to a note to hear the music from there.
    Raises TunesmithError for an SVG that is not well-formed.
    """
    return Template(asset("tune.html")).substitute(
        number=number,
        play_on=play_on,
        title=escape(tune.title),
        facts=_facts(tune.facts),
        mp3=_base64(tune.mp3),
        scores=_marks(number, tune) + _scores(number, tune),
        timeline=as_json([[round(on, 3), round(off, 3), element] for on, off, element in tune.timeline]),
        file_name=_file_name(tune.title) or f"tune-{number}",
        notation=escape(tune.notation),
        ending=tune.ending,
        mime="text/vnd.abc" if tune.ending == "abc" else "text/plain",
        abc=escape(tune.abc),
        abc_data=_base64(tune.abc.encode()),
        midi=_base64(tune.midi),
    )


def _scores(number: int, tune: PageTune) -> str:
    engravings = [("engraving", f"t{number}-", tune.svg)]
    if tune.narrow_svg:
        engravings.append(("engraving narrow", f"t{number}n-", tune.narrow_svg))
    label = escape(f"Score of {tune.title}")
    return "\n".join(
        f'<div class="{names}" data-prefix="{prefix}" role="img" aria-label="{label}">'
        f"{inline_svg(svg, prefix)}</div>"
        for names, prefix, svg in engravings
    )


def _marks(number: int, tune: PageTune) -> str:
    if not tune.marked:
        return ""
    ids = [f"#t{number}{layout}-{note}" for layout in ("", "n") for note in tune.marked]
    colour = "{ color: var(--marked); fill: currentColor; }"
    return f"<style>:is({','.join(ids)}):not(.sounding) {colour}</style>\n"


def as_json(value: Any) -> str:
    """JSON that no HTML parser can take for a tag: "<" is written as an escape."""
    return json.dumps(value, separators=(",", ":")).replace("<", "\\u003c")


def _facts(facts: Mapping[str, str]) -> str:
    rows = [f"<div><dt>{escape(name)}</dt><dd>{escape(fact)}</dd></div>" for name, fact in facts.items()]
    return f'<dl class="facts">{"".join(rows)}</dl>' if rows else ""


def _policy(script: str) -> str:
    """Nothing from anywhere but this file, and no script but ours, known by its hash."""
    fingerprint = _base64(hashlib.sha256(script.encode()).digest())
    return (
        f"default-src 'none'; script-src 'sha256-{fingerprint}'; style-src 'unsafe-inline'; "
        "img-src data:; media-src data:; base-uri 'none'; form-action 'none'"
    )


def _file_name(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")[:60]


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def asset(name: str) -> str:
    """The text of a file in ``assets``."""
    return files("tunesmith.render").joinpath("assets", name).read_text(encoding="utf-8")
