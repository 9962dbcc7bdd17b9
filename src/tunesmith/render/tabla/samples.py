"""Recorded strokes in place of synthesized ones: a folder of one audio file for each stroke."""

from dataclasses import dataclass
from math import gcd
from pathlib import Path

import numpy as np

from tunesmith.errors import TunesmithError
from tunesmith.music.tabla.hits import STROKES
from tunesmith.render.audio import RATE
from tunesmith.render.tabla.modes import DAYAN_PITCH
from tunesmith.render.tabla.strokes import Sound, stroke_sound

SUFFIXES = (".wav", ".flac", ".ogg", ".mp3", ".aif", ".aiff")
LONGEST = 10.0  # seconds of one stroke
BIGGEST = 32_000_000  # bytes of one file
SLOWEST_RATE, FASTEST_RATE = 4_000, 192_000  # Hz
_QUIET = 0.01  # of the peak: -40 dB, where a stroke begins
_LEAD = 0.001  # seconds kept before that
_FADE = 0.005  # seconds


@dataclass(frozen=True, slots=True, eq=False)
class Kit:
    """Recorded strokes. ``sounds`` goes to ``synthesize(samples=...)``."""

    sounds: dict[str, Sound]  # of each stroke that there is, (2, N) samples at ``audio.RATE``
    notes: tuple[str, ...]  # what was left out or is missing, one line each


def load_samples(folder: Path) -> Kit:
    """Read ``na.wav``, ``ge.flac`` and so on: any rate from 4 to 192 kHz, mono or stereo, 10 seconds at most.

    Silence before the stroke is cut, and each is brought to the peak of the synthesized one, so that those
    missing can stand beside it. ``notes`` names the strokes that are missing and files that are no strokes.
    Raises TunesmithError for a folder that cannot be read or has no stroke in it, and for a file of a stroke
    that cannot be used.
    """
    try:
        paths = sorted(path for path in folder.iterdir() if path.is_file() and path.name[0] != ".")
    except OSError as error:
        raise TunesmithError(f"cannot read the samples in {folder}: {error.strerror}") from error
    sounds: dict[str, Sound] = {}
    notes: list[str] = []
    for path in paths:
        stroke = path.stem.lower()
        if path.suffix.lower() not in SUFFIXES or stroke not in STROKES:
            notes.append(f"left out {path.name}: strokes are {', '.join(STROKES)}, as {STROKES[0]}.wav")
        elif stroke in sounds:
            notes.append(f"left out {path.name}: there is another {stroke}")
        else:
            sounds[stroke] = _ready(_read(path), path, stroke)
    if not sounds:
        names = ", ".join(f"{stroke}.wav" for stroke in STROKES)
        raise TunesmithError(f"no samples in {folder}: put some of {names} there")
    missing = [stroke for stroke in STROKES if stroke not in sounds]
    if missing:
        notes.append(f"synthesized, as there is no file: {', '.join(missing)}")
    return Kit(sounds, tuple(notes))


def _read(path: Path) -> Sound:
    """(2, N) samples at ``RATE``, as they are in the file."""
    import soundfile  # type: ignore[import-untyped]

    try:
        if path.stat().st_size > BIGGEST:
            raise TunesmithError(f"{path} is too big: a stroke may have {BIGGEST // 1_000_000} MB")
        with soundfile.SoundFile(path) as file:
            rate, channels = int(file.samplerate), int(file.channels)
            if channels > 2:
                raise TunesmithError(f"{path} has {channels} channels: make it mono or stereo")
            if not SLOWEST_RATE <= rate <= FASTEST_RATE:
                raise TunesmithError(f"{path} has {rate} samples a second: resample it to {RATE}")
            found = file.read(int(LONGEST * rate) + 1, dtype="float32", always_2d=True).T
    except OSError as error:
        raise TunesmithError(f"cannot read {path}: {error.strerror}") from error
    except soundfile.LibsndfileError as error:
        raise TunesmithError(f"cannot read {path}: {error.error_string} Give a sound file") from error
    if found.shape[1] > LONGEST * rate:
        raise TunesmithError(f"{path} is too long: cut it to one stroke, {LONGEST:g} seconds at most")
    sound = np.repeat(found, 2, axis=0) if channels == 1 else found
    return resampled(sound, rate)


def _ready(sound: Sound, path: Path, stroke: str) -> Sound:
    """From the moment of the stroke on, at the level of the synthesized one."""
    if not np.isfinite(sound).all():
        raise TunesmithError(f"{path} has samples that are no numbers: write it anew")
    loudness = np.abs(sound).max(axis=0) if sound.size else np.zeros(1, np.float32)
    peak = float(loudness.max())
    if peak < 1e-5:
        raise TunesmithError(f"{path} is silent: record the stroke anew, or take the file away")
    start = max(0, int(np.argmax(loudness > _QUIET * peak)) - int(_LEAD * RATE))
    wanted = float(np.abs(stroke_sound(stroke, DAYAN_PITCH)).max())
    ready: Sound = sound[:, start:] * np.float32(wanted / peak)
    fade = min(int(_FADE * RATE), ready.shape[1])
    ready[:, -fade:] *= np.linspace(1, 0, fade, dtype=np.float32)
    return ready


def resampled(sound: Sound, rate: int) -> Sound:
    """(C, N) samples at ``rate`` as (C, M) at ``RATE``: the same spectrum, up to the lower of both limits."""
    if rate == RATE or sound.shape[1] == 0:
        return sound
    common = gcd(rate, RATE)
    wanted = round(sound.shape[1] * RATE / rate)
    # Whole seconds are a whole number of samples at both rates, and so are these smaller blocks. Some more
    # of them, 20 ms of silence, keep the end from running into the beginning.
    blocks = -(-sound.shape[1] // (rate // common)) + 1 + common // 50
    before, after = blocks * (rate // common), blocks * (RATE // common)
    spectrum = np.fft.rfft(sound, before, axis=1)
    bins = after // 2 + 1
    fitted = np.zeros((len(sound), bins), np.complex128)
    kept = min(bins, spectrum.shape[1])
    fitted[:, :kept] = spectrum[:, :kept]
    found: Sound = (np.fft.irfft(fitted, after, axis=1)[:, :wanted] * (after / before)).astype(np.float32)
    return found
