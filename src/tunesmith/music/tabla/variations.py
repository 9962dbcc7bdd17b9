"""The rule grammar of kaidas: themes laid into a tala, their variations, and the tihai that closes.

    half        ->  filling cadence
    filling     ->  piece filling | piece        as long as the half has room
    piece       ->  phrase | its beginning | its end
    khali half  ->  the bhari half, dry at first, then as it was; with the cadence of the khali

A piece is a phrase of the theme without the cadence, whole three times in four.
"""

import random
from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from math import lcm

from tunesmith.music.tabla.bols import dry, find_bol
from tunesmith.music.tabla.composition import Bar, Note, Repeat, Section, clock, length
from tunesmith.music.tabla.mirror import dry_stretch
from tunesmith.music.tabla.repertoire import Theme
from tunesmith.music.tabla.tala import Tala
from tunesmith.music.tabla.text import read_notes
from tunesmith.music.tabla.tihai import gap, tihai

Phrase = tuple[Note, ...]
Pieces = tuple[tuple[Phrase, int], ...]  # with their weights
WHOLE = 3  # how many times likelier a whole phrase is than a part of one
MOST_REST = Fraction(2)  # matras between the statements of a tihai, where that is possible
LEAST_HALVED = 10  # matras of a tala of which a theme takes one cycle, not two
TRIALS = 12  # fillings from which a tihai is chosen


@lru_cache(maxsize=1024)
def phrase(words: str, speed: int = 1) -> Phrase:
    """The notes of these words."""
    return read_notes(words, speed).notes


def half_length(tala: Tala) -> int:
    """Matras of a bhari half: half a cycle where a vibhag begins there and there is room, else a cycle."""
    middle = tala.matras // 2
    halves = tala.matras >= LEAST_HALVED and 2 * middle == tala.matras and middle in tala.starts
    return middle if halves else tala.matras


def fill(pieces: Pieces, room: Fraction, chance: random.Random) -> list[Phrase] | None:
    """Pieces drawn by their weights that fill so many matras exactly; None where none do."""
    lengths = _lengths(pieces)
    unit = lcm(room.denominator, *(size.denominator for size in lengths))  # so many to a matra
    sizes = [int(size * unit) for size in lengths]
    left = int(room * unit)
    can = [True] + [False] * left  # whether so many units can be filled
    for number in range(1, left + 1):
        can[number] = any(size <= number and can[number - size] for size in set(sizes))
    found: list[Phrase] = []
    while left:
        fitting = [place for place, size in enumerate(sizes) if size <= left and can[left - size]]
        if not fitting:
            return None
        drawn = chance.choices(fitting, [pieces[place][1] for place in fitting])[0]
        found.append(pieces[drawn][0])
        left -= sizes[drawn]
    return found


@lru_cache(maxsize=256)
def _lengths(pieces: Pieces) -> list[Fraction]:
    return [length(piece) for piece, _ in pieces]


