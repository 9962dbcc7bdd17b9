"""What sounds beside the drums: a tanpura, and a bell on sam."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from tunesmith.render.audio import RATE
from tunesmith.render.tabla.strokes import Sound

# Pa, Sa, Sa, and the low Sa: their pitches beside the dayan's, when each is plucked (seconds), and how far
# to the right it is heard.
_STRINGS = ((3 / 8, 0.0, -0.3), (1 / 2, 1.1, -0.1), (1 / 2, 1.9, 0.1), (1 / 4, 2.7, 0.3))
_ROUND = 4.2  # seconds from one Pa to the next
_RING = 5.0  # seconds that a string sounds
_PARTIALS = 28
_LEVEL = 0.22  # the peak of one string, beside a dayan whose peak is about 1: its pluck is all peak
_FADE = 1.5  # seconds

_BELL = ((4.0, 0.5, 0.7), (8.02, 0.22, 0.4), (11.04, 0.16, 0.25), (21.6, 0.05, 0.08))  # ratio, level, decay
_BELL_LEVEL = 0.22


def add_drone(out: Sound, pitch: float) -> None:
    """Play the tanpura through all of ``out`` (2, N), softly in and out. ``pitch`` is the dayan's, in Hz."""
    samples = out.shape[1]
    turn = _turn(pitch)
    drone = np.tile(turn, (1, -(-samples // turn.shape[1])))[:, :samples]
    fade = min(int(_FADE * RATE), samples // 2)
    ramp = np.linspace(0, 1, fade, dtype=np.float32)
    drone[:, :fade] *= ramp
    drone[:, samples - fade :] *= ramp[::-1]
    out += drone


def add_bell(out: Sound, time: float, pitch: float) -> None:
    """A soft bell at ``time`` (seconds), two octaves above the dayan."""
    start = round(time * RATE)
    length = min(int(1.5 * RATE), out.shape[1] - start)
    if length <= 0:
        return
    times = np.arange(length) / RATE
    sound = np.zeros(length)
    for ratio, level, decay in _BELL:
        if ratio * pitch < 0.45 * RATE:
            sound += level * np.exp(-times / decay) * np.sin(2 * np.pi * ratio * pitch * times)
    sound *= np.minimum(1, times / 0.002) * np.minimum(1, (times[-1] - times) / 0.02)
    out[:, start : start + length] += (_BELL_LEVEL * sound).astype(np.float32)


@lru_cache(maxsize=4)
def _turn(pitch: float) -> Sound:
    """All strings plucked once, what rings over the end taken back to the beginning: (2, N) samples."""
    length = int(_ROUND * RATE)
    turn = np.zeros((2, length))
    for ratio, first, pan in _STRINGS:
        string = _string(pitch * ratio)
        string = np.pad(string, (int(first * RATE), -(int(first * RATE) + len(string)) % length))
        angle = (1 + pan) * np.pi / 4
        turn += np.outer((np.cos(angle), np.sin(angle)), string.reshape(-1, length).sum(axis=0))
    return turn.astype(np.float32)


@lru_cache(maxsize=4)
def _string(hertz: float) -> NDArray[np.float64]:
    """A plucked string over the tanpura's curved bridge (jvari): the brightness wanders down the partials.

    Each partial swells as the wandering band comes to it. (N,) samples.
    """
    pieces = int(_RING * 40)  # the swelling is slow: straight lines of 1/40 s draw it
    size = RATE // 40
    angle = 2 * np.pi * hertz * np.arange(pieces * size) / RATE
    corners = np.arange(pieces + 1) / 40  # seconds
    centre = 3 + 13 * np.exp(-corners / 1.3)  # the number of the partial on which the brightness stands
    twice_cosine = 2 * np.cos(angle)
    before, partial = np.zeros(len(angle)), np.sin(angle)
    sound = np.zeros(len(angle))
    ramp = np.arange(size) / size
    for number in range(1, min(_PARTIALS, int(0.45 * RATE / hertz)) + 1):
        band = np.exp(-0.5 * ((number - centre) / (0.28 * centre + 0.6)) ** 2)
        fall = np.exp(-corners / (2.2 - 0.045 * number))
        swell = (0.25 / number + 0.9 * band / number**0.5) * fall
        envelope = swell[:-1, None] + np.diff(swell)[:, None] * ramp
        sound += envelope.ravel() * partial
        # sin((n + 1) x) = 2 cos(x) sin(n x) - sin((n - 1) x): quicker than another sine.
        before, partial = partial, twice_cosine * partial - before
    attack, fade = int(0.02 * RATE), int(0.3 * RATE)
    sound[:attack] *= np.linspace(0, 1, attack)
    sound[-fade:] *= np.linspace(1, 0, fade)
    sound *= _LEVEL / np.abs(sound).max()
    return sound
