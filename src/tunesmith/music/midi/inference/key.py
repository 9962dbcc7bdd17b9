"""In what key music is that states none."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from tunesmith.music.key import SUFFIXES, Key, parse_key, spell, tonic_fifths

Histogram = NDArray[np.float64]  # (12,) how long each pitch class sounds, C first

# How likely each of the twelve degrees of a key is: D. Temperley, "Music and Probability" (2007), chapter 6,
# from folk songs. Dorian and mixolydian are his minor and major with the sixth and seventh that they have.
# No degree is less likely than 0.003.
_PROFILES = {
    "major": (0.184, 0.003, 0.155, 0.003, 0.191, 0.109, 0.005, 0.214, 0.003, 0.078, 0.004, 0.055),
    "minor": (0.192, 0.005, 0.149, 0.179, 0.003, 0.144, 0.003, 0.201, 0.038, 0.012, 0.053, 0.022),
    "dorian": (0.192, 0.003, 0.149, 0.170, 0.004, 0.144, 0.003, 0.201, 0.004, 0.050, 0.075, 0.005),
    "mixolydian": (0.184, 0.003, 0.155, 0.005, 0.180, 0.109, 0.003, 0.214, 0.003, 0.085, 0.058, 0.006),
}
_LOGARITHMS = {mode: np.log(np.array(profile) / sum(profile)) for mode, profile in _PROFILES.items()}
_LAST = 0.2  # nats a quarter note that it is worth that the music ends on the tonic
_RARE = {"major": 0.0, "minor": 0.0, "dorian": 0.06, "mixolydian": 0.06}  # what the rarer modes must win by
_SHARPNESS = 15.0  # from nats to how sure
_NEVER_SO_SURE = 0.99


def histogram(notes: Iterable[tuple[int, float]]) -> Histogram:
    """(12,) quarter notes that each pitch class sounds, of (pitch, duration)."""
    found = np.zeros(12)
    for pitch, duration in notes:
        found[pitch % 12] += duration
    return found


def find_key(
    found: Histogram, last: int | None, modes: Sequence[str] = ("major", "minor")
) -> tuple[Key, float]:
    """The key in which a histogram is most likely, and how sure that is, from 0 to 1.

    ``last`` is the pitch class that the music ends on (its lowest, of a chord). Of no notes it is C.
    """
    scores = {
        (tonic, mode): _agreement(found, tonic, mode) + _LAST * (tonic == last) - _RARE[mode]
        for mode in modes
        for tonic in range(12)
    }
    (tonic, mode), best = max(scores.items(), key=lambda item: item[1])
    values = np.array([*scores.values()])
    sure = 1 / np.exp(_SHARPNESS * (values - best)).sum()
    return named(tonic, mode), min(float(sure), _NEVER_SO_SURE)


def agreement(found: Histogram, key: Key) -> float:
    """How likely a histogram is in a key: nats for each quarter note, below 0."""
    mode = key.mode if key.mode in _PROFILES else "major"
    return _agreement(found, 7 * tonic_fifths(key.tonic or "C") % 12, mode)


def named(tonic: int, mode: str) -> Key:
    """The key on a pitch class, in the spelling of fewest sharps or flats; six sharps in minor, six flats in
    major."""
    choices = [fifths for fifths in range(-8, 12) if 7 * fifths % 12 == tonic]
    keys = [parse_key(spell(fifths) + SUFFIXES[mode])[0] for fifths in choices]
    usual = [key for key in keys if key is not None and abs(key.fifths) <= 7]
    return min(usual, key=lambda key: (abs(key.fifths), key.fifths if mode == "major" else -key.fifths))


def stated(fifths: int, minor: bool) -> Key:
    """The key that a file states by so many sharps."""
    name = spell(max(-7, min(7, fifths)) + 3 * minor) + "m" * minor
    key, _ = parse_key(name)
    assert key is not None
    return key


def _agreement(found: Histogram, tonic: int, mode: str) -> float:
    return float(np.roll(found, -tonic) @ _LOGARITHMS[mode]) / max(float(found.sum()), 1e-9)
