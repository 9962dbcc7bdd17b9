"""Tihais: a phrase stated three times alike, so that its last stroke falls on sam. Arithmetic in matras."""

from collections.abc import Sequence
from fractions import Fraction

from tunesmith.errors import TunesmithError
from tunesmith.music.tabla.composition import Note, Repeat, Section, clock

TIMES = 3
Stroke = tuple[str, Fraction]  # a bol and when it begins, in matras


def land(cycle: int, length: Fraction | int, last: Fraction | int = 1) -> Fraction:
    """Where in the cycle (matras from sam) to begin what lasts ``length`` matras, so that it lands on sam.

    What lands is the last stroke, which lasts ``last`` of them. ``land(16, 12)`` is 5: the last matra of
    the twelve that begin on the sixth is a sam.
    """
    return Fraction(last - length) % cycle


def gap(cycle: int, length: Fraction | int, start: Fraction | int = 0, last: Fraction | int = 1) -> Fraction:
    """The shortest rest between three statements of ``length`` matras that lands their last stroke on sam.

    ``start``: where in the cycle the first begins. It is less than half a cycle.
    """
    return Fraction(last - start - TIMES * length) % cycle / 2


def tihai(
    phrase: Sequence[Note],
    cycle: int,
    start: Fraction | int = 0,
    name: str = "tihai",
    within: Sequence[Repeat] = (),
    speed: int = 1,
) -> Section:
    """Three statements of the phrase with equal rests between them, the last stroke on sam.

    ``start``: where in the cycle it begins. The rest stands behind each statement, so the last, which is
    after sam, says nothing. ``within``: repeats in the phrase itself; ``speed``: that of the
    section. Raises TunesmithError for a phrase that does not end with a stroke.
    """
    if not phrase or not phrase[-1].bol:
        raise TunesmithError("a tihai's phrase ends with the stroke that lands on sam: end it with a bol")
    inside = Section("", tuple(phrase), repeats=tuple(within))
    pause = gap(cycle, inside.matras, start, phrase[-1].duration)
    notes = [*phrase, *rests(pause, speed)]
    return Section(name, tuple(notes), repeats=(Repeat(0, len(notes), TIMES), *within), speed=speed)


def rests(length: Fraction, speed: int = 1) -> list[Note]:
    """Rests of one word each, and before them what is left over."""
    whole, part = divmod(length, Fraction(1, speed))
    return [Note("", part)] * bool(part) + [Note("", Fraction(1, speed))] * int(whole)


def strokes(section: Section) -> list[Stroke]:
    """The bols of a section as they are played, without rests, from its beginning."""
    notes = [section.notes[number] for number in section.order()]
    unit, times = clock(notes)
    return [(note.bol, Fraction(time, unit)) for note, time in zip(notes, times, strict=False) if note.bol]


def last_stroke(section: Section) -> Note:
    """The last note of a section that is no rest, as it is written; of rests alone, the last."""
    return next((note for note in reversed(section.notes) if note.bol), section.notes[-1])


def thrice(played: Sequence[Stroke]) -> bool:
    """Whether these are three equal statements at equal distances."""
    size, rest = divmod(len(played), TIMES)
    if rest or not size:
        return False
    first, second, third = (played[part * size : (part + 1) * size] for part in range(TIMES))
    distance = second[0][1] - first[0][1]
    return _later(first, distance) == list(second) and _later(second, distance) == list(third)


def ends_thrice(played: Sequence[Stroke]) -> bool:
    """Whether the last of these, two or more bols a statement, are three equal statements."""
    return any(thrice(played[-TIMES * size :]) for size in range(2, len(played) // TIMES + 1))


def _later(played: Sequence[Stroke], distance: Fraction) -> list[Stroke]:
    return [(bol, onset + distance) for bol, onset in played]