@lru_cache(maxsize=1024)
def pieces(filling: tuple[Phrase, ...], speed: int) -> Pieces:
    """What variations of a theme are made of, each with its weight: its phrases, and whole words of them."""
    whole = tuple(dict.fromkeys(filling))
    parts = {
        part
        for notes in whole
        for cut in range(1, len(notes))
        for part in (notes[:cut], notes[cut:])
        if part[0].bol and part not in whole and (length(part) * speed).denominator == 1
    }
    ordered = sorted(parts, key=lambda part: [(note.bol, note.duration) for note in part])
    weight = max(1, WHOLE * len(ordered) // max(1, len(whole)))
    return (*((notes, weight) for notes in whole), *((part, 1) for part in ordered))


def laid(theme: Theme, tala: Tala, chance: random.Random) -> tuple[Phrase, ...] | None:
    """The bhari half in a tala but for its cadence: as it is where it fits, or else of its phrases anew.

    None where they leave no way to fill it.
    """
    room = _room(theme, tala)
    whole = tuple(phrase(words, theme.speed) for words in theme.phrases[:-1])
    if sum(map(length, whole)) == room:
        return whole
    evenly = tuple((notes, 1) for notes in whole)
    found = fill(evenly, room, chance) or fill(pieces(whole, theme.speed), room, chance)
    return tuple(found) if found else None


def variation(theme: Theme, filling: tuple[Phrase, ...], tala: Tala, chance: random.Random) -> Section | None:
    """One variation of a theme that is laid out as ``filling``, and as long."""
    found = fill(pieces(filling, theme.speed), _room(theme, tala), chance)
    return mirrored(theme, found, tala, "variation") if found else None


def _room(theme: Theme, tala: Tala) -> Fraction:
    """Matras of a half before its cadence."""
    return half_length(tala) - length(phrase(theme.phrases[-1], theme.speed))


def mirrored(theme: Theme, filling: Sequence[Phrase], tala: Tala, name: str) -> Section:
    """The bhari half, and the khali half that mirrors it."""
    half = Fraction(half_length(tala))
    notes = [note for piece in filling for note in piece]
    silent = max(dry_stretch(tala, half), half / 2)
    khali, time = list[Note](), Fraction(0)
    for note in notes:
        khali.append(dried(note) if time < silent else note)
        time += note.duration
    full, empty = (phrase(words, theme.speed) for words in (theme.phrases[-1], theme.cadence))
    if time < dry_stretch(tala, half):
        empty = tuple(
            dried(note) if time + length(empty[:number]) < dry_stretch(tala, half) else note
            for number, note in enumerate(empty)
        )
    return barred(Section(name, (*notes, *full, *khali, *empty), speed=theme.speed), tala)


def dried(note: Note) -> Note:
    """The note in the khali."""
    return Note(dry(find_bol(note.bol)).name, note.duration) if note.bol else note


def barred(section: Section, tala: Tala, onset: Fraction | int = 0) -> Section:
    """The section with a bar line at every vibhag but the first, ``tete`` parted where one falls within it.

    ``onset``: where it begins, in matras; a section with repeats is left as it is.
    """
    if section.repeats:
        return section
    unit, times = clock([Note("", Fraction(onset)), *section.notes])
    starts = {start * unit for start in tala.starts}
    cycle = tala.matras * unit
    notes, bars = list[Note](), list[Bar]()
    for note, time, after in zip(section.notes, times[1:], times[2:], strict=False):
        if notes and time % cycle in starts:
            bars.append(Bar(len(notes)))
        if note.bol in ("tete", "tita") and (time + after) % 2 == 0 and (time + after) // 2 % cycle in starts:
            bars.append(Bar(len(notes) + 1))
            notes += [Note("te", note.duration / 2)] * 2
        else:
            notes.append(Note(note.bol, note.duration))
    return Section(section.name, tuple(notes), tuple(bars), (), section.speed)


def closing(theme: Theme, whole: Sequence[Phrase], tala: Tala, chance: random.Random) -> Section:
    """A tihai of phrases of a theme and a dha, of some trials the one whose rests are shortest.

    ``whole``: the phrases of the theme as it is laid out.
    """
    last = Note("dha", Fraction(1, theme.speed))
    candidates: list[tuple[bool, Fraction, int, list[Note]]] = []
    for trial in range(TRIALS):
        chosen = chance.choices(whole, k=chance.randint(1, 3))
        stated = [note for notes in chosen for note in notes] + [last] * chance.randint(1, 3)
        pause = gap(tala.matras, length(stated), 0, last.duration)
        ragged = (pause * theme.speed).denominator != 1
        candidates.append((ragged or pause > MOST_REST, pause, trial, stated))
    stated = min(candidates)[3]
    return tihai(stated, tala.matras, speed=theme.speed)


def thrice_within(opening: Sequence[Note], stated: Sequence[Note]) -> tuple[list[Note], Repeat]:
    """Notes that end with a statement thrice, as they are written, and which of them is repeated."""
    return [*opening, *stated], Repeat(len(opening), len(opening) + len(stated), 3)
