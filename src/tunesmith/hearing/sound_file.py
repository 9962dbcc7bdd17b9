"""A sound file, a minute at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tunesmith.errors import TunesmithError

SOUNDS = (".wav", ".flac", ".ogg", ".mp3")
LONGEST = 20 * 60.0  # seconds
_RATES, _CHANNELS = range(4_000, 400_001), range(1, 17)
_SILENCE = 1e-4  # of full scale, -80 dB


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """A part of a sound, with some of what is before and after it."""

    samples: NDArray[np.float32]  # (N,) mixed to one channel, -1 to 1
    rate: int  # Hz
    onset: float  # seconds in the file at which ``samples`` begin
    start: float  # seconds: what this window is for begins here
    end: float  # and ends here, where the next begins


def windows(
    path: Path, *, seconds: float = 60.0, before: float = 1.0, after: float = 6.0
) -> Iterator[Window]:
    """The whole sound; memory is bounded by a window, whatever the file says of its length.

    Raises TunesmithError, in one line, for a file that is missing, no sound, broken, empty, silent, of more
    than 20 minutes, or has a sample rate or number of channels that nobody uses.
    """
    import soundfile  # type: ignore[import-untyped]

    if path.suffix.lower() not in SOUNDS:
        raise TunesmithError(f"cannot listen to {path}: its name ends with none of {', '.join(SOUNDS)}")
    try:
        if path.stat().st_size == 0:
            raise TunesmithError(f"cannot listen to {path}: the file is empty")
        with path.open("rb") as file, soundfile.SoundFile(file) as sound:
            _check(path, sound.samplerate, sound.channels, sound.frames)
            yield from _read(path, sound, seconds, before, after)
    except OSError as error:
        raise TunesmithError(f"cannot read {path}: {(error.strerror or str(error)).lower()}") from error
    except soundfile.LibsndfileError as error:
        raise TunesmithError(
            f"cannot listen to {path}: {_reason(error.error_string)}; give wav, flac, ogg or mp3"
        ) from error


def _check(path: Path, rate: int, channels: int, frames: int) -> None:
    if rate not in _RATES or channels not in _CHANNELS:
        raise TunesmithError(
            f"cannot listen to {path}: {channels} channels of {rate} samples a second; "
            "convert it to 1 or 2 channels of 44100"
        )
    if frames > LONGEST * rate and frames < 2**62:  # libsndfile's sign for a length that is not stated
        _too_long(path, f"lasts {frames / rate / 60:.0f} minutes")


def _read(path: Path, sound: Any, seconds: float, before: float, after: float) -> Iterator[Window]:
    rate = sound.samplerate
    core, lead, tail = round(seconds * rate), round(before * rate), round(after * rate)
    kept, first, start, loudest = np.zeros(0, np.float32), 0, 0, 0.0  # ``kept`` begins at sample ``first``
    while True:
        fresh = _mono(sound, start + core + tail - first - len(kept))
        kept = np.concatenate([kept, fresh])
        ended = first + len(kept) < start + core + tail
        loudest = max(loudest, float(np.abs(fresh).max(initial=0)))
        if first + len(kept) > LONGEST * rate:
            _too_long(path, f"lasts over {LONGEST / 60:.0f} minutes")
        end = first + len(kept) if ended else start + core
        if end > start:
            yield Window(kept, rate, first / rate, start / rate, end / rate)
        if ended:
            break
        start = end
        kept, first = kept[start - lead - first :], start - lead
    if first + len(kept) == 0:
        raise TunesmithError(f"{path} holds no sound: it lasts 0 seconds")
    if loudest < _SILENCE:
        raise TunesmithError(f"{path} is silent: check its recording level")


def _mono(sound: Any, count: int) -> NDArray[np.float32]:
    """The next samples, channels averaged; what is no number is silence."""
    blocks = []
    while count > 0:
        block = sound.read(min(count, 1 << 16), dtype="float32", always_2d=True)
        if not len(block):
            break
        count -= len(block)
        blocks.append(np.clip(np.nan_to_num(block.mean(axis=1)), -1, 1))
    return np.concatenate(blocks) if blocks else np.zeros(0, np.float32)


def _too_long(path: Path, lasting: str) -> None:
    raise TunesmithError(f"{path} {lasting}: cut it into parts of at most {LONGEST / 60:.0f} minutes")


def _reason(text: str) -> str:
    return text.removeprefix("Error : ").rstrip(". ").lower()
