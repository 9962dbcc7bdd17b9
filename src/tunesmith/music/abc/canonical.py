"""Writing a tune back as ABC, always in the same manner.

The manner: notes of one beam stand together and beams are one space apart; no space stands around bar
lines, one between two of them and one after the number of an ending; lengths are in lowest terms (``A3/2``,
``A/``); broken rhythms (``A>B``) stay where the source has them; ties, then closing slurs, follow the note;
before it stand the chord symbol, annotations, slurs, tuplet, decorations and grace notes. Lines break where
the source breaks them. Comments, back-ticks, spacers and whatever the parser passed over are gone.

``parse(write(tune))`` has the same music as ``tune``, and ``write(parse(write(tune))) == write(tune)``.
"""

import re
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import TypeGuard

from tunesmith.music.abc.chord_symbol import chord_symbol
from tunesmith.music.abc.reading.tuplets import time_of
from tunesmith.music.abc.tune import Bar, Element, Ending, Field, Note, Pitch, Rest, Tune, Tuplet
from tunesmith.music.key import SIGNS
from tunesmith.music.meter import Meter

SHORTER = {Fraction(1, 2): 1, Fraction(1, 4): 2, Fraction(1, 8): 3}  # what the shorter note keeps -> signs
HALF = Fraction(1, 2)
CLEAN_FIELDS = ("K", "M", "L")
_QUOTED = re.compile(r'"[^"]*"|![^!]*!')


def write(tune: Tune) -> str:
    """The whole tune with all its fields, ending in a newline. A missing X: or K: is added."""
    header = [_field_line(field) for field in tune.header]
    letters = {field.letter for field in tune.header}
    if "X" not in letters:
        header.insert(0, "X:1")
    if "K" not in letters:
        header.append("K:C")
    return "\n".join([*header, *_Writer(tune, clean=False).lines(), ""])


def write_clean(tune: Tune) -> str:
    """The music alone, ending in a newline: R:, M:, L:, K:, then the notes with their chord symbols.

    Keys, metres and unit lengths are normalised. Annotations, decorations, slurs, lyrics and every field but
    K:, M: and L: are left out, and so is a quoted text that is no chord (a fingering ``"4"``).
    """
    header = [f"M:{_meter(tune.meter)}", f"L:{tune.unit}", f"K:{tune.key.name}"]
    if tune.rhythm:
        header.insert(0, _line("R", tune.rhythm.lower()))
    return "\n".join([*header, *_Writer(tune, clean=True).lines(), ""])


