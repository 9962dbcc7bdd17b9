"""A tabla composition: what is written, and what is played of it."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import accumulate
from math import ceil, lcm

from tunesmith.music.tabla.bols import known_bol
from tunesmith.music.tabla.hits import Hit
from tunesmith.music.tabla.tala import KHALI, Tala, known_tala

LAYA = 90  # matras a minute, where nothing is said
JITTER = 0.004  # seconds, the standard deviation of a human hand


@dataclass(frozen=True, slots=True)
class Note:
    """A bol, or a rest where ``bol`` is empty, and how long it lasts."""

    bol: str
    duration: Fraction  # matras
    start: int = field(default=0, compare=False)  # offsets into the text it was read from
    end: int = field(default=0, compare=False)


def clock(notes: Sequence[Note]) -> tuple[int, list[int]]:
    """How many ticks make a matra, and the tick at which each note begins and at which the last ends.

    Whole numbers are far quicker to add than fractions, and as exact.
    """
    unit = lcm(*{note.duration.denominator for note in notes})
    lengths = (note.duration.numerator * (unit // note.duration.denominator) for note in notes)
    return unit, list(accumulate(lengths, initial=0))


def length(notes: Sequence[Note]) -> Fraction:
    """How long notes last one after the other, in matras."""
    unit, times = clock(notes)
    return Fraction(times[-1], unit)


@dataclass(frozen=True, slots=True)
class Bar:
    """A line ``|`` before the note of that number of the section: here a vibhag ends or begins.

    It says so of the first time that this place is played.
    """

    at: int
    mark: str = ""  # of the vibhag that begins, if it is written: X, 0, 1 to 9
    start: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Repeat:
    """``( ... ) x3``: notes ``first`` to before ``end`` of the section, played so many times."""

    first: int
    end: int
    times: int


@dataclass(frozen=True, slots=True)
class Section:
    """A named part of a composition, as it is written."""

    name: str  # "theme", "variation", "tihai" ...
    notes: tuple[Note, ...]
    bars: tuple[Bar, ...] = ()
    repeats: tuple[Repeat, ...] = ()  # in the order in which they open, so an outer one before its inner ones
    speed: int = 1  # ``@2``: a word lasts half as long
    start: int = field(default=0, compare=False)  # where its name stands in the text

    def order(self) -> list[int]:
        """The numbers of its notes as they are played, repeats written out."""
        played: list[list[int]] = [[]]  # of each group that is open, the outermost first
        pending, begun = list(reversed(self.repeats)), list[Repeat]()
        for place in range(len(self.notes) + 1):
            while begun and begun[-1].end == place:
                inside = played.pop() * begun.pop().times
                played[-1] += inside
            while pending and pending[-1].first == place:
                begun.append(pending.pop())
                played.append([])
            played[-1].append(place)
        return played[0][:-1]

    @property
    def matras(self) -> Fraction:
        """How long it is played."""
        return length([self.notes[number] for number in self.order()])


@dataclass(frozen=True, slots=True)
class Played:
    """A note, or a rest, as it is played."""

    note: Note  # with its offsets in the text
    onset: Fraction  # matras from the beginning of the composition, which is a sam
    index: int  # its number among all notes and rests of the text, from 0
    section: int  # the number of its section


@dataclass(frozen=True, slots=True)
class Composition:
    """Sections that are played one after the other; the first begins on sam."""

    tala: str  # the canonical name, or whatever was written where no tala is called so
    sections: tuple[Section, ...]
    laya: int = LAYA  # matras a minute
    form: str = ""
    title: str = ""
    source: str = field(default="", compare=False, repr=False)  # the text it was read from

    def played(self) -> list[Played]:
        """Every note and rest in the order played."""
        found: list[Played] = []
        onset, before = Fraction(0), 0
        for number, section in enumerate(self.sections):
            for place in section.order():
                note = section.notes[place]
                found.append(Played(note, onset, before + place, number))
                onset += note.duration
            before += len(section.notes)
        return found

    @property
    def matras(self) -> Fraction:
        """How long it is played."""
        return sum((section.matras for section in self.sections), Fraction(0))

    @property
    def seconds(self) -> float:
        return float(self.matras * 60 / self.laya)

    def hits(self, seed: int | None = None) -> list[Hit]:
        """What the hands do, in the order of time. Bols that nobody knows are silent.

        Sam is the loudest, then the first matra of a vibhag; strokes between matras and those of the khali
        are softer. ``seed``: play a little off time and unevenly, as people do.
        """
        tala, chance = known_tala(self.tala), random.Random(seed)
        found: list[Hit] = []
        for played in self.played():
            for onset, strokes in moments(played):
                time, loudness = float(onset * 60 / self.laya), accent(onset, tala)
                if seed is not None:
                    time = max(0.0, time + chance.gauss(0, JITTER))
                    loudness = min(1.0, max(0.1, loudness + chance.gauss(0, 0.04)))
                found += [Hit(time, stroke, loudness) for stroke in strokes]
        return sorted(found, key=lambda hit: hit.time)

    def sams(self) -> list[float]:
        """When a cycle begins, in seconds; nothing where nobody knows the tala."""
        tala = known_tala(self.tala)
        if tala is None:
            return []
        return [float(Fraction(60 * onset, self.laya)) for onset in range(0, ceil(self.matras), tala.matras)]

    def element_ids(self) -> list[str]:
        """The name of each element of ``played()``, in that order, on a chart and in a timeline.

        ``n5`` is the sixth note or rest of the text; played again, in a repeat, it is ``n5x2``, ``n5x3`` ...
        """
        times, ids = Counter[int](), list[str]()
        for played in self.played():
            times[played.index] += 1
            again = times[played.index]
            ids.append(f"n{played.index}x{again}" if again > 1 else f"n{played.index}")
        return ids


def moments(played: Played) -> list[tuple[Fraction, tuple[str, ...]]]:
    """When the hands strike for a note (matras), and what. A bol's moments share its length equally."""
    bol = known_bol(played.note.bol)
    if bol is None:
        return []
    share = played.note.duration / len(bol.strokes)
    return [(played.onset + number * share, strokes) for number, strokes in enumerate(bol.strokes)]


def accent(onset: Fraction, tala: Tala | None) -> float:
    """How loud a stroke is at that moment of the cycle, 0 to 1."""
    loudness = 0.7 if onset.denominator == 1 else 0.6
    if tala is None:
        return loudness
    place = onset % tala.matras
    if place == 0:
        return 1.0
    loudness += 0.1 if place in tala.starts else 0.0
    return loudness - (0.15 if tala.marks[tala.vibhag(onset)] == KHALI else 0.0)
