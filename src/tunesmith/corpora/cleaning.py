"""Leaving out what is no tune, is read only in part, or is there twice."""

import re
from collections.abc import Iterable

from tunesmith.corpora.corpus import Dropped
from tunesmith.music.abc.canonical import write_clean
from tunesmith.music.abc.parser import parse
from tunesmith.music.abc.tune import Note, Tune
from tunesmith.music.piece import Piece

LONGEST = 50_000  # characters; the longest tune of the known collections has 6,000

# Parser rules whose breach leaves the music wrong or incomplete. The others cost a mark or a warning.
GRAVE = frozenset(
    {"key-missing", "key-unknown", "metre-unknown", "voices-ignored", "overlay-ignored", "tuplet-cut"}
    | {"chord-unclosed", "too-many-problems"}
)
_KEY_LINE = re.compile(r"^K:.*$", re.MULTILINE)
_NO_MUSIC = frozenset({"unexpected-text", "decoration-unknown"})  # what prose looks like to the parser


def clean(pieces: Iterable[Piece], meter: str = "") -> tuple[list[tuple[Piece, Tune]], list[Dropped]]:
    """The sound pieces, parsed, in their order, and the others with the reason.

    ``meter`` keeps only tunes whose M: field in the header says so. Of tunes with the same music (key and
    metre included, texts and marks not) the first is kept.
    """
    kept: list[tuple[Piece, Tune]] = []
    dropped: list[Dropped] = []
    first: dict[str, str] = {}  # music -> id
    for piece in pieces:
        if len(piece.content) > LONGEST:
            detail = f"{len(piece.content):,} characters are too many for one tune"
            dropped.append(Dropped(piece.id, piece.source, "too-long", detail))
            continue
        if meter and (other := parse(_header(piece.content)).meter.text) != meter:
            dropped.append(Dropped(piece.id, piece.source, "metre", f"its metre is {other}, not {meter}"))
            continue
        tune = parse(piece.content)
        finding = _fault(piece, tune) or _seen(piece, tune, first)
        if finding is None:
            kept.append((piece, tune))
        else:
            dropped.append(finding)
    return kept, dropped


def _header(content: str) -> str:
    """The text down to the K: field, which ends a header: no need to parse the music to learn the metre."""
    return content[: match.end()] if (match := _KEY_LINE.search(content)) else content


def _fault(piece: Piece, tune: Tune) -> Dropped | None:
    notes = sum(isinstance(element, Note) for element in tune.body)
    if notes == 0:
        return Dropped(piece.id, piece.source, "no-notes", "no notes")
    strange = sum(problem.rule in _NO_MUSIC for problem in tune.problems)
    if 2 * strange > notes:
        detail = f"{strange} signs that are no music, and {notes} notes"
        return Dropped(piece.id, piece.source, "no-music", detail)
    for problem in tune.problems:
        if problem.rule in GRAVE:
            return Dropped(piece.id, _line(piece, problem.line), problem.rule, problem.message)
    return None


def _seen(piece: Piece, tune: Tune, first: dict[str, str]) -> Dropped | None:
    lines = write_clean(tune).splitlines()
    music = "\n".join(line for line in lines if not line.startswith("R:"))
    original = first.setdefault(music, piece.id)
    if original == piece.id:
        return None
    return Dropped(piece.id, piece.source, "duplicate", f"the same music as {original}")


def _line(piece: Piece, line: int) -> str:
    """A line within the piece as file and line."""
    file, _, start = piece.source.rpartition(":")
    return f"{file}:{int(start) + line - 1}"
