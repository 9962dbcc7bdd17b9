"""What stands where in the text of a piece: the musical side of every character."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Feature:
    """Something musical that can be said of the characters of a text."""

    name: str  # "position in the bar"
    values: Numbers  # (N,) one for each character; nan where it means nothing
    binary: bool = False  # 1 where it is so, 0 where it is not


@dataclass(frozen=True, slots=True)
class NotePlace:
    """A note or chord in the text."""

    start: int  # offset of its first character
    end: int
    id: str  # in the score and the timeline: "n123"


@dataclass(frozen=True, eq=False)
class Places:
    """The N characters of a text, each with its place in the music, from the parse."""

    bars: NDArray[np.int64]  # (N,) number of the bar as in the score; -1 before the music
    beats: Numbers  # (N,) quarter notes from the beginning of the bar; nan before the music
    kinds: tuple[str, ...]  # (N,) what sort of sign it is: "note", "length", "bar line" ...
    notes: tuple[NotePlace, ...]
    features: tuple[Feature, ...]
