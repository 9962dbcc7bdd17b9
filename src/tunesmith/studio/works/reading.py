"""A piece as eyes and ears have it: engraved, checked, played."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from tunesmith.api.outputs import OUTPUTS, render
from tunesmith.errors import TunesmithError
from tunesmith.music.notation import notation
from tunesmith.music.piece import Piece
from tunesmith.render.inline_svg import inline_svg

MOST = 100_000  # characters of a piece: a hundred long tunes
SHOWN = 50  # problems
_STYLE = re.compile(r"<style\b.*?</style>", re.DOTALL)  # the page has these rules, and its policy no others


def read(name: str, content: str) -> Iterator[dict[str, Any]]:
    """What a page shows of a text while it is written or edited.

    ``engravings``: two SVGs, for a screen and a telephone, or none where nothing can be engraved, and then
    ``error`` says why; ``problems`` with their places; ``bars`` as ``bars_of`` gives them.
    """
    yield dict(_read(name, bounded(content)))


@lru_cache(maxsize=32)
def _read(name: str, content: str) -> dict[str, Any]:
    known = notation(name)
    piece = Piece("", "", name, content, "")
    found: dict[str, Any] = {"engravings": [], "error": "", "bars": []}
    problems = known.problems(content)
    found["problems"] = [
        {"line": one.line, "column": one.column, "rule": one.rule, "message": one.message}
        for one in problems[:SHOWN]
    ]
    try:
        found["engravings"] = [
            _STYLE.sub("", inline_svg(svg, prefix))
            for svg, prefix in zip(OUTPUTS[name].engravings(piece), ("w", "n"), strict=True)
        ]
        found["bars"] = bars_of(name, content)
    except TunesmithError as error:
        found["error"] = str(error)
    return found


def bars_of(name: str, content: str) -> list[dict[str, Any]]:
    """Of ABC its bars, in the order of the text: number, where it stands, the ids of its notes."""
    if name != "abc":
        return []
    from tunesmith.music.abc.bar_spans import bar_spans
    from tunesmith.music.abc.parser import parse

    return [
        {
            "number": span.number,
            "start": span.start,
            "end": span.end,
            "notes": [f"n{offset}" for offset in span.notes],
            "whole": span.whole,
        }
        for span in bar_spans(parse(content))
    ]


def export(name: str, title: str, content: str, form: str) -> Iterator[bytes]:
    """The bytes of a file. Raises what ``render`` raises."""
    yield render(Piece("", title, name, bounded(content), ""), form)


def bounded(content: str) -> str:
    """Raises TunesmithError for a text that no piece is as long as."""
    if len(content) > MOST:
        raise TunesmithError(f"this is {len(content):,} characters long: a piece has {MOST:,} at most")
    return content
