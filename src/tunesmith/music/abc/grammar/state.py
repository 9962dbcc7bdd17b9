"""Where the writing of a tune stands: everything that decides what may follow, in immutable parts."""

from typing import Any, NamedTuple

from tunesmith.music.abc.grammar.lengths import EVEN, WHOLE, Room
from tunesmith.music.key import C_MAJOR, Key

FREE = 64 * WHOLE  # the longest bar of free metre

Spot = tuple[str, int, int]  # a notehead as it sounds: step, octave, alteration


class Time(NamedTuple):
    """Where in the bar. All in ticks."""

    bar: int = 0  # a full bar; 0 in free metre
    pos: int = 0  # from the beginning of the bar
    goal: int = FREE  # how far this bar has to go: full, or where the part began that it ends
    unit: int = WHOLE // 8
    compound: bool = False  # the metre has beats of three
    left: int = 0  # notes of the open tuplet still to come
    p: int = 1
    q: int = 1
    stretch: int = EVEN  # what a broken rhythm makes of the next note
    pair: int = 0  # the length as written of the note before it, which is its own, too

    @property
    def room(self) -> Room:
        return Room(self.goal - self.pos, self.left, self.p, self.q, self.stretch, self.pair)

    @property
    def full(self) -> bool:
        return self.bar > 0 and self.pos == self.bar


class Part(NamedTuple):
    """What section of the tune this is, and how it may end."""

    fresh: bool = True  # before the first bar line: this may be a pickup
    pickup: int = 0  # its length
    start: int = -1  # place in the bar where the section began, to which :| leads back; -1 while fresh
    opened: bool = False  # by |:
    closable: bool = True  # by :|
    ending: int = 0  # in the first (1) or second (2) ending; -1 between them
    empty: bool = True  # no note yet
    bare: int = 2  # 0 once a bar that began in it is complete; 1 after what may have been a pickup
    last: bool = False  # this bar has to end the section
    times: int = 0  # how often the form has it played; 0 leaves that free
    following: int = 0  # the same of the next part; -1 where the form ends
    over: bool = False  # the form is complete
    rounded: bool = False  # the section before ended at the place in the bar where it began
    full: bool = False  # the tune has as many bars as a tune may have


class Gap(NamedTuple):
    """What stands between the last note and here."""

    line: bool = True  # nothing on this line yet
    space: bool = False
    bar: int = 0  # 1 a bar line, 2 another sign of a section, 3 the number of an ending
    stage: int = (
        0  # of a note's marks: 1 its chord symbol is written, 2 its slurs, 3 tuplet, 4 decorations, 5 graces
    )
    signs: int = 0  # how many of one stage
    fields: int = 0


class Count(NamedTuple):
    """What decides only at bar lines."""

    bars: int = 0  # bar lines crossed in this part
    fork: int = 0  # bars before the first ending
    part: int = 0
    total: int = 0


class State(NamedTuple):
    """``mode`` names what is being written; ``lex`` is as much of it as stands there."""

    mode: str = "line"
    lex: Any = ()
    time: Time = Time()
    part: Part = Part()
    gap: Gap = Gap()
    tied: tuple[Spot, ...] = ()  # what the next note has to hold
    slurs: int = 0
    home: bool = False  # the last note is the tonic
    # So far it is what decides, as long as pitches do not matter.
    key: Key = C_MAJOR
    altered: tuple[tuple[str, int], ...] = ()  # accidentals in force in this bar
    counts: Count = Count()
