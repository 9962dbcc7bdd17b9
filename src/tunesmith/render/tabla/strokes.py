"""The sound of one stroke, by modal synthesis."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from tunesmith.music.tabla.hits import BAYAN, STROKES
from tunesmith.render.audio import RATE
from tunesmith.render.tabla.modes import BAYAN_PITCH, TIMBRES, Mode, Noise, Timbre

Sound = NDArray[np.float32]  # (2, N): left and right, at RATE

VARIATIONS = 4  # takes of each stroke, so that a roll is no machine gun; the first is the plain one
_UNHEARD = 6.9  # decays until a mode has fallen by 60 dB
_ONSET = 0.0006  # seconds in which the finger meets the skin
_FADE = 0.005  # seconds
_PAN = 0.18  # of the way to one side: the dayan right, the bayan left, as the player has them
# A small room: seconds and level of what comes back from the walls, on the left and on the right.
_WALLS = (
    ((0.0091, 0.08), (0.0173, -0.05), (0.0297, 0.035)),
    ((0.0113, 0.075), (0.0199, -0.055), (0.0331, 0.03)),
)


@lru_cache(maxsize=256)
def stroke_sound(stroke: str, pitch: float, variation: int = 0) -> Sound:
    """One stroke at full loudness, ringing out: (2, N) samples that are not to be written to.

    ``pitch`` is that of the dayan in Hz; the bayan has its own. ``variation`` from 1 on differs a little in
    levels, tuning, glide and noise. The same arguments give the same samples.
    """
    chance = np.random.default_rng((STROKES.index(stroke), variation))
    timbre = TIMBRES[stroke]
    bass = stroke in BAYAN
    sound = _dry(timbre, BAYAN_PITCH if bass else pitch, chance, 1.0 if variation else 0.0)
    placed = _placed(sound, -_PAN if bass else _PAN)
    placed.flags.writeable = False
    return placed


def _dry(timbre: Timbre, pitch: float, chance: np.random.Generator, spread: float) -> NDArray[np.float64]:
    """(N,) samples. ``spread`` 0 is the timbre as it is written down, 1 a hand's usual unevenness."""
    modes = [mode for mode in timbre.modes if mode.ratio * pitch < 0.45 * RATE]
    longest = max([m.decay for m in modes] + [n.decay for n in timbre.noises])
    times = np.arange(int(_UNHEARD * longest * RATE)) / RATE
    bend = timbre.glide * (1 + 0.5 * spread * chance.uniform(-1, 1))
    # The integral of 1 + bend (1 - exp(-t / glide_time)): how far a mode of 1 Hz has come.
    settle = timbre.glide_time
    turns = times + bend * (times - settle * (1 - np.exp(-times / settle)))
    sound = np.zeros(len(times))
    for mode in modes:
        _ring(sound, mode, pitch * (1 + 0.002 * spread * chance.standard_normal()), turns,
              1 + 0.15 * spread * chance.uniform(-1, 1))  # fmt: skip
    onset = int(_ONSET * RATE)
    sound[:onset] *= np.linspace(0, 1, onset, endpoint=False)
    for noise in timbre.noises:
        knock = _knock(noise, chance)
        sound[: len(knock)] += knock[: len(sound)]
    fade = min(int(_FADE * RATE), len(sound))
    sound[-fade:] *= np.linspace(1, 0, fade)
    return sound


def _ring(
    sound: NDArray[np.float64], mode: Mode, pitch: float, turns: NDArray[np.float64], gain: float
) -> None:
    """Add a mode for as long as it is heard."""
    count = min(len(sound), int(_UNHEARD * mode.decay * RATE))
    fall = np.exp(np.arange(count) * (-1 / (mode.decay * RATE)))
    sound[:count] += gain * mode.level * fall * np.sin(2 * np.pi * mode.ratio * pitch * turns[:count])


def _knock(noise: Noise, chance: np.random.Generator) -> NDArray[np.float64]:
    """Noise in its band, falling; its peak is the level."""
    count = int(_UNHEARD * noise.decay * RATE)
    size = 1 << (count - 1).bit_length()
    spectrum = np.fft.rfft(chance.standard_normal(size))
    hertz = np.fft.rfftfreq(size, 1 / RATE)[1:]
    # Slopes of 12 dB an octave on both sides.
    spectrum[1:] *= 1 / ((1 + (noise.low / hertz) ** 2) * (1 + (hertz / noise.high) ** 2))
    spectrum[0] = 0
    sound: NDArray[np.float64] = np.fft.irfft(spectrum, size)[:count]
    sound *= np.exp(np.arange(count) * (-1 / (noise.decay * RATE)))
    sound *= noise.level / np.abs(sound).max()
    return sound


def _placed(sound: NDArray[np.float64], pan: float) -> Sound:
    """In a small room, between left (-1) and right (1)."""
    angle = (1 + pan) * np.pi / 4
    reach = int(max(delay for wall in _WALLS for delay, _ in wall) * RATE) + 1
    placed = np.zeros((2, len(sound) + reach))
    for side, (gain, walls) in enumerate(zip((np.cos(angle), np.sin(angle)), _WALLS, strict=True)):
        placed[side, : len(sound)] += gain * sound
        for delay, level in walls:
            start = int(delay * RATE)
            placed[side, start : start + len(sound)] += level * sound
    return placed.astype(np.float32)
