"""What a chord symbol sounds like: ``"Am7"``, ``"D/F#"``, ``"Bbdim"``."""

from dataclasses import dataclass
from functools import lru_cache

from tunesmith.music.abc.chord_symbol import chord_symbol
from tunesmith.music.abc.tune import STEPS

# Semitones above the root, by all the ways to write what follows it ("d" and "a": the Nottingham collection).
_QUALITIES = {
    (0, 4, 7): " maj M major",
    (0, 3, 7): "m min - minor",
    (0, 3, 6): "dim d o ° mb5 m(b5)",
    (0, 4, 8): "aug a + #5 (#5)",
    (0, 7): "5",
    (0, 5, 7): "sus sus4",
    (0, 2, 7): "sus2",
    (0, 4, 7, 9): "6 maj6 M6",
    (0, 3, 7, 9): "m6 min6 -6",
    (0, 4, 7, 10): "7 dom7",
    (0, 3, 7, 10): "m7 min7 -7",
    (0, 4, 7, 11): "maj7 Maj7 M7 j7 Δ",
    (0, 3, 7, 11): "mM7 mmaj7 m(maj7) minmaj7",
    (0, 3, 6, 9): "dim7 o7 °7",
    (0, 3, 6, 10): "m7b5 m7(b5) ø ø7",
    (0, 4, 8, 10): "aug7 +7 7+ 7#5",
    (0, 4, 6, 10): "7b5",
    (0, 5, 7, 10): "7sus4 7sus",
    (0, 2, 7, 10): "9sus4 9sus",
    (0, 4, 7, 2): "add9 add2 2",
    (0, 4, 7, 9, 2): "69",
    (0, 4, 10, 2): "9",
    (0, 3, 10, 2): "m9 min9",
    (0, 4, 11, 2): "maj9 M9",
    (0, 4, 10, 1): "7b9 7(b9)",
    (0, 4, 10, 3): "7#9 7(#9)",
    (0, 4, 10, 5): "11",
    (0, 3, 10, 5): "m11",
    (0, 4, 10, 9): "13",
}
_INTERVALS = {name: intervals for intervals, names in _QUALITIES.items() for name in names.split(" ")}


@dataclass(frozen=True, slots=True)
class Chord:
    """Pitch classes, C = 0."""

    bass: int
    classes: tuple[int, ...]  # the root first; the bass of a slash chord need not be among them
    fifth: int | None = None  # for the bass to alternate with; None for slash chords and altered fifths


@lru_cache(maxsize=1024)
def chord(symbol: str) -> Chord | None:
    """The chord that a symbol names, or None when the text says something else ("Fine", "slowly", "1")."""
    named = chord_symbol(symbol)
    if named is None or named.suffix not in _INTERVALS:
        return None
    root = (STEPS[named.root] + named.alter) % 12
    intervals = _INTERVALS[named.suffix]
    classes = tuple((root + interval) % 12 for interval in intervals)
    if named.bass:
        return Chord((STEPS[named.bass] + named.bass_alter) % 12, classes)
    return Chord(root, classes, (root + 7) % 12 if 7 in intervals else None)
