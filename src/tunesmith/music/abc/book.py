"""Files of many tunes."""

import re
from dataclasses import dataclass
from itertools import pairwise

_TUNE = re.compile(r"^X:", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class BookTune:
    """The text of one tune, and where it stands in its file."""

    text: str  # from its X: line to the next, stripped
    line: int  # of the X:, from 1


@dataclass(frozen=True, slots=True)
class Book:
    """The tunes of a file, and what stands before the first: its file header."""

    header: str
    tunes: tuple[BookTune, ...]


def split_book(text: str) -> Book:
    """Cut a file at its ``X:`` lines. A text without one has no tunes."""
    starts = [match.start() for match in _TUNE.finditer(text)]
    tunes = []
    line, counted = 1, 0
    for start, end in pairwise([*starts, len(text)]):
        line += text.count("\n", counted, start)
        counted = start
        tunes.append(BookTune(text[start:end].strip(), line))
    return Book(text[: starts[0]] if starts else text, tuple(tunes))
