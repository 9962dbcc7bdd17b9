"""How a length is written: noteheads with flags and dots."""

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

LONGEST, SHORTEST = Fraction(8), Fraction(1, 64)  # in quarter notes: a breve, a 256th
_MOST_PIECES = 8  # a longer chain of ties is no music: draw one breve
_LARGEST_PRIME = 31  # of the tuplet that an odd length such as A5/7 stands in
_ONE = Fraction(1)


@dataclass(frozen=True, slots=True)
class Value:
    """A notehead: ``base`` in quarter notes, a power of two from a breve (8) to a 256th (1/64)."""

    base: Fraction
    dots: int = 0

    @property
    def duration(self) -> Fraction:
        """Quarter notes, dots included."""
        return self.base * (2 - Fraction(1, 2**self.dots))

    @property
    def flags(self) -> int:
        """Flags or beams: none for a quarter note, 1 for an eighth."""
        return max(0, self.base.denominator.bit_length() - 1)


@lru_cache(maxsize=4096)
def spell(written: Fraction) -> tuple[tuple[Value, ...], Fraction]:
    """Write a length in quarter notes as tied values, and the ratio of time to value that makes them exact.

    The ratio is 1 but for lengths that no row of dots can spell: a third of a quarter note is an eighth
    at 2/3 of its time. Lengths below a 256th, or absurdly long, get the nearest value; their ratio says
    how far it is from the truth.
    """
    odd = written.denominator >> _twos(written.denominator)
    ratio = Fraction(1 << (odd.bit_length() - 1), odd) if 1 < odd <= _LARGEST_PRIME else _ONE
    values = _exact(written / ratio)
    if values:
        return values, ratio
    value = Value(min(max(_power_below(written), SHORTEST), LONGEST)) if written > 0 else Value(SHORTEST)
    return (value,), written / value.duration


def _exact(length: Fraction) -> tuple[Value, ...]:
    """One value of up to two dots, else the longest of up to one, tied to the rest; else none."""
    values: list[Value] = []
    while length > 0:
        if len(values) == _MOST_PIECES:
            return ()
        value = _longest(length, dots=2)
        if value is None or value.duration != length:
            value = _longest(length, dots=1)
        if value is None:
            return ()
        values.append(value)
        length -= value.duration
    return tuple(values)


def _longest(length: Fraction, dots: int) -> Value | None:
    """The longest value that fits into a length."""
    base = min(_power_below(length), LONGEST)
    if base < SHORTEST:
        return None
    fitting = [Value(base, count) for count in range(dots + 1) if Value(base, count).duration <= length]
    return fitting[-1] if base / 2 ** (len(fitting) - 1) >= SHORTEST else Value(base)


def _power_below(length: Fraction) -> Fraction:
    """The greatest power of two not above a positive length."""
    exponent = length.numerator.bit_length() - length.denominator.bit_length()
    power = Fraction(2) ** exponent
    return power if power <= length else power / 2


def _twos(number: int) -> int:
    """How often two divides a positive number."""
    return (number & -number).bit_length() - 1
