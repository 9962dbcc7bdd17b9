"""A tempo as it is printed above the staff."""

import re
from fractions import Fraction

_MARK = re.compile(r"(\d{1,3})/(\d{1,3})\s*=\s*(\d{1,4})")
_NOTES = {
    Fraction(1, 8): "♪",
    Fraction(3, 16): "♪.",
    Fraction(1, 4): "♩",
    Fraction(3, 8): "♩.",
    Fraction(1, 2): "half note",
}


def tempo_text(value: str) -> str:
    """``"Allegro" 3/8=120`` as ``Allegro ♩. = 120``; beats that text fonts have no sign for are left out."""
    words = " ".join(re.findall(r'"([^"]*)"', value))
    match = _MARK.search(value)
    if match and int(match[2]):
        note = _NOTES.get(Fraction(int(match[1]), int(match[2])))
        if note is not None:
            words = f"{words} {note} = {match[3]}"
    return words.strip()
