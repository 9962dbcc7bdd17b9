"""One item of a corpus."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of music in its own notation. Nothing is forced into a common score."""

    id: str  # stable within its corpus, for example "oneills/1234"
    title: str
    notation: str  # "abc"
    content: str  # the notation's own text, for abc from the X: line to the last line, stripped
    source: str  # where it stands: "0001-0050.abc:12", a file name and the line of its first character
