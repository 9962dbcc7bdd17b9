"""The programs that find notes in sound, each behind one function: a file's notes, in order."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from tunesmith.errors import TunesmithError
from tunesmith.hearing.attack import struck
from tunesmith.hearing.heard import Heard
from tunesmith.hearing.sound_file import Window, windows

RATE = 24_000  # Hz: all that is heard of a note, and partials up to 12 kHz
_GRID = 60.0  # beats a minute, so that what libsonare calls beats are seconds
_SHORTEST = 0.1  # seconds of sound: less than a note


class NotInstalledError(TunesmithError):
    """The backend is not there."""


def chosen(backend: str = "auto") -> str:
    """The backend that this name means."""
    if backend == "auto":
        return "basic-pitch" if find_spec("basic_pitch") else "libsonare"
    return backend


def hear(path: Path, backend: str = "auto") -> list[Heard]:
    """All notes of a sound file, in order, with times in seconds from its beginning.

    ``backend`` is "libsonare", "basic-pitch", or "auto": the latter where it is installed. Raises
    TunesmithError for a sound that cannot be read (see ``windows``) or has no notes, and NotInstalledError
    for a backend that is not there.
    """
    backend = chosen(backend)
    if backend not in _BACKENDS:
        raise TunesmithError(f"no backend {backend!r}: choose one of auto, {', '.join(_BACKENDS)}")
    module, listener = _BACKENDS[backend]
    if find_spec(module) is None:
        raise NotInstalledError(f"{backend} is not installed: run {_CURES[backend]}")
    notes = sorted(listener(path))
    if not notes:
        raise TunesmithError(f"no notes were heard in {path}: is it music with a melody?")
    return notes


def _by_libsonare(path: Path) -> Iterator[Heard]:
    for window in windows(path):
        yield from _within(window)


def _within(window: Window) -> Iterator[Heard]:
    """The notes that begin in the window's own part."""
    import libsonare

    samples = window.samples
    if len(samples) < _SHORTEST * window.rate or not samples.any():
        return
    if window.rate != RATE:
        samples = np.asarray(libsonare.resample(samples, window.rate, RATE), np.float32)
    heard = libsonare.transcribe(samples, RATE, tempo_bpm=_GRID, polyphonic=True)
    for note in struck(_notes(heard.events), samples, RATE):
        onset = note.onset + window.onset
        if window.start <= onset < window.end:
            yield replace(note, onset=onset)


def _notes(events: list[tuple[float, int, int]]) -> list[Heard]:
    """From MIDI 1.0 channel voice messages in universal packets: status, note and velocity in three bytes."""
    begun = dict[int, tuple[float, int]]()
    notes = []
    for time, packet, _ in events:
        status, pitch, velocity = packet >> 20 & 0xF, packet >> 8 & 0x7F, packet & 0x7F
        if status == 0x9 and velocity:
            begun[pitch] = time, velocity
        elif pitch in begun:
            onset, velocity = begun.pop(pitch)
            notes.append(Heard(onset, time - onset, pitch, velocity))
    return notes


def _by_basic_pitch(path: Path) -> Iterator[Heard]:
    for _ in windows(path):  # says what is wrong with the file
        pass
    _, _, events = import_module("basic_pitch.inference").predict(path)
    for onset, end, pitch, amplitude, *_ in events:
        velocity = min(127, max(1, round(127 * float(amplitude))))
        yield Heard(float(onset), float(end - onset), int(pitch), velocity)


_BACKENDS: dict[str, tuple[str, Callable[[Path], Iterator[Heard]]]] = {
    "libsonare": ("libsonare", _by_libsonare),
    "basic-pitch": ("basic_pitch", _by_basic_pitch),
}
_CURES = {"libsonare": "pip install 'tunesmith[audio-in]'", "basic-pitch": "pip install basic-pitch"}
