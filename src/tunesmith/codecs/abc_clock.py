"""Where in a bar, and in what part of the text, the next character of ABC stands."""

import re
from collections.abc import Callable
from functools import lru_cache

from tunesmith.music.meter import parse_meter

QUARTER = 480  # ticks
EIGHTH = QUARTER // 2
LONGEST = 64 * QUARTER  # what a length or a bar may come to, whatever its digits say
VALUE = 40  # characters of a field's value that are looked at

# The kinds of place, after the 26 letters of fields (A: is 0).
(START, TUNE, LINE, OTHER_FIELD, COMMENT, MUSIC, NOTE, BROKEN, ACCIDENTAL, QUOTE, QUOTED, AFTER_QUOTE, BAR,
 BRACKET, CHORD, INLINE, GRACE, DECORATION, TUPLET, IN_TUPLET) = range(26, 46)  # fmt: skip
PLACES = 46


class Clock:
    """Follows a text of ABC character by character; takes any text, and begins anywhere in it.

    It knows less than the parser and never looks ahead: lengths are ticks, a quarter note is ``QUARTER`` of
    them. What it cannot know yet it says it does not know: ``timed`` until a bar line or the K: field,
    ``placed`` until a section begins, ``full`` until a metre is read or two bars were of one length.
    A section that ends short of a full bar goes on with the pickup of the next: ``position`` runs on there.
    """

    def __init__(self) -> None:
        self.begin_tune()
        self.place = START
        self._header = False
        self._read: Callable[[str], None] = self._music

    def begin_tune(self) -> None:
        """Forget everything, at the blank line before a header."""
        self.place = TUNE
        self.position = 0  # ticks since the bar began, unless not ``timed``
        self.full = 0  # ticks of a full bar, 0 while unknown
        self.bar = 0  # full bars since the section began, unless not ``placed``
        self.bars = 0  # bars since the tune began
        self.reached = 0  # how long the last bar became
        self._pickup = False  # the bar under way began in the section before
        self.timed = self.placed = False
        self._header = True
        self._unit, self._given = EIGHTH, False  # the unit length, and whether an L: field gives it
        self._compound = False  # beats of three
        self._letter, self._value = "", ""  # of the field under way
        self._start = self._base = 0  # of the last note: when it began, and its length without a multiplier
        self._number = self._slashes = self._denominator = 0  # of its multiplier
        self._shift = 0  # what a broken rhythm takes from the next note
        self._tuplet = (0, 1, 1)  # notes left, and the factor of their length
        self._parts = [0, 0, 0]  # (p:q:r
        self._read = self._line_start

    def advance(self, char: str) -> None:
        """Read one more character."""
        self._read(char)

    @property
    def in_tuplet(self) -> bool:
        return self._tuplet[0] > 0

    # lines and fields

    def _line_start(self, char: str) -> None:
        if char == "\n":
            self.begin_tune()
        elif char == "%":
            self.place, self._read = COMMENT, self._rest_of_line
        elif ("A" <= char <= "Z") or ("a" <= char <= "z") or char == "+":
            self._letter, self._start = char, self.position
            self._read = self._music
            if self._header:
                self.place = LINE
            else:
                self._music(char)
            self._read = self._after_letter
        else:
            self._read = self._rest_of_line if self._header else self._music
            self._read(char)

    def _after_letter(self, char: str) -> None:
        """A line began with a letter: a colon makes it a field, unless the next one makes it a bar line."""
        if char == ":":
            self.place = ord(self._letter) - 65 if "A" <= self._letter <= "Z" else OTHER_FIELD
            self._value = ""
            self._read = self._field if self._header else self._after_colon
        else:
            self._read = self._rest_of_line if self._header else self._music
            self._read(char)

    def _after_colon(self, char: str) -> None:
        if char in "|:":
            self.place, self._read = NOTE, self._music
            self._bar_line(":")
            self._bar_line(char)
        else:
            self.position, self._read = self._start, self._field
            self._field(char)

    def _field(self, char: str) -> None:
        if char == "\n":
            self._apply()
            self.place, self._read = LINE, self._line_start
        elif len(self._value) < VALUE:
            self._value += char

    def _inline(self, char: str) -> None:
        if char == "]":
            self._apply()
            self.place, self._read = MUSIC, self._music
        elif char == "\n":
            self._newline(char)
        elif len(self._value) < VALUE:
            self._value += char

    def _apply(self) -> None:
        """A field is complete."""
        value = self._value.partition("%")[0].strip()
        if self._letter == "M":
            self.full, self._compound, usual = _meter(value)
            self._unit = self._unit if self._given else usual
        elif self._letter == "L":
            self._unit, self._given = _ticks(value) or self._unit, True
        elif self._letter == "P" and not self._header:
            self._section()
        elif self._letter == "K" and (self._header or not self.timed):
            self._header = False
            self.timed = self.placed = True
            self.position = self.bar = self.bars = 0

    def _newline(self, _: str) -> None:
        self.place, self._read = LINE, self._line_start

    def _rest_of_line(self, char: str) -> None:
        if char == "\n":
            self._newline(char)
        else:
            self.place = COMMENT

    # music

    def _music(self, char: str) -> None:
        _MUSIC.get(char, Clock._other)(self, char)

    def _other(self, _: str) -> None:
        self.place = MUSIC

    def _note(self, char: str) -> None:
        notes, times, over = self._tuplet
        self._base = self.full if char in "ZX" else self._unit * times // over
        if notes:
            self._tuplet = (notes - 1, times, over) if notes > 1 else (0, 1, 1)
        self._start = self.position + self._shift
        self._number = self._slashes = self._denominator = self._shift = 0
        self.position = self._start + self._base
        self.place = NOTE

    def _digit(self, char: str) -> None:
        if self.place == NOTE:
            if self._slashes:
                self._denominator = min(10 * self._denominator + int(char), 999)
            else:
                self._number = min(10 * self._number + int(char), 999)
            self._stretch()
        elif self.place != BAR:  # |1 begins an ending
            self.place = MUSIC

    def _slash(self, _: str) -> None:
        if self.place == NOTE:
            self._slashes, self._denominator = min(self._slashes + 1, 8), 0
            self._stretch()

    def _stretch(self) -> None:
        length = self._base * (self._number or 1) // (self._denominator or 1 << self._slashes)
        self.position = self._start + min(length, LONGEST)

    def _broken(self, char: str) -> None:
        """a>b: half as much again for the first, half for the second; a>>b: three quarters."""
        self._base = self._base // 2 if self.place == BROKEN else (self.position - self._start) // 2
        longer = self._base if char == ">" else -self._base
        self.position, self._shift, self.place = self.position + longer, self._shift - longer, BROKEN

    def _accidental(self, _: str) -> None:
        self.place = ACCIDENTAL

    def _octave(self, _: str) -> None:
        pass

    def _bar_line(self, char: str) -> None:
        """The first character of a bar line ends the bar; a second one, or a colon, makes it a section's."""
        first = self.place != BAR
        if first:
            if self.position > 0:
                whole = self.position >= self.full and not self._pickup
                if not self.full and self.timed and self.position == self.reached:
                    self.full = self.position
                self.bars += 1
                self.bar += whole
                self._pickup = False
            self.reached, self.position = (min(self.position, LONGEST) if self.timed else 0), 0
            self.timed, self.place = True, BAR
        if char != "|" or not first:
            self._section()

    def _section(self) -> None:
        self.bar, self.placed = 0, True
        if 0 < self.reached < self.full and not self.position:  # the next one begins with what is left
            self.position, self.reached, self._pickup = self.reached, 0, True
            self.bars -= 1

    def _close(self, char: str) -> None:
        if self.place == BAR:
            self._bar_line(char)
        else:
            self.place = MUSIC

    def _open_quote(self, _: str) -> None:
        self.place, self._read = QUOTE, self._quoted

    def _quoted(self, char: str) -> None:
        if char == "\n":
            self._newline(char)
        elif char == '"':
            self.place, self._read = AFTER_QUOTE, self._music
        else:
            self.place = QUOTED

    def _open_comment(self, _: str) -> None:
        self.place, self._read = COMMENT, self._rest_of_line

    def _open_decoration(self, _: str) -> None:
        self.place, self._read = DECORATION, self._decoration

    def _decoration(self, char: str) -> None:
        if char == "\n":
            self._newline(char)
        elif char == "!":
            self.place, self._read = MUSIC, self._music

    def _open_grace(self, _: str) -> None:
        self.place, self._read = GRACE, self._grace

    def _grace(self, char: str) -> None:
        if char == "\n":
            self._newline(char)
        elif char == "}":
            self.place, self._read = MUSIC, self._music

    def _open_paren(self, _: str) -> None:
        self.place, self._read, self._parts = MUSIC, self._after_paren, [0, 0, 0]

    def _after_paren(self, char: str) -> None:
        """(3 begins a tuplet, (3:2:2 too; everything else a slur."""
        part = next((index for index in range(3) if self._parts[index] == 0), 3) if char in "123456789" else 3
        if part < 3 and (part == 0 or self.place == TUPLET):
            self._parts[part] = int(char)
            self._begin_tuplet()
            self.place = TUPLET
        elif not (char == ":" and self._parts[0]):
            self._read = self._music
            self._music(char)

    def _begin_tuplet(self) -> None:
        """p notes in the time of q, for the next r notes (standard 4.13)."""
        notes, times, count = self._parts
        usual = {2: 3, 3: 2, 4: 3, 6: 2, 8: 3}.get(notes, 3 if self._compound else 2)
        self._tuplet = (count or notes, times or usual, notes)

    # brackets: chords, inline fields, endings

    def _open_bracket(self, _: str) -> None:
        if self.place != BAR:
            self.place = BRACKET
        self._read = self._after_bracket

    def _after_bracket(self, char: str) -> None:
        if char == "|":
            self._read = self._music
            self._bar_line(char)
            self._section()
        elif char in '123456789"':
            self.place, self._read = BAR, self._music
        else:
            self._letter, self._start, self.place = char, self.position, BRACKET
            self._read = self._after_chord_letter if char.isalpha() else self._chord
            self._chord(char)

    def _after_chord_letter(self, char: str) -> None:
        """A letter and a colon make it a field."""
        if char == ":":
            self.position, self.place = self._start, INLINE
            self._value, self._read = "", self._inline
        else:
            self._read = self._chord
            self._chord(char)

    def _chord(self, char: str) -> None:
        """Of a chord the first note gives the time, and what follows it multiplies that."""
        if char == "]":
            self.place, self._read = (MUSIC if self.place == BRACKET else NOTE), self._music
            self._base = self.position - self._start
            self._number = self._slashes = self._denominator = 0
        elif char == "\n":
            self._newline(char)
        elif self.place == BRACKET:
            if char in _NOTES:
                self._note(char)
        elif self.place == NOTE and char in "0123456789/,'":
            self._music(char)
        else:
            self.place = CHORD


