"""What is known of the style of one piece: small, and the same for any notation."""

from collections.abc import Mapping
from dataclasses import dataclass

from tunesmith.evaluation.style.line import read_line
from tunesmith.evaluation.style.measures import Counts, count
from tunesmith.evaluation.style.numbers import numbers
from tunesmith.music.piece import Piece


@dataclass(frozen=True, slots=True)
class Traits:
    """Histograms to be compared, and numbers for the judge."""

    counts: Counts  # measure -> category -> how often
    numbers: Mapping[str, float]  # name -> value


def traits(piece: Piece) -> Traits:
    """Raises TunesmithError for a piece of fewer than three notes, and for an unknown notation."""
    line = read_line(piece)
    return Traits(count(line), numbers(line))
