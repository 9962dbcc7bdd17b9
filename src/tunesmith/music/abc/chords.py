"""Chord symbols: "Am7", "F#dim", "D7/f#" (standard 2.1, section 4.18)."""

import re

_NAME = r"[A-G][#b♯♭]?"
_QUALITY = r"(?:maj|min|dim|aug|sus|add|alt|omit|no|m|M|o|°|ø|Δ|\+|-|[#b♯♭]?\d{1,2}){0,6}"
_CHORD = re.compile(rf"\(?({_NAME})({_QUALITY}(?:\({_QUALITY}\))?)(?:/([A-Ga-g][#b♯♭]?))?\)?")


def is_chord(text: str) -> bool:
    """Whether a quoted text names a chord, and is not a fingering or a word."""
    return _CHORD.fullmatch(text.strip()) is not None
