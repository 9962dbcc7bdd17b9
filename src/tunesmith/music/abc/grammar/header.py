"""The header of a tune, line by line: which fields, in which order, with which values."""

from collections.abc import Container
from fractions import Fraction
from functools import cache, lru_cache

from tunesmith.music.abc.grammar.controls import Controls
from tunesmith.music.abc.grammar.heads import Heads
from tunesmith.music.abc.grammar.lengths import WHOLE, Lengths, Room
from tunesmith.music.abc.grammar.state import FREE, Time
from tunesmith.music.key import FIFTHS, SUFFIXES, Key, parse_key, spell
from tunesmith.music.meter import Meter, parse_meter

UNITS = ("1/8", "1/16", "1/4", "1/32", "1/64", "1/2", "1")  # the likeliest to fit a metre first
METERS = ("C", "C|", "none", *(f"{n}/{d}" for d in (1, 2, 4, 8, 16, 32) for n in range(1, 33)))
KEYS = (
    *(
        spell(fifths - FIFTHS[mode]) + suffix
        for mode, suffix in SUFFIXES.items()
        for fifths in range(-7, 8)
    ),
    "Hp", "HP", "none",
)  # fmt: skip
TEXTS = frozenset("ABCDFGHNORSTWYZ")  # fields whose value is any text
MOST_FIELDS = 20
ORDER = "RMLK"  # of clean text


class Header:
    """``clean``: R:, M:, L: and K: in this order, R: if there is one. Else any order, with K: at the end."""

    def __init__(
        self, controls: Controls, vocabulary: Container[str], lengths: Lengths, heads: Heads, clean: bool
    ) -> None:
        """Of keys only those that have a note in the range, and their tonic if a tune has to end on it."""
        self.clean = clean
        self.lengths = lengths
        self.unit_demanded = controls.unit is not None
        wanted = {
            "M": [controls.meter.text] if controls.meter else METERS,
            "L": [str(controls.unit)] if controls.unit else UNITS,
            "K": [controls.key.name] if controls.key else KEYS,
        }
        self.values = {
            letter: tuple(value for value in values if all(sign in vocabulary for sign in value))
            for letter, values in wanted.items()
        }
        self.values["K"] = tuple(key for key in self.values["K"] if heads.playable(key_of(key)))
        self.beginnings = lru_cache(maxsize=None)(self._beginnings)

    def possible(self) -> bool:
        """Whether every field that has to be there has a value."""
        return all(any(self.beginnings(letter, None, None).values()) for letter in "MLK")

    def letters(self, seen: str, time: Time) -> str:
        """The fields that may come next, after those seen."""
        if self.clean:
            return ORDER[:2] if not seen else ORDER[ORDER.index(seen[-1]) + 1]
        if not seen:
            return "X"
        unit_known = "L" in seen or (not self.unit_demanded and self.lengths.fits(Room(time.bar), time.unit))
        last = "K" * ("M" in seen and unit_known)
        if len(seen) > MOST_FIELDS:
            return last or ("L" if "M" in seen else "M")
        return last + "".join(letter for letter in "ML" if letter not in seen) + "".join(sorted(TEXTS)) + "%"

    def _beginnings(self, letter: str, bar: int | None, unit: int | None) -> dict[str, bool]:
        """Every beginning of a value -> whether it is one.

        Only of metres whose bar (or what is left of it) can be written in the unit, or units that can write
        the bar; None is not yet known.
        """
        values = [value for value in self.values[letter] if self._fits(letter, value, bar, unit)]
        beginnings = {value[:end]: False for value in values for end in range(len(value) + 1)}
        return beginnings | dict.fromkeys(values, True)

    def _fits(self, letter: str, value: str, bar: int | None, unit: int | None) -> bool:
        if letter == "L":
            new, shortest = ticks(value), self.lengths.shortest
            if not shortest(new) or (unit is not None and shortest(unit) % shortest(new)):
                return False  # what could be filled no longer can
            bars = [time_of(meter_of(meter)).bar for meter in self.values["M"]] if bar is None else [bar]
            return any(self.lengths.fits(Room(bar), new) for bar in bars)
        if letter == "M":
            units = [ticks(value) for value in self.values["L"]] if unit is None else [unit]
            rest = time_of(meter_of(value)).bar
            return any(self.lengths.fits(Room(rest), unit) for unit in units)
        return True


@cache
def key_of(text: str) -> Key:
    key, _ = parse_key(text)
    assert key is not None, text
    return key


@cache
def meter_of(text: str) -> Meter:
    meter = parse_meter(text)
    assert meter is not None, text
    return meter


def ticks(unit: str) -> int:
    return int(Fraction(unit) * WHOLE)


def time_of(meter: Meter) -> Time:
    """The beginning of a bar, in the unit that is the standard's default for the metre."""
    bar = 0 if meter.length is None else int(meter.length * WHOLE / 4)
    unit = int(meter.default_unit * WHOLE)
    return Time(bar=bar, goal=bar or FREE, unit=unit, compound=meter.compound)
