"""A score of several voices as it is written. All times are exact fractions of a quarter note."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from tunesmith.music.abc.page.values import Value
from tunesmith.music.key import Key

Signature = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Head:
    """A notehead."""

    id: str
    step: str  # "A" to "G"
    octave: int  # scientific: middle C is in octave 4
    alter: int  # semitones from the natural, as it sounds
    accidental: int | None = None  # the one to print
    tied: bool = False  # a tie leads to it
    cross: bool = False  # of a cymbal: drawn as a cross; drums have no pitch, step and octave are a line


@dataclass(frozen=True, slots=True)
class Tuplet:
    """``num`` notes in the time of ``base``."""

    number: int  # of its measure: tells two tuplets apart
    num: int
    base: int


@dataclass(frozen=True, slots=True)
class Event:
    """A note, chord or rest that one notehead's value can write."""

    id: str
    onset: Fraction  # from the beginning of the measure
    duration: Fraction
    value: Value | None  # None: a rest that fills the measure
    heads: tuple[Head, ...] = ()  # from the lowest; none in a rest
    visible: bool = True
    tuplet: Tuplet | None = None
    beam: int = 0  # neighbours of one number above 0 are under one beam
    fermata: str = ""  # "above" or "below"
    staccato: bool = False
    heard: tuple[float, float] = (0.0, 0.0)  # when it sounds, in quarter notes of the score


@dataclass(frozen=True, slots=True)
class Measure:
    number: int  # 0 for a pickup
    onset: Fraction  # from the beginning of the sheet
    duration: Fraction
    key: Key
    meter: Signature
    new_key: bool
    new_meter: bool
    tempo: float | None  # quarter notes a minute, where it changes
    staves: tuple[tuple[tuple[Event, ...], ...], ...]  # the voices of every staff, the upper first

    @property
    def full(self) -> bool:
        return self.duration == Fraction(4 * self.meter[0], self.meter[1])


@dataclass(frozen=True, slots=True)
class Staff:
    clef: str  # "treble", "treble8vb", "bass" or "percussion"


@dataclass(frozen=True, slots=True)
class Part:
    """What one player reads: a staff, or two under a brace."""

    name: str
    program: int  # General MIDI, from 0
    staves: tuple[Staff, ...]
    drums: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    title: str
    parts: tuple[Part, ...]
    measures: tuple[Measure, ...]
    ties: dict[str, str]  # from the id of a head to that of the head that it is tied to

    @property
    def events(self) -> Iterator[Event]:
        """All of them, measure after measure, staff after staff, voice after voice."""
        for measure in self.measures:
            for staff in measure.staves:
                for voice in staff:
                    yield from voice

    @property
    def staves(self) -> tuple[Staff, ...]:
        return tuple(staff for part in self.parts for staff in part.staves)


@dataclass(frozen=True, slots=True)
class Transcription:
    sheet: Sheet
    inferences: tuple[str, ...]  # a sentence for everything that the score does not say
