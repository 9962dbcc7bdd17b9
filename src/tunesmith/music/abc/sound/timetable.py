"""The elements of a tune at the times they are played."""

from dataclasses import dataclass
from fractions import Fraction

from tunesmith.music.abc.sound.repeats import played
from tunesmith.music.abc.tune import Element, Note, Rest, Tune


@dataclass(frozen=True, slots=True)
class Moment:
    onset: Fraction  # quarter notes from the beginning of the performance
    element: Element


def timetable(tune: Tune) -> list[Moment]:
    """Every element as often and in the order as it is played, repeats written out, with its time."""
    onset = Fraction(0)
    moments = []
    for element in played(tune):
        moments.append(Moment(onset, element))
        if isinstance(element, Note | Rest):
            onset += element.duration
    return moments
