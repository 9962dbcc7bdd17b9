"""Where a note really begins, and whether it does: how its partials swell.

A transcription that sees the spectrum in frames is late where a tone swells slowly, as on a violin, and takes
the last of a note that dies away for a new one. The level of the first partials around the onset tells both.
"""

from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tunesmith.hearing.heard import Heard

_PARTIALS = 3
_BEFORE, _AFTER = 0.05, 0.06  # seconds around the onset that was found
_SMOOTHING = 0.02  # seconds, and at least two periods of the note
_BEGUN = 0.1  # of the rise: there it begins
_ATTACK = 0.15  # of the loudest note within a second: notes that swell less are not struck
_NEAR = 1.0  # seconds
_SPLIT = 0.05  # seconds between the parts of one note
_RINGS = 0.2  # seconds: how long a note may ring into the next
_APART = 0.05  # seconds between notes that are no chord


class Attack(NamedTuple):
    note: Heard  # from where it swells
    rise: float  # of its level
    peak: float


def struck(notes: list[Heard], samples: NDArray[np.float32], rate: int) -> list[Heard]:
    """The notes that are struck, from where they are, in order. Onsets are seconds in ``samples`` (N,).

    A part of a note that goes on is joined to it, and one that rings into the next is cut there.
    """
    attacks = sorted(attack for note in notes if (attack := _attack(note, samples, rate)))
    onsets = np.array([attack.note.onset for attack in attacks])
    peaks = np.array([attack.peak for attack in attacks])
    kept: list[Heard] = []
    for attack in attacks:
        low, high = np.searchsorted(onsets, [attack.note.onset - _NEAR, attack.note.onset + _NEAR])
        if attack.rise >= _ATTACK * peaks[low:high].max():
            kept.append(attack.note)
        else:
            _join(kept, attack.note)
    return [_cut(note, kept[place + 1 :]) for place, note in enumerate(kept)]


def _attack(note: Heard, samples: NDArray[np.float32], rate: int) -> Attack | None:
    """None for a note that is too near the end to be told."""
    hertz = 440 * 2 ** ((note.pitch - 69) / 12)
    smoothing = max(_SMOOTHING, 2 / hertz)
    begin = max(0, round((note.onset - _BEFORE - 1.5 * smoothing) * rate))
    end = round((note.onset + _AFTER + 1.5 * smoothing) * rate)
    first, last = (max(0, round((note.onset + shift) * rate) - begin) for shift in (-_BEFORE, _AFTER))
    level = _level(samples[begin:end], rate, hertz, round(smoothing * rate))[first:last]
    if len(level) < _SMOOTHING * rate:
        return None
    top = int(np.argmax(level))
    bottom = int(np.argmin(level[: top + 1]))
    rise = level[top] - level[bottom]
    swells = bottom + int(np.argmax(level[bottom : top + 1] >= level[bottom] + _BEGUN * rise))
    onset = (begin + first + swells) / rate
    duration = max(note.onset + note.duration - onset, 1 / rate)
    return Attack(replace(note, onset=onset, duration=duration), float(rise), float(level[top]))


def _level(samples: NDArray[np.float32], rate: int, hertz: float, width: int) -> NDArray[np.float64]:
    """(N,) of the first partials together, over a triangle of twice ``width`` samples."""
    turn = np.exp(-2j * np.pi * hertz / rate * np.arange(len(samples)))
    turned, power = samples.astype(np.complex128), np.zeros(len(samples))
    for partial in range(1, _PARTIALS + 1):
        if partial * hertz < 0.45 * rate:
            turned *= turn
            power += np.abs(_smoothed(_smoothed(turned, width), width)) ** 2
    level: NDArray[np.float64] = np.sqrt(power)
    return level


def _smoothed(signal: NDArray[np.complex128], width: int) -> NDArray[np.complex128]:
    """The mean over ``width`` samples around each; beyond the ends is silence."""
    sums = np.concatenate([[0], np.cumsum(signal)])
    places = np.arange(len(signal))
    low, high = (np.clip(places + shift, 0, len(signal)) for shift in (-(width // 2), width // 2))
    mean: NDArray[np.complex128] = (sums[high] - sums[low]) / width
    return mean


def _join(kept: list[Heard], part: Heard) -> None:
    """Lengthen the last note of this pitch, if the part goes on where it ends."""
    for place in range(len(kept) - 1, max(-1, len(kept) - 9), -1):
        note = kept[place]
        if note.pitch == part.pitch:
            end = part.onset + part.duration
            if part.onset <= note.onset + note.duration + _SPLIT and end > note.onset + note.duration:
                kept[place] = replace(note, duration=end - note.onset)
            return


def _cut(note: Heard, later: list[Heard]) -> Heard:
    for following in later:
        gap = following.onset - note.onset
        if gap >= _APART:
            rings = note.duration - gap
            return replace(note, duration=gap) if 0 < rings < min(_RINGS, gap) else note
    return note
