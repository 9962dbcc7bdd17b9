"""Whole files of tunes in other keys."""

from collections.abc import Callable
from dataclasses import dataclass

from tunesmith.errors import TunesmithError
from tunesmith.music.abc.book import split_book


@dataclass(frozen=True, slots=True)
class Transposed:
    """A file with its tunes moved, and those that could not be: line of the X:, and why."""

    text: str
    tunes: int
    failures: tuple[tuple[int, str], ...]


def transpose_book(text: str, move: Callable[[str], str]) -> Transposed:
    """``move`` each tune of an ABC file; what stands between them, and a tune that cannot move, stays."""
    pieces, failures, place = [], [], 0
    tunes = split_book(text).tunes
    for tune in tunes:
        start = text.index(tune.text, place)
        pieces.append(text[place:start])
        place = start + len(tune.text)
        try:
            pieces.append(move(tune.text))
        except TunesmithError as error:
            pieces.append(tune.text)
            failures.append((tune.line, str(error)))
    return Transposed("".join([*pieces, text[place:]]), len(tunes), tuple(failures))
