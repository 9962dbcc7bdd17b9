"""The words of ``notes.v1``. Times in ticks, twelve to a quarter note: sixteenths and triplets both fit."""

from fractions import Fraction
from math import log

TPQ = 12
WHOLE = 4 * TPQ
LONGEST = 8 * TPQ  # of notes, and from one onset to the next
LONGEST_PIECE = 16_384 * TPQ  # over two hours at 120 quarter notes a minute
SIXTEENTH = TPQ // 4
FINEST = 16  # of the denominators of metres that may have a pickup

STEPS = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
NAMES = tuple(f"{STEPS[pitch % 12]}{pitch // 12 - 1}" for pitch in range(128))  # of each MIDI pitch: 60 is C4
TEMPOS = (40, 50, 60, 70, 80, 90, 100, 110, 120, 135, 150, 165, 180, 200, 220, 240)  # quarters a minute

_PITCHES = {name: pitch for pitch, name in enumerate(NAMES)}


def quarters(ticks: int) -> str:
    """In quarter notes: "1/2", "3"."""
    return str(Fraction(ticks, TPQ))


# Every closed class, with what each of its words means.
PROGRAM = {f"program:{number}": number for number in range(128)}
TEMPO = {f"tempo:{qpm}": qpm for qpm in TEMPOS}
KEY = {f"key:{sharps}{'m' * minor}": (sharps, minor) for minor in (0, 1) for sharps in range(-7, 8)}
PICKUP = {f"pickup:{quarters(ticks)}": ticks for ticks in range(SIXTEENTH, LONGEST, SIXTEENTH)}
GAP = {f"+{quarters(ticks)}": ticks for ticks in range(LONGEST + 1)}
LENGTH = {f"={quarters(ticks)}": ticks for ticks in range(1, LONGEST + 1)}

GAPS = tuple(GAP)  # the word of each number of ticks
LENGTHS = ("", *LENGTH)


def chord_word(pitches: tuple[int, ...]) -> str:
    """ "C4.E4.G4" of (60, 64, 67)."""
    return ".".join([NAMES[pitch] for pitch in pitches])


def chord_pitches(word: str) -> tuple[int, ...]:
    """The inverse of ``chord_word``; empty for any other word."""
    names = word.split(".")
    return tuple(_PITCHES[name] for name in names) if all(name in _PITCHES for name in names) else ()


def meter_of(word: str) -> tuple[int, int] | None:
    """(6, 8) of "meter:6/8"; None for any other word."""
    kind, _, value = word.partition(":")
    numerator, _, denominator = value.partition("/")
    if (
        kind != "meter"
        or not (numerator + denominator).isascii()
        or max(len(numerator), len(denominator)) > 3
    ):
        return None
    if not (numerator.isdigit() and denominator.isdigit()):
        return None
    found = int(numerator), int(denominator)
    return found if 0 < found[0] < 256 and found[1] in (1, 2, 4, 8, 16, 32, 64) else None


def bars_last(bars: int, meter: tuple[int, int]) -> int:
    """How long so many bars are, in ticks; what is finer is cut off."""
    return WHOLE * bars * meter[0] // meter[1]


def takes_pickup(meter: tuple[int, int], pickup: int) -> bool:
    """Whether a bar of this metre can be preceded by so short a one."""
    return meter[1] <= FINEST and pickup < bars_last(1, meter)


def pickup_meter(pickup: int) -> tuple[int, int]:
    """The metre of a bar of so many ticks, whole sixteenths, in quarters where that is possible."""
    share = Fraction(pickup, WHOLE)
    denominator = max(4, share.denominator)
    return int(share * denominator), denominator


def tempo_class(qpm: float) -> int:
    """The nearest of ``TEMPOS`` by ratio."""
    return min(TEMPOS, key=lambda tempo: abs(log(tempo / qpm)))
