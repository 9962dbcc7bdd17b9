"""A score as sound."""

import io
import math
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from tunesmith.errors import TunesmithError
from tunesmith.render.midi import write_midi
from tunesmith.render.ogg import with_serial

if TYPE_CHECKING:
    from symusic.core import ScoreSecond, ScoreTick

RATE = 48_000  # Hz: what midirenderer gives, and every format here takes; resampling would only lose
LONGEST = 10 * 60.0  # seconds: two thirds of a gigabyte while it is being made
PEAK = 10 ** (-1 / 20)  # of full scale: -1 dBFS leaves room for what lossy codecs overshoot
RING = 2.0  # seconds in which the last note may ring out
SILENCE = 1e-3  # of the peak: -60 dB, the end of what is heard
FADE = 0.01  # seconds

FORMATS = ("wav", "flac", "ogg", "mp3")
# Variable rate, about 105 kbit/s for a fiddle and guitar in stereo.
_MP3_LEVEL = 0.6
_SMALL_MP3_LEVEL = 0.8


@dataclass(frozen=True, slots=True, eq=False)
class Audio:
    """Sound as floating-point samples in -1 to 1."""

    samples: NDArray[np.float32]  # (N, 2): left and right
    rate: int = RATE  # Hz

    @property
    def seconds(self) -> float:
        return len(self.samples) / self.rate


def synthesize(score: "ScoreTick", *, soundfont: Path | None = None, cut: bool = False) -> Audio:
    """Play a score. The peak is at -1 dBFS; the sound ends when the last note has rung out.

    ``soundfont`` is a .sf2 file, by default TimGM6mb, which pretty_midi ships. A score without notes gives
    one second of silence. The same score gives the same samples.

    Raises TunesmithError for a sound font that cannot be read and for a score of more than 10 minutes, of
    which, with ``cut``, the first ten are played.
    """
    seconds = cast("ScoreSecond", score.to("second")).end()
    if seconds > LONGEST and cut:
        score = _beginning(score)
    elif seconds > LONGEST:
        raise TunesmithError(f"the score lasts {seconds / 60:.0f} minutes: shorten it to 10 at most")
    if score.note_num() == 0:
        return Audio(np.zeros((RATE, 2), np.float32))
    samples = _render(_to_play(score), soundfont or default_soundfont())
    return Audio(_finish(samples))


def encode(audio: Audio, file_format: str, *, small: bool = False) -> bytes:
    """The sound as a file in memory: "wav" or "flac" (16 bit), "ogg" (Vorbis) or "mp3".

    ``small`` has one channel, and an mp3 half the bytes, for pages that hold much else. The same sound
    gives the same bytes. Raises TunesmithError for another format.
    """
    import soundfile  # type: ignore[import-untyped]

    if file_format not in FORMATS:
        raise TunesmithError(f"no audio format {file_format!r}: choose one of {', '.join(FORMATS)}")
    level = _SMALL_MP3_LEVEL if small else _MP3_LEVEL
    options = {"compression_level": level, "bitrate_mode": "VARIABLE"} if file_format == "mp3" else {}
    samples = audio.samples.mean(axis=1) if small else audio.samples
    file = io.BytesIO()
    with soundfile.SoundFile(
        file, "w", audio.rate, samples.ndim, format=file_format.upper(), **options
    ) as sound:
        # Second by second: given minutes at once, libsndfile's Vorbis encoder overflows its stack.
        for start in range(0, len(samples), audio.rate):
            sound.write(samples[start : start + audio.rate])
    return with_serial(file.getvalue(), serial=1) if file_format == "ogg" else file.getvalue()


def default_soundfont() -> Path:
    """TimGM6mb.sf2 in the installed pretty_midi, which is not imported: that takes a third of a second."""
    package = find_spec("pretty_midi")
    if package is None or package.origin is None:
        raise TunesmithError("no sound font: pretty_midi ships one; run pip install pretty_midi")
    return Path(package.origin).with_name("TimGM6mb.sf2")


def _beginning(score: "ScoreTick") -> "ScoreTick":
    """What sounds in the first ``LONGEST`` seconds."""
    timed = cast("ScoreSecond", score.to("second"))
    for track in timed.tracks:
        track.notes = type(track.notes)([note for note in track.notes if note.time < LONGEST])
        for note in track.notes:
            note.duration = min(note.duration, LONGEST - note.time)
    return cast("ScoreTick", timed.to("tick"))


def _to_play(score: "ScoreTick") -> bytes:
    """The score as MIDI bytes with time at its end for the last note to ring."""
    from symusic.core import TextMetaTick

    score = score.copy()
    last_tempo = max(score.tempos, key=lambda tempo: tempo.time, default=None)
    quarters_per_minute = last_tempo.qpm if last_tempo else 120.0
    ring = math.ceil(RING * quarters_per_minute / 60 * score.ticks_per_quarter)
    # The renderer stops at the last event, whatever still sounds. A marker is an event without sound.
    score.markers.append(TextMetaTick(score.end() + ring, "end"))
    return write_midi(score)


def _render(midi: bytes, soundfont: Path) -> NDArray[np.float32]:
    """(N, 2) samples as the sound font gives them."""
    import midirenderer
    import soundfile

    try:
        font = soundfont.read_bytes()
    except OSError as error:
        raise TunesmithError(f"cannot read the sound font {soundfont}: {error.strerror}") from error
    if not (font[:4] == b"RIFF" and font[8:12] == b"sfbk"):  # SoundFont specification 2.04, section 4
        raise TunesmithError(f"{soundfont} is no sound font: give an .sf2 sound font")
    try:
        wave = midirenderer.render_wave_from(font, midi)
    except RuntimeError as error:
        raise TunesmithError(f"cannot play with {soundfont}: {error}; give an .sf2 sound font") from error
    samples: NDArray[np.float32]
    samples, rate = soundfile.read(io.BytesIO(wave), dtype="float32", always_2d=True)
    assert rate == RATE
    return samples


def _finish(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Bring the peak to its level, cut the silence at the end, fade the last moment."""
    loudness = np.maximum(samples.max(axis=1), -samples.min(axis=1))
    peak = loudness.max()
    if peak == 0:  # notes that this instrument does not have
        return samples[:RATE]
    length = int(np.flatnonzero(loudness > SILENCE * peak)[-1]) + 1
    fade = min(int(FADE * RATE), length)
    samples = samples[:length]
    samples *= PEAK / peak
    samples[-fade:] *= np.linspace(1, 0, fade, dtype=np.float32)[:, None]
    return samples
