"""Note lengths: which can be written, and which leave a bar that can still be filled.

All times are integers, ``WHOLE`` to a whole note: fine enough for every length of one notehead in every
tuplet of up to nine notes.
"""

import re
from collections.abc import Container, Iterator
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from tunesmith.music.abc.reading.tuplets import IN_TIME_OF

WHOLE = 2**20 * 315
SIMPLE = (315, 945)  # the odd part of a length without dot, or with one
SIMPLE_BROKEN = (">", "<")
TUPLET_SIGNS = frozenset("0123456789:")
EVEN = 8  # the stretch of a note without broken rhythm, in eighths of its length
BROKEN = {  # sign -> eighths that the note before it keeps, and the note after it
    ">": (12, 4), ">>": (14, 2), ">>>": (15, 1),
    "<": (4, 12), "<<": (2, 14), "<<<": (1, 15),
}  # fmt: skip
USUAL = frozenset(  # one notehead with at most three dots, from a 256th to a double whole note
    WHOLE * 2 * dots // 2**power // below
    for power in range(10)
    for dots, below in ((1, 1), (3, 2), (7, 4), (15, 8))
    if power or dots == 1
)


_TUPLET = re.compile(r"\((?:[2-9](?::[1-9]){0,2}:?)?")


class Room(NamedTuple):
    """The time there is for the next note."""

    rest: int  # of the bar
    left: int = 0  # notes of the open tuplet still to come
    p: int = 1  # its notes ...
    q: int = 1  # ... in the time of so many
    stretch: int = EVEN  # what a broken rhythm makes of the next note
    pair: int = 0  # the length as written that the next note has, too, in a broken rhythm

    def after(self, length: int, stretch: int) -> "Room | None":
        """What is left once a note of that length as written is there; None if it cannot be."""
        written, over = divmod(length * self.stretch, EVEN)
        if over or written not in USUAL or self.pair not in (0, length):
            return None
        rest = self.rest - written * self.q // self.p
        if rest < 0 or (self.left == 1 and stretch != EVEN):  # no broken rhythm goes out of a tuplet
            return None
        pair = 0 if stretch == EVEN else length
        return (
            Room(rest, self.left - 1, self.p, self.q, stretch, pair)
            if self.left > 1
            else Room(rest, stretch=stretch, pair=pair)
        )


class Choices(NamedTuple):
    """What may be written as the length of the next note."""

    begun: frozenset[str]  # texts that can still become one of these
    whole: dict[str, frozenset[str]]  # sign of a broken rhythm, or "" -> lengths before it

    def may_break(self, text: str, sign: str) -> bool:
        """Whether a length may be followed by a broken rhythm that begins so."""
        return any(text in texts for signs, texts in self.whole.items() if signs.startswith(sign))


