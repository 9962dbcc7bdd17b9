"""What music21 has read -> the text of a score. Works on its streams without importing it."""

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING, Any, NamedTuple

from tunesmith.errors import TunesmithError
from tunesmith.music.midi.text import LONGEST, write

if TYPE_CHECKING:
    from symusic.core import ScoreTick

FINE, USUAL = 10_080, 480  # ticks to a quarter note: the fine are exact for tuplets of 3, 5, 7 and 9
CHOIR = 52  # General MIDI "Choir Aahs", from 0
VELOCITY = 80
MOST_NOTES = 1_000_000
_SINGER = re.compile(
    r"(mezzo-?)?(soprano|alto|contralto|tenor|baritone|bass|voices?|choir|cantus)[\s\d.]*", re.I
)
_FILE_NAME = re.compile(r"\.(mxl|xml|musicxml|krn)$", re.IGNORECASE)
_SNARE = 38
_PITCHES = range(128)

Meter = tuple[int, int]


class _Sound(NamedTuple):
    """A note, in quarter notes."""

    onset: Fraction
    length: Fraction
    pitch: int


def score_text(stream: Any) -> str:
    """A track for each part that has notes, with its name and its instrument where it states one.

    Ties are joined, repeats are not played out, chord symbols and grace notes are left out, transposing
    instruments sound where they do. A pickup is a first metre of its own. Raises TunesmithError where there
    are no notes, or too many, or the music is absurdly long.
    """
    parts = list(stream.parts) if stream.hasPartLikeStreams() else [stream]
    if any(part.getElementsByClass("Measure") and _transposes(part) for part in parts):
        stream.toSoundingPitch(inPlace=True)
    flat = [part.flatten() for part in parts]
    sounds = [_sounds(part.notes) for part in flat]
    count = sum(map(len, sounds))
    if not count:
        raise TunesmithError("has no notes: leave it out")
    if count > MOST_NOTES:
        raise TunesmithError(f"has {count:,} notes, over {MOST_NOTES:,}: split it into parts")
    if max(sound.onset + sound.length for own in sounds for sound in own) > LONGEST:
        raise TunesmithError(f"lasts over {LONGEST:,} quarter notes: split it into parts")
    score = _empty(sounds)
    _add_meters(score, parts, flat)
    _add_tracks(score, parts, flat, sounds)
    _add_fermatas(score, flat)
    _add_keys(score, flat)
    _add_tempos(score, flat)
    return write(score, _title(stream))


def _transposes(part: Any) -> bool:
    instrument = part.getInstrument(returnDefault=False)
    return instrument is not None and instrument.transposition is not None


def _sounds(notes: Iterable[Any]) -> list[_Sound]:
    """The notes of a part, tied ones as one."""
    found: list[_Sound] = []
    held: dict[int, int] = {}  # pitch -> where in ``found`` the note is that a tie goes on from
    for element in notes:
        if element.duration.isGrace or "ChordSymbol" in element.classes or "NoChord" in element.classes:
            continue
        onset, length = Fraction(element.offset), Fraction(element.duration.quarterLength)
        if length <= 0:
            continue
        for note in getattr(element, "notes", (element,)):
            pitch, tie = _pitch(note), getattr(note.tie, "type", None)
            if pitch not in _PITCHES:
                continue
            before = held.pop(pitch, None)
            if before is not None and tie in ("stop", "continue") and _end(found[before]) == onset:
                found[before] = found[before]._replace(length=found[before].length + length)
            else:
                before = len(found)
                found.append(_Sound(onset, length, pitch))
            if tie in ("start", "continue"):
                held[pitch] = before
    return found


def _end(sound: _Sound) -> Fraction:
    return sound.onset + sound.length


def _pitch(note: Any) -> int:
    """Its MIDI number; of a drum that of what it is struck on, where that is stated."""
    if not _is_drum(note):
        return int(note.pitch.midi)
    struck = getattr(getattr(note, "storedInstrument", None), "percMapPitch", None)
    return _SNARE if struck is None else int(struck)


def _is_drum(note: Any) -> bool:
    return "Unpitched" in note.classes or "PercussionChord" in note.classes


def _empty(sounds: list[list[_Sound]]) -> "ScoreTick":
    """A score whose ticks are as fine as need be."""
    from symusic.core import ScoreTick

    times = (time for own in sounds for sound in own for time in (sound.onset, sound.length))
    exact = lcm(*{time.denominator for time in times})
    return ScoreTick(USUAL if USUAL % exact == 0 else FINE)


def _add_tracks(score: "ScoreTick", parts: list[Any], flat: list[Any], sounds: list[list[_Sound]]) -> None:
    from symusic.core import NoteTick, TrackTick

    names = [_name(part) for part in parts]
    choir = all(_SINGER.fullmatch(name) for name in names)
    for part, name, own, elements in zip(parts, names, sounds, flat, strict=True):
        if not own:
            continue
        drums = any(_is_drum(note) for note in elements.notes)
        program = CHOIR if choir else _program(part, name)
        track = TrackTick(name, 0 if drums else program, drums)
        for sound in own:
            onset, end = _ticks(score, sound.onset), _ticks(score, _end(sound))
            track.notes.append(NoteTick(onset, max(1, end - onset), sound.pitch, VELOCITY))
        score.tracks.append(track)