class _Writer:
    """Writes the body, element after element."""

    def __init__(self, tune: Tune, clean: bool) -> None:
        self.text = tune.text
        self.clean = clean
        self.unit = tune.unit * 4  # in quarter notes
        self.meter = tune.meter
        self.tuplet: Tuplet | None = None
        self.graces = 0  # how many of the next note's are written
        self.done: list[str] = []
        self.line: list[str] = []
        self.body = [element for element in tune.body if not clean or _is_clean(element)]

    def lines(self) -> list[str]:
        signs, following = self._broken_rhythms(), self._following()
        before: Element | None = None
        for index, element in enumerate(self.body):
            if isinstance(element, Note | Rest) and isinstance(before, Note | Rest) and not before.beamed:
                self.line.append(" ")
            note = following[index]
            if note is not None and note.graces and not isinstance(element, Note):
                self.line += self._grace_notes(note, element.start)  # before a bar line or rest
            if isinstance(element, Note | Rest):
                self.line.append(self._event(element, *signs.get(index, ("", element.written))))
            elif isinstance(element, Bar):
                self.line.append(" " * isinstance(before, Bar) + _bar(element))
            elif isinstance(element, Ending):
                self.line.append(f"[{_numbers(element.numbers)} ")
            elif isinstance(element, Field):
                self._field(element)
            elif self.line:
                self._end_line()
            before = element
        self._end_line()
        return self.done

    def _end_line(self) -> None:
        if self.line:
            text = "".join(self.line).rstrip()
            self.done.append(re.sub("^([XZ]):", r"\1 :", text))  # a rest and a bar line, no field
            self.line.clear()

    def _field(self, field: Field) -> None:
        if field.unit is not None:
            self.unit = field.unit * 4
        self.meter = field.meter or self.meter
        text = _clean_field(field) if self.clean else _field_line(field)
        if field.inline:
            self.line.append(f"[{text}]")
            return
        if self.line:  # the music goes on after this field: no line ends here
            self.line.append("\\")
            self._end_line()
        self.done.append(text)

    def _event(self, event: Note | Rest, sign: str, plain: Fraction) -> str:
        """A note or rest with all its marks; ``plain`` is its length without the broken rhythm."""
        length = _length(plain / self.unit)
        parts = []
        if event.symbol is not None and (not self.clean or chord_symbol(event.symbol) is not None):
            parts.append(f'"{event.symbol}"')
        if not self.clean:
            parts += [f'"{text}"' for text in event.annotations]
            parts.append("(" * event.slurs_opened)
        if event.tuplet is not None and event.tuplet is not self.tuplet:
            parts.append(_tuplet(event.tuplet, self.meter))
        self.tuplet = event.tuplet
        if not self.clean:
            parts += event.decorations
        if isinstance(event, Rest):
            letter = ("z" if event.visible else "x") if not event.measures else "Z" if event.visible else "X"
            parts.append(letter + (_length(Fraction(event.measures)) if event.measures else length))
        else:
            parts += self._grace_notes(event, event.start)
            self.graces = 0
            parts.append(self._pitches(event, length))
        if not self.clean:
            parts.append(")" * event.slurs_closed)
        return "".join(parts) + sign

    def _following(self) -> list[Note | None]:
        """For each element the next note after it."""
        following: list[Note | None] = []
        after: Note | None = None
        for element in reversed(self.body):
            following.append(after)
            if isinstance(element, Note):
                after = element
        return following[::-1]

    def _grace_notes(self, note: Note, end: int) -> list[str]:
        """Those that stand before ``end`` in the source and are not yet written, in braces."""
        texts = []
        while self.graces < len(note.graces) and (grace := note.graces[self.graces]).start < end:
            texts.append(self._pitches(grace, _length(grace.written / self.unit)))
            self.graces += 1
        return ["{", "/" * note.slashed, *texts, "}"] if texts else []

    def _pitches(self, note: Note, length: str) -> str:
        if len(note.pitches) == 1:
            return _pitch(note.pitches[0]) + length + "-" * note.pitches[0].tie
        if all(pitch.tie for pitch in note.pitches):
            return "[" + "".join(map(_pitch, note.pitches)) + "]" + length + "-"
        return "[" + "".join(_pitch(pitch) + "-" * pitch.tie for pitch in note.pitches) + "]" + length

    def _broken_rhythms(self) -> dict[int, tuple[str, Fraction]]:
        """Index in the body -> the sign to write after the note, and the note's length without it."""
        signs: dict[int, tuple[str, Fraction]] = {}
        for index, (first, second) in enumerate(pairwise(self.body)):
            if not (_is_event(first) and _is_event(second)) or index in signs:
                continue
            between = self.text[first.end : second.start]
            if ">" not in between and "<" not in between:
                continue
            between = _QUOTED.sub("", between)
            half = (first.written + second.written) / 2
            count = SHORTER.get(min(first.written, second.written) / half, 0)
            sign = (">" if first.written > second.written else "<") * count
            if sign and sign in between:
                signs[index] = (sign, half)
                signs[index + 1] = ("", half)
        return signs


def _is_event(element: Element) -> TypeGuard[Note | Rest]:
    """Whether a broken rhythm may hold it."""
    return isinstance(element, Note) or (isinstance(element, Rest) and not element.measures)


def _is_clean(element: Element) -> bool:
    return not isinstance(element, Field) or element.letter in CLEAN_FIELDS


def _clean_field(field: Field) -> str:
    if field.key is not None:
        return f"K:{field.key.name}"
    if field.meter is not None:
        return f"M:{_meter(field.meter)}"
    return f"L:{field.unit}" if field.unit is not None else _field_line(field)


def _field_line(field: Field) -> str:
    return _line(field.letter, field.value)


def _line(letter: str, value: str) -> str:
    value = value.replace("%", "\\%")
    gap = " " * value.startswith(("|", ":", "[", "]"))  # else it may read as music: "G:|"
    return f"{letter}:{gap}{value}"


def _meter(meter: Meter) -> str:
    return re.sub(r"\s", "", meter.text) or "none"


def _pitch(pitch: Pitch) -> str:
    sign = "" if pitch.accidental is None else SIGNS[pitch.accidental]
    if pitch.octave >= 5:
        return sign + pitch.step.lower() + "'" * (pitch.octave - 5)
    return sign + pitch.step + "," * (4 - pitch.octave)


def _length(length: Fraction) -> str:
    """In unit lengths: nothing, ``2``, ``3/2``, ``/``, ``/4``."""
    above = "" if length.numerator == 1 else str(length.numerator)
    if length.denominator == 1:
        return above
    return "/" if length == HALF else f"{above}/{length.denominator}"


def _tuplet(tuplet: Tuplet, meter: Meter) -> str:
    if tuplet.r != tuplet.p or not 2 <= tuplet.p <= 9:
        return f"({tuplet.p}:{tuplet.q}:{tuplet.r}"
    return f"({tuplet.p}" if tuplet.q == time_of(tuplet.p, meter) else f"({tuplet.p}:{tuplet.q}"


def _bar(bar: Bar) -> str:
    if (bar.style, bar.closes, bar.opens) == ("|", 1, 1):
        return "::"
    return ":" * bar.closes + bar.style + ":" * bar.opens


def _numbers(numbers: Sequence[int]) -> str:
    return ",".join(map(str, numbers))
