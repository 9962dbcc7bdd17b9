"""Files of tabla: many compositions in our text form, or one in another notation."""

import re
from dataclasses import dataclass
from pathlib import Path

from tunesmith.errors import TunesmithError
from tunesmith.music.tabla.foreign import read_foreign
from tunesmith.music.tabla.text import write

ENDINGS = (".tabla", ".bol", ".bols")
GLANCE = 4096  # characters from the beginning, in which our text form names its tala
_TALA = re.compile(r"^[ \t]*(?:[^#\n]*[ \t])?tala[ \t]*:", re.IGNORECASE | re.MULTILINE)
_HEADER = re.compile(r"[ \t]*(?:tala|laya|tempo|form|title)[ \t]*:", re.IGNORECASE)
_SECTION = re.compile(r"[ \t]*[A-Za-z]+[ \t]*(?:@[ \t]*[0-9]+[ \t]*)?:")


@dataclass(frozen=True, slots=True)
class BookComposition:
    """The text of one composition, and where it stands in its file."""

    text: str
    line: int  # where it begins, from 1
    told: tuple[str, ...] = ()  # what had to be guessed of another notation


def is_tabla(path: Path) -> bool:
    """Whether a file is tabla: its ending says so, or it is a text that names a tala near its beginning."""
    if path.suffix.lower() in ENDINGS:
        return True
    try:
        with path.open("rb") as file:
            return names_tala(file.read(GLANCE).decode("utf-8-sig", "replace"))
    except OSError:
        return False


def names_tala(text: str) -> bool:
    """Whether a text says ``tala:`` at the beginning of a line, or behind other fields there."""
    return bool(_TALA.search(text[:GLANCE]))


def split_compositions(text: str, tala: str = "") -> list[BookComposition]:
    """The compositions of a file in our text form: each begins with its header, after bols.

    A text that names no tala in this way is read as one of the notations of ``read_foreign``, to which
    ``tala`` goes, and rewritten. Raises TunesmithError where it is none of those either.
    """
    if not names_tala(text):
        foreign = read_foreign(text, tala)
        return [BookComposition(write(foreign.composition), 1, foreign.told)]
    lines = text.split("\n")
    starts, sounding = [0], False
    for number, line in enumerate(lines):
        if _HEADER.match(line):
            if sounding:
                starts.append(number)
            sounding = False
        elif _SECTION.match(line.partition("#")[0]):
            sounding = True
    ends = [*starts[1:], len(lines)]
    found = [
        ("\n".join(lines[start:end]).strip("\n"), start) for start, end in zip(starts, ends, strict=True)
    ]
    return [BookComposition(f"{own}\n", _first(lines, start) + 1) for own, start in found if own.strip()]


def _first(lines: list[str], start: int) -> int:
    """The first line from there on that has anything in it."""
    while start < len(lines) - 1 and not lines[start].strip():
        start += 1
    return start


def read_one(text: str) -> str:
    """The first composition of a text, in our text form. Raises TunesmithError where there is none."""
    for found in split_compositions(text):
        return found.text
    raise TunesmithError("there is no composition in this text: begin with a line such as 'tala: teental'")
