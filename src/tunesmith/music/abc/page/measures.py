"""A tune cut into measures: all that a writer of scores needs to know, worked out once."""

from dataclasses import dataclass, field
from fractions import Fraction

from tunesmith.music.abc.page.event import Event, Group, event
from tunesmith.music.abc.page.grouping import groups
from tunesmith.music.abc.page.printed import mark_accidentals
from tunesmith.music.abc.page.spans import join_slurs, join_ties
from tunesmith.music.abc.tune import Bar, Ending, Field, LineBreak, Note, Rest, Tune
from tunesmith.music.key import Key
from tunesmith.music.meter import Meter

_MANY_EVENTS, _MOST_EVENTS = 32, 48  # in a measure
_MOST_BAR_RESTS = 100  # measures that one Z may fill


@dataclass(frozen=True, slots=True)
class Line:
    """A bar line: ``style`` as in ``Bar``, "" where none is drawn, and the repeats it ends and begins."""

    style: str = ""
    closes: int = 0
    opens: int = 0

    def then(self, other: "Line") -> "Line":
        """One line for two with nothing between them, as in ``:| |:``."""
        style = max(self.style, other.style, key=_WEIGHTS.index)
        return Line(style, max(self.closes, other.closes), max(self.opens, other.opens))


_WEIGHTS = ("", "[|]", ".|", "|", "||", "[|", "|]")


@dataclass(slots=True, eq=False)
class Measure:
    """What stands between two bar lines, or between a bar line and a change of key, metre or ending.

    Numbers count as musicians do: a pickup is 0, and the two halves of a measure that a repeat sign
    breaks share one number, the second one being ``implicit``.
    """

    key: Key
    meter: Meter
    number: int = 0
    implicit: bool = False
    new_key: bool = False  # the key changes here (True in the first measure)
    new_meter: bool = False
    left: Line = field(default_factory=Line)  # only its ``opens`` matters but in the first measure
    right: Line = field(default_factory=Line)
    events: list[Event] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)  # outer groups first, properly nested
    ending: tuple[int, ...] = ()  # the numbers of the ending it belongs to
    ending_starts: bool = False
    ending_stops: bool = False
    ending_open: bool = False  # it stops without a hook, because the music goes straight on
    labels: list[Field] = field(default_factory=list)  # P:, T: and Q: fields that stand before it
    line_ends: bool = False  # the line of the source ends with it

    @property
    def duration(self) -> Fraction:
        """Quarter notes of the music in it."""
        return sum((event.duration for event in self.events), Fraction(0))

    @property
    def full(self) -> bool:
        """Whether it is as long as its metre says. Free metre has no measure."""
        return self.meter.length is None or self.duration >= self.meter.length


def measures(tune: Tune) -> list[Measure]:
    """Cut a tune into measures, none of them empty unless the tune has no notes at all."""
    cutter = _Cutter(tune)
    for element in tune.body:
        cutter.take(element)
    found = cutter.finish()
    _number(found)
    _close_endings(found)
    for measure in found:
        measure.groups = groups(measure.events)
    events = [event for measure in found for event in measure.events]
    join_ties(events)
    join_slurs(events)
    state: dict[tuple[str, int], int] = {}
    for measure in found:
        if measure.left.style or measure.left.opens or measure.new_key:
            state = {}
        mark_accidentals(measure.events, measure.key, state)
    return found


class _Cutter:
    """Collects elements until a bar line, or something that must stand at one, closes the measure."""

    def __init__(self, tune: Tune) -> None:
        self.done: list[Measure] = []
        self.open = Measure(tune.key, tune.meter, new_key=True, new_meter=True)
        self.onset = Fraction(0)  # how far the open measure has come, in quarter notes

    def take(self, element: Note | Rest | Bar | Ending | Field | LineBreak) -> None:
        match element:
            case Rest(measures=count) if count > 0:
                self.rest_bars(element, min(count, _MOST_BAR_RESTS))
            case Note() | Rest():
                self.keep_short()
                self.open.events.append(event(element, self.onset, element.duration))
                self.onset += element.duration
            case Bar():
                self.bar(Line(element.style, element.closes, element.opens))
            case Ending():
                self.split()
                self.open.ending, self.open.ending_starts = element.numbers, True
            case Field():
                self.field(element)
            case LineBreak() if self.done and not self.open.events:
                self.done[-1].line_ends = True

    def rest_bars(self, rest: Rest, count: int) -> None:
        self.split()
        for index in range(count):
            if index:
                self.close(Line("|"))
            self.open.events.append(event(rest, Fraction(0), rest.duration / rest.measures, copy=index))

    def bar(self, line: Line) -> None:
        if self.open.events:
            self.close(line)
        elif self.done:
            before = self.done[-1]
            before.right = before.right.then(line)
            self.open.left = before.right
        else:
            self.open.left = self.open.left.then(line)

    def field(self, element: Field) -> None:
        if element.key is not None and element.key != self.open.key:
            self.split()
            self.open.key, self.open.new_key = element.key, True
        elif element.meter is not None and element.meter != self.open.meter:
            self.split()
            self.open.meter, self.open.new_meter = element.meter, True
        elif element.letter in "PTQ":
            self.split()
            self.open.labels.append(element)

    def keep_short(self) -> None:
        """Cut a measure that no line can hold, between beams and tuplets if they end in time."""
        if len(self.open.events) >= _MANY_EVENTS:
            last = self.open.events[-1].element
            if not (last.beamed or last.tuplet) or len(self.open.events) >= _MOST_EVENTS:
                self.split()

    def split(self) -> None:
        """Something that needs a bar line comes in the middle of a measure: draw none there."""
        if self.open.events:
            self.close(Line())

    def close(self, line: Line) -> None:
        self.open.right = line
        self.done.append(self.open)
        self.onset = Fraction(0)
        self.open = Measure(self.open.key, self.open.meter, left=line, ending=self.open.ending)

    def finish(self) -> list[Measure]:
        if self.open.events or not self.done:
            self.close(Line())
        return self.done


def _number(found: list[Measure]) -> None:
    """Count the measures. Neighbours that make up one measure between them count once."""
    number, begun = 0, Fraction(0)  # begun: how much of the measure already stands before a repeat sign
    for index, measure in enumerate(found):
        length, duration = measure.meter.length, measure.duration
        if measure.ending_starts and measure.ending[:1] > (1,):
            begun = Fraction(0)  # it stands in the place of the ending before it
        pickup = index == 0 and not measure.full and measure.right != Line()
        completes = length is not None and begun > 0 and begun + duration <= length
        measure.implicit = pickup or completes
        number += not measure.implicit
        measure.number = number
        plain = measure.right == Line("|")
        begun = Fraction(0) if plain or pickup or measure.full else begun * completes + duration
        if length is not None and begun >= length:
            begun = Fraction(0)


def _close_endings(found: list[Measure]) -> None:
    """An ending lasts until a repeat or a double bar, the next ending, or as long as the one before it."""
    inside, length, limit = False, 0, 0
    for measure, following in zip(found, [*found[1:], None], strict=True):
        if measure.ending_starts:
            inside, length, limit = True, 0, length if measure.ending[:1] > (1,) else 0
        if not inside:
            measure.ending = ()
            continue
        length += 1
        line = measure.right
        closed = bool(line.closes or line.opens) or line.style in ("||", "|]", "[|")
        if closed or following is None or following.ending_starts or length == limit:
            measure.ending_stops, measure.ending_open, inside = True, not closed, False
