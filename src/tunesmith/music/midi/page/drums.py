"""Where on a staff of five lines the General MIDI drums are written: N. Weinberg, Guidelines for Drumset
Notation, Percussive Notes (1994)."""

from typing import NamedTuple


class Drum(NamedTuple):
    step: str  # as if the staff had a treble clef
    octave: int
    cross: bool


_CROSSES = {42: "G5", 46: "G5", 44: "D4", 49: "A5", 57: "B5", 51: "F5", 53: "F5", 59: "F5", 52: "A5",
            55: "B5", 54: "F5", 56: "E5", 37: "C5", 39: "C5"}  # fmt: skip
_HEADS = {35: "E4", 36: "F4", 38: "C5", 40: "C5", 41: "G4", 43: "A4", 45: "B4", 47: "D5", 48: "D5", 50: "E5"}


def drum(pitch: int) -> Drum:
    """The line of a drum; those without a usual place stand on the middle line."""
    place = _CROSSES.get(pitch) or _HEADS.get(pitch, "B4")
    return Drum(place[0], int(place[1]), pitch in _CROSSES)
