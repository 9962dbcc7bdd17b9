"""Bars against their metre, in the order they are played."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import islice
from math import lcm

from tunesmith.music.abc.check.form import SECTION_SIGNS
from tunesmith.music.abc.rules import Findings
from tunesmith.music.abc.sound.repeats import played
from tunesmith.music.abc.tune import Bar, Element, Field, LineBreak, Note, Rest, Tune
from tunesmith.music.meter import Meter

MOST_PLAYED = 100_000  # stretches of music and signs; only hostile input has more


@dataclass(frozen=True, slots=True)
class Misfit:
    """A bar that is not as long as its metre says."""

    rule: str
    pieces: tuple[Rest, ...]  # stretches of music; several where bar lines other than | stand between them
    end: int  # offset of the sign where it comes out: a bar line, a field or the end of the music
    time: Fraction  # quarter notes of all pieces
    meter: Meter
    again: bool  # it is the pickup, coming again after a full bar

    @property
    def start(self) -> int:
        """Offset of its first note."""
        return self.pieces[0].start

    @property
    def message(self) -> str:
        """``this bar has 7/8, 1/8 more than 6/8``"""
        length = self.meter.length
        if length is None or self.rule == "metre-change-in-bar":
            return "the metre changes before this bar is full"
        below, first = self.meter.denominator, self.pieces[0].duration
        full, difference = _in_notes(length, below), _in_notes(abs(self.time - length), below)
        has = _in_notes(first, below)
        if self.again and len(self.pieces) == 1:
            return f"this pickup has {has}; when it comes again the bar before is full, and {difference} lack"
        if len(self.pieces) > 1:
            has += f" and what is played after it {_in_notes(self.time - first, below)}"
        return f"this bar has {has}, {difference} {'more' if self.time > length else 'less'} than {full}"


def check_bars(tune: Tune, findings: Findings) -> None:
    """``bar-too-long``, ``bar-too-short`` and ``metre-change-in-bar``, each place of the text once."""
    places = set()
    for misfit in misfits(tune):
        if misfit.start not in places:
            places.add(misfit.start)
            findings.add(misfit.start, misfit.rule, misfit.message)


def misfits(tune: Tune) -> Iterator[Misfit]:
    """What does not fit, as often as it is played.

    The music is followed through its repeats. A first bar may be short: it is a pickup. At a plain bar line
    a bar is full; any other line may split a bar, which what is played next completes. So the last bar of a
    repeat, and of the tune, is short by the pickup. In free metre nothing is measured.
    """
    body = tuple(_outline(tune))
    meters = _meters(tune.meter, body)
    count = _Count(tune.meter, _section_signs(body))
    for element in islice(played(replace(tune, body=body)), MOST_PLAYED):
        misfit = None
        if isinstance(element, Field):
            misfit = count.change(element, meters[element.start])
        elif isinstance(element, Rest):
            count.music(element, meters[element.start])
        elif isinstance(element, Bar):
            misfit = count.line(element)
        if misfit is not None:
            yield misfit
    last = count.finish()
    if last is not None:
        yield last


def _outline(tune: Tune) -> Iterator[Element]:
    """The body with every stretch of notes and rests as one rest; of its fields, only metres and parts."""
    stretch: list[Note | Rest] = []
    for element in tune.body:
        match element:
            case Note() | Rest(measures=0):
                stretch.append(element)
            case LineBreak():
                pass
            case Field(letter=letter) if letter not in "MP":
                pass
            case _:
                yield from _as_rest(stretch)
                stretch = []
                yield element
    yield from _as_rest(stretch)


def _as_rest(stretch: list[Note | Rest]) -> Iterator[Rest]:
    if stretch:
        below: dict[int, int] = {}  # denominator -> numerators: four times as fast as adding fractions
        for element in stretch:
            denominator = element.duration.denominator
            below[denominator] = below.get(denominator, 0) + element.duration.numerator
        total = sum((Fraction(above, denominator) for denominator, above in below.items()), Fraction(0))
        yield Rest(stretch[0].start, stretch[-1].end, total, total)


def _meters(meter: Meter, body: tuple[Element, ...]) -> dict[int, Meter]:
    """The metre in force at every element, by its place in the text, wherever it is played."""
    meters = {}
    for element in body:
        if isinstance(element, Field) and element.meter is not None:
            meter = element.meter
        meters[element.start] = meter
    return meters


def _section_signs(body: tuple[Element, ...]) -> set[int]:
    """Where sections meet: repeat signs, and double bars that do not stand within a repeat."""
    signs, opened = set(), False
    for bar in body:
        if isinstance(bar, Bar) and (bar.closes or bar.opens or (bar.style in SECTION_SIGNS and not opened)):
            signs.add(bar.start)
            opened = bool(bar.opens)
    return signs


class _Count:
    """How far the bar under way has come."""

    def __init__(self, meter: Meter, signs: set[int]) -> None:
        self.meter = meter
        self.signs = signs  # offsets of the bar lines that part sections
        self.time = Fraction(0)  # quarter notes since the last full bar
        self.pieces: list[Rest] = []  # what they are made of
        self.fresh = False  # music has come since the last bar line
        self.first = True  # no bar line has come after music
        self.pickup: Rest | None = None
        self.lost = False  # the metre has changed inside of this bar: wait for the next
        self.start = Fraction(0)  # where in the bar the section began
        self.music_in_section = False
        self.rounded = False  # the section before ended where in the bar it began

    def music(self, rest: Rest, meter: Meter) -> None:
        self.meter = meter  # a repeat may lead back to another one
        self.fresh = self.music_in_section = True
        if meter.length is not None and not self.lost:
            last = replace(rest, duration=meter.length) if rest.measures else rest  # of Z4, the fourth bar
            self.time += last.duration
            self.pieces.append(last)

    def line(self, bar: Bar) -> Misfit | None:
        misfit = self.measure(bar)
        if bar.start in self.signs:
            self.section()
        return misfit

    def section(self) -> None:
        """A section ends, another begins."""
        if self.music_in_section:
            self.rounded = self.time == self.start
        self.start, self.music_in_section = self.time, False

    def measure(self, bar: Bar) -> Misfit | None:
        if not self.fresh:
            return None
        first, length = self.first, self.meter.length
        self.fresh = self.first = False
        if length is None or self.lost:
            self.lost = False
            self.restart()
        elif first and self.time < length:
            self.pickup = self.pieces[0]
            self.start = length - self.time if _plain(bar) else Fraction(0)
            self.restart()
        elif self.time >= length or _plain(bar):
            return self.judge(length, bar.start)
        return None

    def change(self, field: Field, meter: Meter) -> Misfit | None:
        """A field: perhaps another metre."""
        if meter == self.meter:
            return None
        misfit = None
        if self.time not in (0, self.meter.length) and (self.fresh or not self.completes_pickup()):
            misfit = self.misfit("metre-change-in-bar", field.start)
            self.lost = self.fresh
        self.fresh = self.lost
        self.meter = meter
        self.restart()
        return misfit

    def finish(self) -> Misfit | None:
        """The tune is over. A tune without any bar line, and not a bar long, is well."""
        length = self.meter.length
        if length is None or not self.pieces or self.completes_pickup():
            return None
        return None if self.first and self.time < length else self.judge(length, self.pieces[-1].end)

    def completes_pickup(self) -> bool:
        """Whether a bar that is not full ends well: with the pickup of the tune, or that of its section."""
        if self.pickup is not None and self.time + self.pickup.duration == self.meter.length:
            return True
        return self.time == self.start if self.music_in_section else self.rounded

    def judge(self, length: Fraction, end: int) -> Misfit | None:
        """The bar is over: is it full?"""
        misfit = None
        if self.time != length:
            misfit = self.misfit("bar-too-long" if self.time > length else "bar-too-short", end)
        self.restart()
        return misfit

    def misfit(self, rule: str, end: int) -> Misfit:
        again = self.pieces[0] is self.pickup
        return Misfit(rule, tuple(self.pieces), end, self.time, self.meter, again)

    def restart(self) -> None:
        self.time = Fraction(0)
        self.pieces = []


def _plain(bar: Bar) -> bool:
    return bar.style in ("|", ".|") and not (bar.closes or bar.opens)


def _in_notes(quarters: Fraction, below: int) -> str:
    """Quarter notes as a fraction of a whole note, in notes of that size or of a part of it: 6/8, not 3/4."""
    whole = quarters / 4
    below = lcm(below, whole.denominator)
    return f"{whole * below}/{below}"
