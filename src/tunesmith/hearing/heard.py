"""One note as it was heard."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Heard:
    onset: float  # seconds from the beginning of the sound
    duration: float  # seconds
    pitch: int  # MIDI: middle C is 60
    velocity: int = 80  # 1 to 127