def _add_fermatas(score: "ScoreTick", flat: list[Any]) -> None:
    """Of the highest part that has any: in those below, notes that move on end later or earlier."""
    from symusic.core import TextMetaTick

    for part in flat:
        for element in part.notesAndRests:
            if any("Fermata" in mark.classes for mark in element.expressions):
                score.markers.append(TextMetaTick(_ticks(score, element.offset), "fermata"))
        if len(score.markers):
            return


def _name(part: Any) -> str:
    return str(part.partName or "").strip()


def _program(part: Any, name: str) -> int:
    """As stated; the piano, which programs state for want of another, only where no singer is named."""
    instrument = part.getInstrument(returnDefault=False)
    stated = getattr(instrument, "midiProgram", None) or 0
    if stated not in _PITCHES:
        return 0
    return CHOIR if stated == 0 and _SINGER.fullmatch(name) else int(stated)


def _add_meters(score: "ScoreTick", parts: list[Any], flat: list[Any]) -> None:
    """Stated metres; that of a pickup; the same once more where bars begin off their time."""
    from symusic.core import TimeSignatureTick

    stated = {
        onset: (meter.numerator, meter.denominator) for onset, meter in _timed(score, flat, "TimeSignature")
    }
    measured = next((part for part in parts if part.getElementsByClass("Measure")), None)
    bars = [] if measured is None else [
        (_ticks(score, bar.offset), _ticks(score, bar.offset + bar.duration.quarterLength))
        for bar in measured.getElementsByClass("Measure")
    ]  # fmt: skip
    meters = _restated(stated, bars, 4 * score.ticks_per_quarter)
    for onset, (numerator, denominator) in sorted(meters.items()):
        if 0 < numerator < 256 and denominator in (1, 2, 4, 8, 16, 32, 64):
            score.time_signatures.append(TimeSignatureTick(onset, numerator, denominator))


def _restated(stated: dict[int, Meter], bars: list[tuple[int, int]], whole: int) -> dict[int, Meter]:
    found = dict(stated)
    meter, anchor = stated.get(0, (4, 4)), 0
    for number, (onset, end) in enumerate(bars):
        if onset in stated:
            meter, anchor = stated[onset], onset
        full = whole * meter[0] // meter[1]
        if number == 0 and 0 < end - onset < full and len(bars) > 1:
            short = _fraction(end - onset, whole, meter[1])
            if short is not None:
                found[onset], anchor = short, end
                found.setdefault(end, meter)
        elif end - onset == full and (onset - anchor) % full:
            found[onset], anchor = meter, onset
    return found


def _fraction(length: int, whole: int, beat: int) -> Meter | None:
    """A length as a metre, in beats of the other metre where it has so many."""
    if length * beat % whole == 0:
        return length * beat // whole, beat
    found = Fraction(length, whole)
    return (found.numerator, found.denominator) if found.denominator in (8, 16, 32, 64) else None


def _add_keys(score: "ScoreTick", flat: list[Any]) -> None:
    """Major or minor as all parts state, else by the last bass note: the tonic of minor, or of Dorian."""
    from symusic.core import KeySignatureTick

    pitched = [note for track in score.tracks if not track.is_drum for note in track.notes]
    finish = max((note.end for note in pitched), default=0)
    bass = min((note.pitch for note in pitched if note.end == finish), default=None)
    modes: dict[int, set[str]] = {}
    sharps: dict[int, int] = {}
    for onset, key in _timed(score, flat, "KeySignature"):
        sharps[onset] = max(-7, min(7, key.sharps or 0))
        modes.setdefault(onset, set()).add(getattr(key, "mode", None) or "")
    for onset, fifths in sorted(sharps.items()):
        tonic = 7 * fifths % 12  # of major
        ends_minor = bass is not None and (bass - tonic) % 12 in (9, 2)
        minor = modes[onset] == {"minor"} or (modes[onset] != {"major"} and ends_minor)
        score.key_signatures.append(KeySignatureTick(onset, fifths, int(minor)))


def _add_tempos(score: "ScoreTick", flat: list[Any]) -> None:
    """Those stated in numbers, not those that music21 guesses of words."""
    from symusic.core import TempoTick

    for onset, mark in _timed(score, flat, "MetronomeMark"):
        guessed = mark.number is None or mark.numberImplicit
        quarters = mark.numberSounding if guessed else mark.getQuarterBPM()
        if quarters and 1 <= quarters <= 10_000:
            score.tempos.append(TempoTick(onset, float(quarters)))


def _timed(score: "ScoreTick", flat: list[Any], kind: str) -> Iterator[tuple[int, Any]]:
    """What all parts have of a kind, the first parts' last: of several at one time theirs holds."""
    for part in reversed(flat):
        for element in part.getElementsByClass(kind):
            yield _ticks(score, element.offset), element


def _ticks(score: "ScoreTick", quarters: Any) -> int:
    return round(Fraction(quarters) * score.ticks_per_quarter)


def _title(stream: Any) -> str:
    metadata = stream.metadata
    if metadata is None:
        return ""
    return _FILE_NAME.sub("", str(metadata.movementName or metadata.title or "").strip())
