"""Chord symbols: "Am7", "F#dim", "D7/f#" (standard 2.1, section 4.18)."""

import re

from tunesmith.music.key import spell, tonic_fifths

_NAME = r"[A-G][#b♯♭]?"
_QUALITY = r"(?:maj|min|dim|aug|sus|add|alt|omit|no|m|M|o|°|ø|Δ|\+|-|[#b♯♭]?\d{1,2}){0,6}"
_CHORD = re.compile(rf"\(?({_NAME})({_QUALITY}(?:\({_QUALITY}\))?)(?:/([A-Ga-g][#b♯♭]?))?\)?")


def is_chord(text: str) -> bool:
    """Whether a quoted text names a chord, and is not a fingering or a word."""
    return _CHORD.fullmatch(text.strip()) is not None


def transpose_chord(text: str, shift: int) -> str:
    """Move root and bass by ``shift`` places on the line of fifths; a text that is no chord stays."""
    match = _CHORD.fullmatch(text.strip())
    if match is None:
        return text
    root, _, bass = match.groups()
    offset = text.index(root)
    moved = text[:offset] + _move(root, shift) + text[offset + len(root) :]
    if bass is None:
        return moved
    head, _, tail = moved.rpartition("/" + bass)
    new_bass = _move(bass[0].upper() + bass[1:], shift)
    return f"{head}/{new_bass.lower() if bass[0].islower() else new_bass}{tail}"


def _move(name: str, shift: int) -> str:
    fifths = tonic_fifths(name.replace("♯", "#").replace("♭", "b")) + shift
    while fifths > 8:  # no double sharps or flats: G# is the last
        fifths -= 12
    while fifths < -8:
        fifths += 12
    return spell(fifths)
