"""One note as it is heard."""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Sound:
    """Times are exact, in quarter notes from the beginning of the performance."""

    onset: Fraction
    duration: Fraction
    pitch: int  # MIDI: middle C is 60
    start: int  # offset in the text of the note it comes from; the score calls its element n{start}
    kind: str  # "melody", "grace", or "chord" for the accompaniment, its bass included
