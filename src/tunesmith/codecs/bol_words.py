"""A tabla composition as words: one for its tala, laya and form, for every section, bol and repeat."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from tunesmith.errors import TunesmithError
from tunesmith.music.tabla.bols import known_bol
from tunesmith.music.tabla.composition import LAYA, Composition, Note, Repeat, Section
from tunesmith.music.tabla.forms import SECTIONS, THEME, known_form
from tunesmith.music.tabla.tala import known_tala
from tunesmith.music.tabla.text import read
from tunesmith.music.tabla.variations import barred

OPEN, REST = "(", "-"
TALA, LAYA_IS, FORM = "tala:", "laya:", "form:"
_SLOWEST, _FASTEST, _MOST_TIMES = 10, 999, 16


class Heading(NamedTuple):
    """``theme@2``: a section begins, in which a word of the text lasts half a matra."""

    name: str
    speed: int


def settled(content: str) -> Composition:
    """The composition that a text says, as words can hold it: a bar line at every vibhag, a form, no title.

    Raises TunesmithError for a tala, a form, a section or a bol that nobody knows.
    """
    composition, _ = read(content)
    tala, form = known_tala(composition.tala), known_form(composition.form)
    if tala is None or (form is None and composition.form):
        unknown = f"tala {composition.tala!r}" if tala is None else f"form {composition.form!r}"
        raise TunesmithError(f"{unknown} is unknown")
    sections, onset = list[Section](), Fraction(0)
    for section in composition.sections:
        strange = [note.bol for note in section.notes if note.bol and known_bol(note.bol) is None]
        if strange or section.name not in SECTIONS:
            raise TunesmithError(f"{strange[0] if strange else section.name!r} is unknown")
        if section.notes:
            notes = tuple(Note(_name(note.bol), note.duration) for note in section.notes)
            sections.append(barred(replace(section, bars=(), start=0, notes=notes), tala, onset))
            onset += section.matras
    if not sections:
        raise TunesmithError("it has no bols")
    return Composition(tala.name, tuple(sections), composition.laya, composition.form or _form(sections))


def _form(sections: Sequence[Section]) -> str:
    """Of a composition that does not say its form: a theme makes a kaida, others go by their last section."""
    names = [section.name for section in sections]
    if THEME in names:
        return "kaida"
    return next((name for name in reversed(names) if known_form(name)), "")


def _name(bol: str) -> str:
    known = known_bol(bol)
    return known.name if known else ""


def words_of(composition: Composition) -> list[str]:
    """The words of a settled composition, without the end."""
    words = [f"{TALA}{composition.tala}", f"{LAYA_IS}{composition.laya}"]
    words += [f"{FORM}{composition.form}"] * bool(composition.form)
    for section in composition.sections:
        words.append(heading_word(Heading(section.name, section.speed)))
        ends = list[Repeat]()
        begun = list(reversed(section.repeats))
        for place in range(len(section.notes) + 1):
            while ends and ends[-1].end == place:
                words.append(f")x{ends.pop().times}")
            while begun and begun[-1].first == place:
                ends.append(begun.pop())
                words.append(OPEN)
            if place < len(section.notes):
                words.append(note_word(section.notes[place]))
    return words


def note_word(note: Note) -> str:
    """``dha``, ``dha=1/2``, ``-=1/4``."""
    word = note.bol or REST
    return word if note.duration == 1 else f"{word}={note.duration}"


def heading_word(heading: Heading) -> str:
    return heading.name if heading.speed == 1 else f"{heading.name}@{heading.speed}"


def note_of(word: str) -> Note | None:
    """The note that a word says, if it says one."""
    name, equals, length = word.partition("=")
    bol = known_bol(name)
    if (bol is None or bol.name != name) and name != REST:
        return None
    try:
        duration = Fraction(length) if equals else Fraction(1)
    except (ValueError, ZeroDivisionError):
        return None
    return Note("" if name == REST else name, duration) if 0 < duration <= 999 else None


def heading_of(word: str) -> Heading | None:
    """The section that a word begins, if it does."""
    name, _, speed = word.partition("@")
    if name not in SECTIONS or not (speed or "1").isdigit():
        return None
    return Heading(name, min(max(int(speed or 1), 1), 16))


def composition_of(words: Iterable[str]) -> Composition:
    """The composition that words say. Takes any words; what makes no sense is passed over."""
    tala, laya, form = "teental", LAYA, ""
    sections = list[_Making]()
    for word in words:
        if word.startswith(TALA):
            tala = word.removeprefix(TALA)
        elif word.startswith(LAYA_IS):
            number = word.removeprefix(LAYA_IS)
            laya = min(max(int(number), _SLOWEST), _FASTEST) if number.isdigit() else laya
        elif word.startswith(FORM):
            form = word.removeprefix(FORM)
        elif heading := heading_of(word):
            sections.append(_Making(heading))
        elif sections:
            sections[-1].take(word)
    cycle, onset, found = known_tala(tala), Fraction(0), list[Section]()
    for making in sections:
        section = making.section()
        if section.notes:
            found.append(barred(section, cycle, onset) if cycle else section)
            onset += section.matras
    return Composition(tala, tuple(found), laya, form)


class _Making:
    """A section word by word."""

    def __init__(self, heading: Heading) -> None:
        self._heading = heading
        self._notes: list[Note] = []
        self._open: list[tuple[int, int]] = []  # its number among the repeats, its first note
        self._repeats: list[Repeat | None] = []

    def take(self, word: str) -> None:
        if word == OPEN:
            self._open.append((len(self._repeats), len(self._notes)))
            self._repeats.append(None)
        elif word.startswith(")x") and word[2:].isdigit():
            if self._open:
                number, first = self._open.pop()
                times = min(int(word[2:]), _MOST_TIMES)
                if first < len(self._notes) and times > 1 and len(self._open) < 3:
                    self._repeats[number] = Repeat(first, len(self._notes), times)
        elif note := note_of(word):
            self._notes.append(note)

    def section(self) -> Section:
        repeats = tuple(repeat for repeat in self._repeats if repeat)
        return Section(self._heading.name, tuple(self._notes), (), repeats, self._heading.speed)


def known_words(words: Sequence[str]) -> dict[int, Note]:
    """The notes among words, by their place."""
    return {place: note for place, word in enumerate(words) if (note := note_of(word))}
