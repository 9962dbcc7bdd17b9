"""Moving a tune to another key inside its own text."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from tunesmith.errors import TunesmithError
from tunesmith.music.abc.chord_symbol import transpose_symbol
from tunesmith.music.abc.reading.accidentals import Accidentals
from tunesmith.music.abc.reading.header import Header, read_header
from tunesmith.music.abc.reading.lines import Line, lines_of, without_comment
from tunesmith.music.abc.reading.tokens import TOKEN
from tunesmith.music.abc.rules import Findings
from tunesmith.music.abc.tune import STEPS
from tunesmith.music.key import (
    ACCIDENTAL,
    ALTERATIONS,
    C_MAJOR,
    SIGNS,
    TONIC,
    Key,
    is_parameter,
    key_on,
    parse_key,
    spell,
    tonic_fifths,
    transpose_key,
)

_QUOTE = re.compile(r'"([^"\r\n]*)"')
_NOTE_PARTS = re.compile(r"(\^\^?|__?|=)?([A-Ga-g])([,']*)(.*)")
_DEGREES = "CDEFGAB"
_Place = tuple[str, int, int]  # step, octave, alteration
_Move = tuple[_Place, _Place]  # from, to


def transpose(text: str, semitones: int) -> str:
    """Move every note, key and chord symbol of a tune by ``semitones``; all else stays byte for byte.

    The new key is the spelling with the fewest sharps or flats. Notes keep their degree in it, and where the
    source writes an accidental one is written; one is added only where a note would sound wrong without it.
    Without a key (``K:none``) the notes move as if they were in C. Raises TunesmithError where the tune has
    no K: field, or one that cannot be read, or a note would leave the range of MIDI.
    """
    return text if semitones == 0 else "".join(_Transposition(text, semitones).pieces())


def transpose_to(text: str, wanted: str) -> str:
    """Move a tune to a key, in the nearer direction (a tritone: up), spelled as asked: F# is not Gb.

    ``wanted`` is a key of the tune's own mode (``Ador`` for a dorian tune) or a tonic alone (``A``), which
    keeps the mode. Later changes of key move by the same interval. Raises TunesmithError for what is no key,
    for one of another mode, for a tune in no key, and where ``transpose`` does.
    """
    header = _checked_header(text, lines_of(text))
    key = key_on(header.key, wanted)
    fifths = tonic_fifths(key.tonic) - tonic_fifths(header.key.tonic)
    semitones = (7 * fifths + 5) % 12 - 5
    return text if fifths == 0 else "".join(_Transposition(text, semitones, fifths).pieces())


class _NoteParts(NamedTuple):
    """A note as written, taken apart."""

    accidental: int | None
    step: str
    octave: int
    length: str  # as written


class _Transposition:
    """One pass over the text, keeping the accidentals in force in the old key and in the new one."""

    def __init__(self, text: str, semitones: int, wanted: int | None = None) -> None:
        """``wanted``: how far keys move on the line of fifths; None takes the simplest spelling of each."""
        self.text = text
        self.semitones = semitones
        self.wanted = wanted
        self.old = Accidentals(C_MAJOR)
        self.new = Accidentals(C_MAJOR)
        self.degrees = 0  # how far the notes move on the staff
        self.fifths = 0  # how far roots of chords move on the line of fifths
        self.last: list[_Move] = []  # the pitches of the last note
        self.started = False  # a note or rest was read

    def pieces(self) -> Iterator[str]:
        """The new text, in pieces."""
        lines = lines_of(self.text)
        header = _checked_header(self.text, lines)
        self._change_key(header.key)
        for line in lines[: header.lines]:
            yield self._key_line(line) if line.letter == "K" else self.text[line.start : line.next]
        for line in lines[header.lines :]:
            if (line.kind == "blank" and self.started) or line.letter == "X":
                yield self.text[line.start :]
                return
            if line.kind == "music":
                yield self._music(line.start, line.end)
                yield self.text[line.end : line.next]
            elif line.letter == "K":
                yield self._key_line(line)
            elif line.letter == "s":  # a line of symbols to be set above the notes (standard, 4.15)
                yield _QUOTE.sub(self._symbol, self.text[line.start : line.next])
            else:
                yield self.text[line.start : line.next]

    # keys

    def _key_line(self, line: Line) -> str:
        value = self.text[line.value_start : line.end]
        return self.text[line.start : line.value_start] + self._key(value) + self.text[line.end : line.next]

    def _key(self, raw: str) -> str:
        """The new value of a K: field, its comment kept; the key changes here."""
        value = without_comment(raw)
        key, _ = parse_key(value)
        if key is None:
            return raw
        self._change_key(key)
        if not value:
            return raw
        return raw.replace(value, _key_text(value, key, self.new.key, self.fifths), 1)

    def _change_key(self, key: Key) -> None:
        tonal = key if key.tonic else C_MAJOR
        moved = transpose_key(tonal, self.semitones, self.wanted)
        self.old.change_key(key)
        self.new.change_key(moved if key.tonic else key)
        self.fifths = tonic_fifths(moved.tonic) - tonic_fifths(tonal.tonic)
        semitones_of_tonic = _semitones(moved.tonic) - _semitones(tonal.tonic)
        octaves = (self.semitones - semitones_of_tonic) // 12
        self.degrees = _DEGREES.index(moved.tonic[0]) - _DEGREES.index(tonal.tonic[0]) + 7 * octaves

    # music

    def _music(self, start: int, end: int) -> str:
        pieces = []
        for match in TOKEN.finditer(self.text, start, end):
            kind, token = match.lastgroup, match.group()
            if kind == "note":
                self.last.clear()
                token = self._note(token)
                self._after_note()
            elif kind == "bar":
                self.old.bar_line()
                self.new.bar_line()
            elif kind == "chord":
                self.last.clear()
                token, tied = self._chord(token)
                self._after_note()
                self._tie(tied)
            elif kind == "rest":
                self.last.clear()
                self._after_note()
            elif kind == "tie":
                self._tie(self.last)
            elif kind == "grace":
                token = self._graces(token)
            elif kind == "quote":
                token = _QUOTE.sub(self._symbol, token)
            elif kind == "inline" and token.startswith("[K:"):
                token = f"[K:{self._key(token[3:-1])}]"
            pieces.append(token)
        return "".join(pieces)

    def _note(self, token: str) -> str:
        accidental, step, octave, length = _parts(token)
        alter = self.old.alter(step, octave, accidental)
        sounding = 12 * octave + STEPS[step] + alter + self.semitones
        degree = 7 * octave + _DEGREES.index(step) + self.degrees
        new_octave, new_step, new_alter = _spelling(degree, sounding)
        if accidental is None and self.new.alter(new_step, new_octave, None) == new_alter:
            sign = ""
        else:
            self.new.alter(new_step, new_octave, new_alter)
            sign = SIGNS[new_alter]
        self.last.append(((step, octave, alter), (new_step, new_octave, new_alter)))
        if not 0 <= new_octave <= 8:
            raise TunesmithError(f"cannot transpose “{token}” by {self.semitones}: it leaves MIDI's range")
        return sign + _letter(new_step, new_octave) + length

    def _symbol(self, quoted: re.Match[str]) -> str:
        return f'"{transpose_symbol(quoted[1], self.fifths)}"'

    def _after_note(self) -> None:
        self.started = True
        self.old.tied.clear()
        self.new.tied.clear()

    def _tie(self, pitches: list[_Move]) -> None:
        for old, new in pitches:
            self.old.tie(*old)
            self.new.tie(*new)

    def _chord(self, token: str) -> tuple[str, list[_Move]]:
        """The new chord, and those of its pitches that a sign inside it ties."""
        close = token.rindex("]")
        pieces, tied = [], []
        for match in TOKEN.finditer(token, 1, close):
            kind, inner = match.lastgroup, match.group()
            if kind == "note":
                inner = self._note(inner)
            elif kind == "quote":
                inner = _QUOTE.sub(self._symbol, inner)
            elif kind == "tie" and self.last:
                tied.append(self.last[-1])
            pieces.append(inner)
        return "[" + "".join(pieces) + token[close:], tied

    def _graces(self, token: str) -> str:
        old, new, last = self.old.tied, self.new.tied, self.last
        self.old.tied, self.new.tied, self.last = {}, {}, []
        pieces = []
        for match in TOKEN.finditer(token, 1, len(token) - 1):
            kind, inner = match.lastgroup, match.group()
            if kind == "note":
                inner = self._note(inner)
            elif kind == "chord":
                inner, _ = self._chord(inner)
            pieces.append(inner)
        self.old.tied, self.new.tied, self.last = old, new, last
        return "{" + "".join(pieces) + "}"


def _checked_header(text: str, lines: Sequence[Line]) -> Header:
    """The header of a tune whose key can be read."""
    header = read_header(text, lines, Findings())
    if not header.fields or header.fields[-1].letter != "K":
        raise TunesmithError("cannot transpose a tune without a key; end its header with a K: field")
    _, complaint = parse_key(header.fields[-1].value)
    if header.fields[-1].key is None and complaint:
        raise TunesmithError(f"cannot transpose: {complaint}")
    return header


@lru_cache(maxsize=4096)
def _parts(token: str) -> _NoteParts:
    match = _NOTE_PARTS.fullmatch(token)
    assert match is not None, token
    sign, letter, marks, length = match.groups()
    octave = (5 if letter.islower() else 4) + marks.count("'") - marks.count(",")
    return _NoteParts(ALTERATIONS[sign] if sign else None, letter.upper(), octave, length)


@lru_cache(maxsize=4096)
def _spelling(degree: int, sounding: int) -> tuple[int, str, int]:
    """Octave, step and alteration of the pitch ``sounding`` (semitones above C0) at a place on the staff.

    A neighbouring place is taken where this one would need more than a double sharp or flat.
    """
    for place in (degree, degree + 1, degree - 1, degree + 2, degree - 2):
        octave, index = divmod(place, 7)
        alter = sounding - 12 * octave - STEPS[_DEGREES[index]]
        if -2 <= alter <= 2:
            return octave, _DEGREES[index], alter
    raise AssertionError((degree, sounding))


def _letter(step: str, octave: int) -> str:
    return step.lower() + "'" * (octave - 5) if octave >= 5 else step + "," * (4 - octave)


def _semitones(tonic: str) -> int:
    return STEPS[tonic[0]] + tonic.count("#") - tonic[1:].count("b")


def _key_text(text: str, key: Key, new: Key, fifths: int) -> str:
    """The text of a key with its tonic and accidentals moved, its mode as written, its other words kept."""
    if not key.tonic:
        return text
    words = re.split(r"(\s+)", text)
    places = [index for index, word in enumerate(words) if word.strip() and not is_parameter(word)]
    for index in places:
        words[index] = ACCIDENTAL.sub(lambda match: _move_accidental(match, fifths), words[index])
    first = words[places[0]]
    tonic = TONIC.match(first)
    if tonic is not None:
        words[places[0]] = new.tonic + first[tonic.end(2) :]
    moved = "".join(words)
    again, _ = parse_key(moved)
    if again is not None and again.alterations == new.alterations:
        return moved
    others = [word for word in text.split() if is_parameter(word)]
    return " ".join([new.name, *others])


def _move_accidental(match: re.Match[str], fifths: int) -> str:
    moved = spell(tonic_fifths(match[2].upper()) + 7 * ALTERATIONS[match[1]] + fifths)
    alter = moved.count("#") - moved[1:].count("b")
    sign = SIGNS.get(alter, match[1])
    return sign + (moved[0].lower() if match[2].islower() else moved[0])
