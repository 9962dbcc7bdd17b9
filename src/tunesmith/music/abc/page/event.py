"""A note or a rest as it stands in a measure."""

from dataclasses import dataclass, field
from fractions import Fraction

from tunesmith.music.abc.page.values import Value, spell
from tunesmith.music.abc.tune import Note, Rest, Tuplet


@dataclass(slots=True, eq=False)
class Event:
    """A note, chord or rest with all that its neighbours decide about the way it is written.

    ``id`` is "n" or "r" and the offset of the element in the text of the tune. A pitch is named by its
    place in ``Note.pitches``.
    """

    id: str
    element: Note | Rest
    onset: Fraction  # quarter notes since the beginning of the measure
    duration: Fraction  # quarter notes as it lasts; 0 for a grace note
    values: tuple[Value, ...]  # tied to each other; empty for a rest of a whole measure
    ratio: Fraction  # time to value, tuplets left out: 1 unless no row of dots can spell the length
    graces: list["Event"] = field(default_factory=list)
    accidentals: list[int | None] = field(default_factory=list)  # the one to print at each pitch
    ties: dict[int, int] = field(default_factory=dict)  # from a pitch to its equal in the next event
    tied: set[int] = field(default_factory=set)  # the pitches that a tie leads to
    slurs: list["Slur"] = field(default_factory=list)  # that begin or end here

    @property
    def time_ratio(self) -> Fraction:
        """Time to value, tuplet included: 2/3 in a triplet."""
        tuplet = self.element.tuplet
        return self.ratio * Fraction(tuplet.q, tuplet.p) if tuplet else self.ratio

    @property
    def note(self) -> Note | None:
        return self.element if isinstance(self.element, Note) else None

    def heads(self, piece: int = 0) -> list[str]:
        """The ids of the noteheads of one of its values, in the order of its pitches."""
        name = self.name(piece)
        count = len(self.element.pitches) if isinstance(self.element, Note) else 1
        return [name] if count == 1 else [f"{name}.{index}" for index in range(1, count + 1)]

    def name(self, piece: int = 0) -> str:
        """The id of one of its values: of the note, of the chord as a whole, or of the rest."""
        return f"{self.id}-{piece + 1}" if piece else self.id


@dataclass(frozen=True, slots=True, eq=False)
class Slur:
    first: Event
    last: Event
    level: int  # from 1: no two slurs of one level are open at once


@dataclass(frozen=True, slots=True)
class Group:
    """Events ``first`` to ``last`` of a measure, both included, under one beam or in one tuplet."""

    first: int
    last: int
    tuplet: Tuplet | None = None  # None: a beam


def event(element: Note | Rest, onset: Fraction, duration: Fraction, copy: int = 0) -> Event:
    """The event of a tree's element. ``copy`` counts the measures that one ``Z`` has already filled."""
    if isinstance(element, Rest):
        name = f"r{element.start}-{copy + 1}" if copy else f"r{element.start}"
        values, ratio = ((), Fraction(1)) if element.measures else spell(element.written)
        return Event(name, element, onset, duration, values, ratio)
    values, ratio = spell(element.written)
    graces = [_grace(grace, len(element.graces)) for grace in element.graces]
    return Event(f"n{element.start}", element, onset, duration, values, ratio, graces)


def _grace(note: Note, count: int) -> Event:
    """Engravers write one grace note as an eighth and several as sixteenths, whatever the source says."""
    value = Value(Fraction(1, 2) if count == 1 else Fraction(1, 4))
    return Event(f"n{note.start}", note, Fraction(0), Fraction(0), (value,), Fraction(1))
