"""One ABC tune as a tree of what is written, every element knowing where it stands in the text.

The tree keeps the notation, not the performance: repeats are not expanded, ties not joined. All times
are exact fractions of a quarter note. ``start`` and ``end`` are offsets into ``Tune.text``, so that an
element can be found, coloured or rewritten in place.
"""

from dataclasses import dataclass
from fractions import Fraction

from tunesmith.music.key import Key
from tunesmith.music.meter import Meter
from tunesmith.music.problem import Problem

STEPS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}  # semitones above C


@dataclass(frozen=True, slots=True)
class Pitch:
    """A notehead. ``C`` in ABC is middle C (C4), ``c`` is C5."""

    step: str  # "A" to "G"
    octave: int  # scientific: middle C is in octave 4
    alter: int  # semitones from the natural, as it sounds: key signature and accidentals in force applied
    accidental: int | None = None  # the alteration written at this very note, None where none is written
    tie: bool = False  # tied to the next note or chord

    @property
    def midi(self) -> int:
        return 12 * (self.octave + 1) + STEPS[self.step] + self.alter


@dataclass(frozen=True, slots=True)
class Tuplet:
    """``(p:q:r``: p notes in the time of q, for the next r notes. One object shared by its members."""

    start: int  # offset of the "(": identifies the tuplet
    p: int
    q: int
    r: int


@dataclass(frozen=True, slots=True)
class Note:
    """A note, or a chord ``[CEG]`` when it has several pitches."""

    start: int  # of the note itself with its accidentals and length, not of its marks
    end: int
    pitches: tuple[Pitch, ...]  # in written order
    duration: Fraction  # quarter notes as it lasts: tuplet and broken rhythm applied (graces: as written)
    written: Fraction  # quarter notes of the notehead: broken rhythm applied, tuplet not
    tuplet: Tuplet | None = None
    graces: tuple["Note", ...] = ()  # the grace notes before it
    slashed: bool = False  # {/...}: its graces are an acciaccatura
    symbol: str | None = None  # the chord symbol above it: "Am7"
    annotations: tuple[str, ...] = ()  # other quoted text, with its placement sign: "^slow"
    decorations: tuple[str, ...] = ()  # "~", ".", "u", "!trill!" ...: as written
    slurs_opened: int = 0
    slurs_closed: int = 0
    beamed: bool = False  # nothing stands between it and the next note: beam them where both have flags


@dataclass(frozen=True, slots=True)
class Rest:
    start: int
    end: int
    duration: Fraction  # quarter notes, tuplet and broken rhythm applied; a bar rest Z: all its bars
    written: Fraction
    visible: bool = True  # z and Z are, x and X are not
    measures: int = 0  # Z3: 3. Zero for an ordinary rest
    tuplet: Tuplet | None = None
    symbol: str | None = None
    annotations: tuple[str, ...] = ()
    decorations: tuple[str, ...] = ()
    slurs_opened: int = 0
    slurs_closed: int = 0
    beamed: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar line: ``|``, ``||``, ``|]``, ``:|``, ``|:``, ``::``, ``[|`` ..."""

    start: int
    end: int
    style: str  # the line alone, colons removed: "|", "||", "|]", "[|", ".|", "[|]" (invisible)
    closes: int = 0  # colons before it: 1 ends a repeat of two times, 2 of three times
    opens: int = 0  # colons after it


@dataclass(frozen=True, slots=True)
class Ending:
    """``[1``, ``|2``, ``[1,3``: a numbered ending opens here, after the bar line it is written with."""

    start: int
    end: int
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the header or the body, on its own line or inline ``[K:G]``."""

    start: int
    end: int
    letter: str  # "K"
    value: str  # stripped, without comment: "Ador"
    inline: bool = False
    key: Key | None = None  # parsed, for K:
    meter: Meter | None = None  # for M:
    unit: Fraction | None = None  # for L:, as a fraction of a whole note: 1/8


@dataclass(frozen=True, slots=True)
class LineBreak:
    """The end of a music line (not one continued by a backslash)."""

    start: int
    end: int


Element = Note | Rest | Bar | Ending | Field | LineBreak


@dataclass(frozen=True, slots=True)
class Tune:
    text: str  # the tune as given, X: line first
    header: tuple[Field, ...]  # every header field in order, K: last
    body: tuple[Element, ...]
    problems: tuple[Problem, ...]  # lines and columns within ``text``
    number: str  # X:
    titles: tuple[str, ...]  # T:
    meter: Meter  # M:, or free metre when absent
    unit: Fraction  # L: as a fraction of a whole note, or the standard's default for the metre
    key: Key  # K:, or C major when absent
    rhythm: str = ""  # R:
    tempo: "Tempo | None" = None  # Q:


@dataclass(frozen=True, slots=True)
class Tempo:
    """``Q:3/8=120``: 120 beats of 3/8 a minute."""

    beat: Fraction  # as a fraction of a whole note
    per_minute: Fraction
    text: str = ""

    @property
    def quarters_per_minute(self) -> float:
        return float(self.beat * 4 * self.per_minute)
