"""Plays what the hands do: strokes in time become sound."""

import math
from collections.abc import Mapping, Sequence

import numpy as np

from tunesmith.errors import TunesmithError
from tunesmith.music.tabla.hits import BAYAN, GE, NA, STROKES, TIN, TUN, Hit
from tunesmith.render.audio import FADE, LONGEST, PEAK, RATE, RING
from tunesmith.render.tabla.drone import add_bell, add_drone
from tunesmith.render.tabla.modes import DAYAN_PITCH
from tunesmith.render.tabla.strokes import VARIATIONS, Sound, stroke_sound

LOWEST, HIGHEST = 100.0, 800.0  # Hz, of the dayan
JITTER = 0.003  # seconds, the standard deviation of a hand's timing
UNEVEN = 0.05  # the standard deviation of its loudness
_OPEN = frozenset((NA, TIN, TUN, GE))
_CHOKE, _MEET = 0.004, 0.018  # seconds in which a closed or an open stroke stills what rang before it
_STEEP = 1.4  # loudness to amplitude: half as loud is 8 dB less


def synthesize(
    hits: Sequence[Hit],
    *,
    drone: bool = False,
    sams: Sequence[float] = (),
    seed: int = 0,
    human: float = 1.0,
    pitch: float = DAYAN_PITCH,
    samples: Mapping[str, Sound] | None = None,
) -> Sound:
    """Play strokes: (2, N) samples at ``render.audio.RATE``, the peak at -1 dBFS, until all has rung out.

    ``drone`` adds a tanpura tuned to the dayan, ``sams`` a soft bell at those seconds. ``human`` scales how
    uneven time, loudness and touch are, drawn from ``seed``: 0 plays exactly what is written, which is for
    hits that are uneven already. ``pitch`` is that of the dayan in Hz, 100 to 800. ``samples`` replaces the
    sound of the strokes it names (``load_samples``). A stroke stills what rang before on the same drum.
    Without hits there is one second of silence. The same arguments give the same samples.

    Raises TunesmithError for an unknown stroke, a time or loudness that is no sensible number, a pitch out of
    range and music of more than 10 minutes.
    """
    _check(hits, sams, pitch)
    if not hits:
        return np.zeros((2, RATE), np.float32)
    out = mix(_played(hits, seed, human), pitch, samples or {})
    if drone:
        add_drone(out, pitch)
    for time in sams:
        add_bell(out, time, pitch)
    return _finished(out)


def mix(played: Sequence[tuple[Hit, int]], pitch: float, samples: Mapping[str, Sound]) -> Sound:
    """Strokes in the order of time, each with its variation, added up as they are: (2, N) samples."""
    sounds = [_sound(hit.stroke, pitch, variation, samples) for hit, variation in played]
    starts = [round(hit.time * RATE) for hit, _ in played]
    ends = [start + sound.shape[1] for start, sound in zip(starts, sounds, strict=True)]
    out = np.zeros((2, max(*ends, starts[-1] + int(RING * RATE))), np.float32)
    following: dict[bool, int] = {}  # of each drum, the next stroke: its number
    for number in reversed(range(len(played))):
        hit, sound, start = played[number][0], sounds[number], starts[number]
        later = following.get(hit.stroke in BAYAN)
        following[hit.stroke in BAYAN] = number
        gain = np.float32(hit.loudness**_STEEP)
        whole = sound.shape[1] if later is None else min(sound.shape[1], starts[later] - start)
        out[:, start : start + whole] += gain * sound[:, :whole]
        if later is not None and whole < sound.shape[1]:
            stilled = _MEET if played[later][0].stroke in _OPEN else _CHOKE
            tail = sound[:, whole : whole + int(stilled * RATE)]
            fall = np.linspace(gain, 0, tail.shape[1], dtype=np.float32)
            out[:, start + whole : start + whole + tail.shape[1]] += tail * fall
    return out


def _sound(stroke: str, pitch: float, variation: int, samples: Mapping[str, Sound]) -> Sound:
    return samples[stroke] if stroke in samples else stroke_sound(stroke, pitch, variation)


def _played(hits: Sequence[Hit], seed: int, human: float) -> list[tuple[Hit, int]]:
    """The hits as a hand plays them, with the variation of each, in the order of time."""
    ordered = sorted(hits, key=lambda hit: hit.time)
    if human == 0:
        return [(hit, 0) for hit in ordered]
    chance = np.random.default_rng(seed)
    drawn, levels = chance.standard_normal((2, len(ordered)))
    # Strokes that are meant together stay together: dha is no na after a ge.
    shifts = drawn[np.unique([hit.time for hit in ordered], return_inverse=True)[1]]
    touches = chance.integers(VARIATIONS, size=len(ordered))
    played: list[tuple[Hit, int]] = []
    for hit, shift, level, touch in zip(ordered, shifts, levels, touches, strict=True):
        time = max(0.0, hit.time + human * JITTER * float(np.clip(shift, -2.5, 2.5)))
        loudness = min(1.0, max(0.05, hit.loudness + human * UNEVEN * float(level)))
        played.append((hit._replace(time=time, loudness=loudness), int(touch)))
    return sorted(played, key=lambda pair: pair[0].time)


def _check(hits: Sequence[Hit], sams: Sequence[float], pitch: float) -> None:
    if not LOWEST <= pitch <= HIGHEST:
        raise TunesmithError(f"cannot tune the dayan to {pitch:g} Hz: choose {LOWEST:g} to {HIGHEST:g}")
    for hit in hits:
        if hit.stroke not in STROKES:
            raise TunesmithError(f"unknown stroke {hit.stroke!r}: choose from {', '.join(STROKES)}")
        if not (math.isfinite(hit.time) and hit.time >= 0 and 0 <= hit.loudness <= 1):
            raise TunesmithError(
                f"cannot play {hit.stroke} at {hit.time:g} s with loudness {hit.loudness:g}: "
                "give a time from 0 and a loudness of 0 to 1"
            )
    if not all(math.isfinite(time) and time >= 0 for time in sams):
        raise TunesmithError("cannot ring on sam before the music begins: give times from 0")
    seconds = max((hit.time for hit in hits), default=0.0)
    if seconds > LONGEST:
        raise TunesmithError(f"the composition lasts {seconds / 60:.0f} minutes: shorten it to 10 at most")


def _finished(out: Sound) -> Sound:
    """The peak at its level, the end faded."""
    peak = max(float(out.max()), -float(out.min()))
    if peak > 0:
        out *= np.float32(PEAK / peak)
    fade = int(FADE * RATE)
    out[:, -fade:] *= np.linspace(1, 0, fade, dtype=np.float32)
    return out
