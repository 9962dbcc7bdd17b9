"""Time signatures."""

import re
from dataclasses import dataclass
from fractions import Fraction

_TERMS = re.compile(r"\(?(\d{1,3}(?:\s*\+\s*\d{1,3}){0,15})\)?\s*/\s*(\d{1,3})")


@dataclass(frozen=True, slots=True)
class Meter:
    """A metre as written. ``length`` is None for free metre (``M:none``)."""

    text: str  # as written: "6/8", "C", "C|", "2+3/8", "none"
    length: Fraction | None  # of a full bar, in quarter notes
    numerator: int = 0  # 0 for free metre; 2+3/8 has 5
    denominator: int = 0

    @property
    def compound(self) -> bool:
        """Beats of three: 6/8, 9/8, 12/8."""
        return self.denominator >= 8 and self.numerator % 3 == 0 and self.numerator > 3

    @property
    def default_unit(self) -> Fraction:
        """The unit note length where L: is missing: 1/16 for metres below 3/4, else 1/8 (standard 3.1.7)."""
        short = self.length is not None and self.length < 3
        return Fraction(1, 16) if short else Fraction(1, 8)


FREE = Meter("none", None)


def parse_meter(text: str) -> Meter | None:
    """Read the value of an ``M:`` field (standard 3.1.6); None when it is no metre. Empty is free metre."""
    text = text.strip()
    if text.lower() in ("none", ""):
        return FREE
    if text in ("C", "c"):
        return Meter(text, Fraction(4), 4, 4)
    if text in ("C|", "c|"):
        return Meter(text, Fraction(4), 2, 2)
    match = _TERMS.fullmatch(text)
    if match is None:
        return None
    numerator = sum(int(term) for term in match[1].split("+"))
    denominator = int(match[2])
    if numerator == 0 or denominator == 0 or denominator & (denominator - 1):
        return None
    return Meter(text, Fraction(4 * numerator, denominator), numerator, denominator)