class Lengths:
    """The lengths that a vocabulary can spell, for every unit."""

    def __init__(self, vocabulary: Container[str], *, aliases: bool, simple: bool = False) -> None:
        """``aliases`` allows other spellings than the canonical one: ``A/2``, ``A3/``, ``A//``.

        ``simple`` leaves out what ``Controls.simple`` does.
        """
        self._simple = simple
        self._vocabulary = vocabulary
        self._aliases = aliases
        self.shortest = lru_cache(maxsize=None)(self._shortest)
        self.sums = lru_cache(maxsize=None)(self._sums)
        self.group = lru_cache(maxsize=100_000)(self._group)
        self.may_group = lru_cache(maxsize=100_000)(self._may_group)
        self.ticks = lru_cache(maxsize=None)(self._ticks)
        self.options = lru_cache(maxsize=None)(self._options)
        self.spellings = lru_cache(maxsize=None)(self._spellings_begun)
        self.choices = lru_cache(maxsize=100_000)(self._choices)
        self.fits = lru_cache(maxsize=100_000)(self._fits)

    def _shortest(self, unit: int) -> int:
        """The shortest length that can be written, 0 if there is none; all others are multiples of it."""
        return min((length for _, length in self.options(unit)), default=0)

    def _options(self, unit: int) -> tuple[tuple[str, int], ...]:
        """Texts and lengths that can be written in this unit."""
        return tuple(
            (text, length)
            for length in sorted(USUAL)
            if not self._simple or (length * 4 % unit == 0 and length // (length & -length) in SIMPLE)
            for text in _spellings(Fraction(length, unit), self._aliases)
            if all(sign in self._vocabulary for sign in text)
        )

    def _spellings_begun(self, unit: int) -> tuple[frozenset[str], frozenset[str]]:
        """Beginnings of texts that can be written in this unit, and these texts."""
        texts = frozenset(text for text, _ in self.options(unit))
        return frozenset(text[:end] for text in texts for end in range(len(text) + 1)), texts

    def _fits(self, room: Room, unit: int) -> bool:
        """Whether the bar can still be filled."""
        rest, left, p, q, stretch, _ = room
        shortest = self.shortest(unit)
        if not shortest:
            return False
        if stretch != EVEN or left == 1:
            following = (room.after(length, EVEN) for _, length in self.options(unit))
            return any(after is not None and self.fits(after, unit) for after in following)
        if not left:
            return rest % shortest == 0
        # The notes of the tuplet may last any of these sums; each p of them have the same remainder.
        return any(
            rest * p >= total * shortest * q and (rest * p - total * shortest * q) % (shortest * p) == 0
            for total in self.sums(unit, left, left + p)
        )

    def _sums(self, unit: int, notes: int, end: int) -> frozenset[int]:
        """The lengths below ``end`` of so many notes together, in the shortest."""
        if notes == 0:
            return frozenset([0])
        shortest = self.shortest(unit)
        single = [length // shortest for _, length in self.options(unit) if length % shortest == 0]
        return frozenset(
            total + one
            for total in self.sums(unit, notes - 1, end - 1)
            for one in single
            if total + one < end
        )

    def _choices(self, room: Room, unit: int, leave: bool, floor: int) -> Choices:
        """The lengths the next note may have; with ``leave`` it must not be the last of its bar.

        What it leaves, if anything, is at least ``floor``.
        """
        broken = SIMPLE_BROKEN if self._simple else BROKEN
        signs = ["", *broken] if room.stretch == EVEN else [""]
        whole = {
            sign: frozenset(
                text
                for text, length in self.options(unit)
                if all(mark in self._vocabulary for mark in sign)
                and self._can_follow(room, unit, length, sign, leave, floor)
            )
            for sign in signs
        }
        begun = frozenset(
            text[:end] for texts in whole.values() for text in texts for end in range(len(text) + 1)
        )
        return Choices(begun, {sign: texts for sign, texts in whole.items() if texts})

    def _can_follow(self, room: Room, unit: int, length: int, sign: str, leave: bool, floor: int) -> bool:
        before, stretch = BROKEN[sign] if sign else (room.stretch, EVEN)
        after = room._replace(stretch=before).after(length, stretch)
        if after is None or (leave and after.rest == 0) or 0 < after.rest < floor:
            return False
        return self.fits(after, unit)

    def _group(self, text: str, room: Room, unit: int, compound: bool) -> Room | None:
        """The room in a tuplet that ``text`` opens (standard 4.13); None where none can be filled."""
        numbers = [int(number) for number in text[1:].split(":") if number]
        if not numbers or text[-1] == ":" or numbers[0] < 2:
            return None
        p, q, r = [*numbers, 0, 0][:3]
        room = room._replace(left=r or p, p=p, q=q or IN_TIME_OF.get(p) or (3 if compound else 2))
        return room if room.left <= p and self.fits(room, unit) else None

    def _may_group(self, text: str, room: Room, unit: int, compound: bool) -> bool:
        """Whether a text can still become one that opens a tuplet."""
        if not _TUPLET.fullmatch(text):
            return False
        if self.group(text, room, unit, compound) is not None:
            return True
        if text.count(":") > 2 or (text.count(":") == 2 and text[-1] != ":"):
            return False
        if self._simple and text != "(":
            return False
        signs = "23456789" if text == "(" else ":" if text[-1] != ":" else "123456789"
        return any(
            sign in self._vocabulary and self.may_group(text + sign, room, unit, compound) for sign in signs
        )

    def _ticks(self, text: str, unit: int) -> int:
        """The length that a text spells."""
        return next(length for spelling, length in self.options(unit) if spelling == text)


def _spellings(length: Fraction, aliases: bool) -> Iterator[str]:
    """In unit lengths, the canonical spelling first."""
    above = "" if length.numerator == 1 else str(length.numerator)
    if length.denominator == 1:
        yield above
        return
    yield f"{above}/" if length == Fraction(1, 2) else f"{above}/{length.denominator}"
    if aliases and length.denominator == 2:
        yield "/2" if not above else f"{above}/"
    if aliases and length == Fraction(1, 4):
        yield "//"
