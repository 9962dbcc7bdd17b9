"""A tune as a symusic Score: what a MIDI file or a synthesizer needs."""

from collections.abc import Iterable, Iterator
from fractions import Fraction

from symusic.core import KeySignatureTick, NoteTick, ScoreTick, TempoTick, TimeSignatureTick, TrackTick

from tunesmith.errors import TunesmithError
from tunesmith.music.abc.sound.playback import perform
from tunesmith.music.abc.sound.sound import Sound
from tunesmith.music.abc.sound.tempo import tempos
from tunesmith.music.abc.sound.timetable import Moment, timetable
from tunesmith.music.abc.tune import Bar, Field, Tune
from tunesmith.music.key import Key
from tunesmith.music.meter import Meter

TPQ = 480  # ticks a quarter note: exact for tuplets of 3 and 5; others are rounded to a tick at both ends
FIDDLE, ACOUSTIC_GUITAR = 110, 24  # General MIDI programs, counted from 0
ACCENTED, USUAL, GRACE, CHORD = 104, 92, 72, 62  # velocities; the first of a bar is accented
POWERS = (1, 2, 4, 8, 16, 32, 64)  # of two: the denominators of a MIDI time signature
LONGEST = 100_000  # quarter notes: most of a day


def to_score(tune: Tune, program: int = FIDDLE) -> ScoreTick:
    """Melody (with grace notes) and, where there are chord symbols, accompaniment; repeats played out.

    ``program`` is the General MIDI instrument of the melody, 0 to 127. Raises TunesmithError for a tune
    that would last longer than a MIDI file holds.
    """
    moments = timetable(tune)
    sounds = perform(tune)
    end = max((sound.onset + sound.duration for sound in sounds), default=Fraction(0))
    if end > LONGEST:
        lasting = f"tune {tune.number} lasts {float(end):.0f} quarter notes"
        raise TunesmithError(f"{lasting}, more than a MIDI file should hold: correct its note lengths")
    score = ScoreTick(TPQ)
    for onset, quarters_per_minute in tempos(tune, moments):
        score.tempos.append(TempoTick(_ticks(onset), quarters_per_minute))
    for onset, meter in _meters(tune, moments):
        score.time_signatures.append(TimeSignatureTick(_ticks(onset), meter.numerator, meter.denominator))
    for onset, key in _keys(tune, moments):
        score.key_signatures.append(KeySignatureTick(_ticks(onset), key.fifths, int(key.mode == "minor")))
    bars = {moment.onset for moment in moments if isinstance(moment.element, Bar)}
    melody = [sound for sound in sounds if sound.kind != "chord"]
    chords = [sound for sound in sounds if sound.kind == "chord"]
    score.tracks.append(_track("melody", program, melody, bars))
    if chords:
        score.tracks.append(_track("accompaniment", ACOUSTIC_GUITAR, chords, bars))
    return score


def _track(name: str, program: int, sounds: Iterable[Sound], bars: set[Fraction]) -> TrackTick:
    track = TrackTick(name, program)
    for sound in sounds:
        onset = _ticks(sound.onset)
        duration = max(1, _ticks(sound.onset + sound.duration) - onset)
        if 0 <= sound.pitch <= 127:
            track.notes.append(NoteTick(onset, duration, sound.pitch, _velocity(sound, bars)))
    return track


def _velocity(sound: Sound, bars: set[Fraction]) -> int:
    if sound.kind == "melody":
        return ACCENTED if sound.onset in bars else USUAL
    return GRACE if sound.kind == "grace" else CHORD


def _meters(tune: Tune, moments: list[Moment]) -> Iterator[tuple[Fraction, Meter]]:
    """The metres where they change, as far as a MIDI file can state them: no free metre, no 4/3."""
    before = None
    for onset, meter in [(Fraction(0), tune.meter), *((at, field.meter) for at, field in _fields(moments))]:
        if meter and meter != before and 0 < meter.numerator < 256 and meter.denominator in POWERS:
            before = meter
            yield onset, meter


def _keys(tune: Tune, moments: list[Moment]) -> Iterator[tuple[Fraction, Key]]:
    """The key signatures where they change, without the accidentals that "K:D exp _b" adds."""
    before = None
    for onset, key in [(Fraction(0), tune.key), *((at, field.key) for at, field in _fields(moments))]:
        if key and key != before and abs(key.fifths) <= 7:
            before = key
            yield onset, key


def _fields(moments: list[Moment]) -> list[tuple[Fraction, Field]]:
    return [(moment.onset, moment.element) for moment in moments if isinstance(moment.element, Field)]


def _ticks(time: Fraction) -> int:
    return round(time * TPQ)