_NOTES = "ABCDEFGabcdefgzxZX"
_MUSIC: dict[str, Callable[[Clock, str], None]] = {
    **dict.fromkeys(_NOTES, Clock._note),
    **dict.fromkeys("0123456789", Clock._digit),
    **dict.fromkeys("^_=", Clock._accidental),
    **dict.fromkeys(",'", Clock._octave),
    **dict.fromkeys("<>", Clock._broken),
    **dict.fromkeys("|:", Clock._bar_line),
    "/": Clock._slash,
    "\n": Clock._newline,
    '"': Clock._open_quote,
    "%": Clock._open_comment,
    "!": Clock._open_decoration,
    "{": Clock._open_grace,
    "(": Clock._open_paren,
    "[": Clock._open_bracket,
    "]": Clock._close,
}


@lru_cache(maxsize=256)
def _meter(value: str) -> tuple[int, bool, int]:
    """Ticks of a full bar (0 for none), whether its beats are of three, and the usual unit in ticks."""
    meter = parse_meter(value)
    if meter is None or meter.length is None:
        return 0, False, EIGHTH
    bar = min(int(meter.length * QUARTER), LONGEST)
    return bar, meter.compound, int(meter.default_unit * 4 * QUARTER)


@lru_cache(maxsize=256)
def _ticks(value: str) -> int:
    """Ticks of ``1/8``; 0 for what is no fraction."""
    match = re.fullmatch(r"(\d{1,4})(?:\s*/\s*(\d{1,4}))?", value, re.ASCII)
    return min(int(match[1]) * 4 * QUARTER // (int(match[2] or 1) or 1), LONGEST) if match else 0
