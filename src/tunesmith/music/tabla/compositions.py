"""The corpus ``tabla``: compositions in all talas and forms, made by rule from a seed."""

import random
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from tunesmith.music.tabla.composition import Composition, Note, Section, length
from tunesmith.music.tabla.repertoire import KAIDAS, PHRASES, RELAS, STATEMENTS, Theme
from tunesmith.music.tabla.tala import TALAS, Tala
from tunesmith.music.tabla.text import read_notes, write
from tunesmith.music.tabla.tihai import gap, land, tihai
from tunesmith.music.tabla.variations import (
    barred,
    closing,
    fill,
    laid,
    mirrored,
    phrase,
    thrice_within,
    variation,
)

TEENTAL = TALAS[0]
LONGEST = 700  # characters of a kaida, roughly: as many variations as that has room for
# How many are made of each theme of kaidas and relas.
KAIDAS_TEENTAL, KAIDAS_ELSEWHERE, RELAS_TEENTAL, RELAS_ELSEWHERE = 36, 2, 28, 2
LAYAS = (Fraction(1, 2), Fraction(2, 3), Fraction(5, 6), Fraction(1), Fraction(5, 4), Fraction(3, 2))


def compositions(seed: int = 0) -> list[str]:
    """More than 2,000 different texts, the same of the same seed, each in its standard spelling."""
    found: dict[str, None] = {}
    for composition in _all(random.Random(f"tabla {seed}")):
        found[write(composition)] = None
    return list(found)


def _all(chance: random.Random) -> Iterator[Composition]:
    for tala in TALAS:
        yield from _thekas(tala)
    for tala in TALAS:
        for themes, form, in_teental, elsewhere in (
            (KAIDAS, "kaida", KAIDAS_TEENTAL, KAIDAS_ELSEWHERE),
            (RELAS, "rela", RELAS_TEENTAL, RELAS_ELSEWHERE),
        ):
            for theme in themes:
                for _ in range(in_teental if tala is TEENTAL else elsewhere):
                    made = kaida(theme, tala, form, chance)
                    if made:
                        yield made
    for tala in TALAS:
        for make, times in SHORTER:
            for _ in range(times):
                yield make(tala, chance)


def _thekas(tala: Tala) -> Iterator[Composition]:
    for factor in LAYAS:
        yield Composition(tala.name, (_theka(tala),), _laya(tala, factor), "theka")


def _laya(tala: Tala, factor: Fraction) -> int:
    return max(30, round(tala.laya * factor / 5) * 5)


def _theka(tala: Tala, matras: int | None = None) -> Section:
    """One cycle, or so many matras of it."""
    whole = read_notes(tala.theka)
    notes, time = list[Note](), Fraction(0)
    for note in whole.notes:
        if matras is not None and time >= matras:
            break
        notes.append(note)
        time += note.duration
    return barred(Section("theka", tuple(notes)), tala)


def kaida(theme: Theme, tala: Tala, form: str, chance: random.Random) -> Composition | None:
    """Theme, one to four variations and a tihai; None where the theme's phrases allow none in the tala."""
    filling = laid(theme, tala, chance)
    if filling is None:
        return None
    stated = mirrored(theme, filling, tala, "theme")
    ended = closing(theme, filling, tala, chance)
    laya = _laya(tala, chance.choice(LAYAS))
    shortest = Composition(tala.name, (stated, ended), laya, form, f"{theme.school} {form}")
    written = write(shortest)
    each = written.index("tihai") - written.index("theme")
    sections = [stated]
    for _ in range(min(chance.randint(2, 4), max(1, (LONGEST - len(written)) // each))):
        varied = variation(theme, filling, tala, chance)
        if varied and all(varied.notes != section.notes for section in sections):
            sections.append(varied)
    return replace(shortest, sections=(*sections, ended)) if len(sections) > 1 else None


def mukhda(tala: Tala, chance: random.Random) -> Composition:
    """Some vibhags of the theka, then phrases that lead to sam."""
    begins = chance.choice(tala.starts[1:])
    filled = _free(Fraction(tala.matras - begins), chance)
    led = barred(Section("mukhda", (*filled, Note("dha", Fraction(1)))), tala, begins)
    sections = (_theka(tala, begins), led)
    return Composition(tala.name, sections, _laya(tala, chance.choice(LAYAS)), "mukhda")


def tukda(tala: Tala, chance: random.Random) -> Composition:
    """Phrases, then a tihai without rests that begins where it must to land on sam."""
    stated = phrase(chance.choice(STATEMENTS))
    begins = land(tala.matras, 3 * length(stated), stated[-1].duration)
    while begins < 4:
        begins += tala.matras
    opening = barred(Section("tukda", tuple(_free(begins, chance))), tala)
    sections = (opening, tihai(stated, tala.matras, begins))
    return Composition(tala.name, sections, _laya(tala, chance.choice(LAYAS)), "tukda")


def tihai_alone(tala: Tala, chance: random.Random) -> Composition:
    """A cycle of theka, and a tihai from sam or from a later vibhag to sam."""
    begins = chance.choice(tala.starts)
    whole = _theka(tala)
    before = [whole, _theka(tala, begins)] if begins else [whole]
    candidates = [phrase(words) for words in chance.sample(STATEMENTS, 6)]
    stated = min(candidates, key=lambda notes: gap(tala.matras, length(notes), begins, notes[-1].duration))
    sections = (*before, tihai(stated, tala.matras, begins))
    return Composition(tala.name, sections, _laya(tala, chance.choice(LAYAS)), "tihai")


def chakradar(tala: Tala, chance: random.Random) -> Composition:
    """Phrases and a tihai, all of it three times, of several lengths the one whose rests are shortest."""
    stated = phrase(chance.choice(STATEMENTS))
    last = stated[-1].duration

    def pause(opening: Fraction) -> Fraction:
        return gap(tala.matras, opening + 3 * length(stated), 0, last)

    rest = -length(stated) * 3 % 1
    openings = [number + rest for number in range(2, 10)]
    ranked = [(pause(size) > 2, pause(size).denominator, chance.random(), size) for size in openings]
    opening = _free(min(ranked)[-1], chance)
    notes, inner = thrice_within(opening, stated)
    section = tihai(notes, tala.matras, name="chakradar", within=(inner,))
    return Composition(tala.name, (section,), _laya(tala, chance.choice(LAYAS)), "chakradar")


def _free(room: Fraction, chance: random.Random) -> list[Note]:
    """Phrases that fill so many matras; a part of a matra is a rest before them."""
    part = room % 1
    filled = fill(FREE, room - part, chance) or []
    return [Note("", part)] * bool(part) + [replace(note) for notes in filled for note in notes]


FREE = tuple((phrase(words), 1) for words in PHRASES)
SHORTER = ((mukhda, 18), (tukda, 18), (tihai_alone, 10), (chakradar, 12))  # how many of each tala
