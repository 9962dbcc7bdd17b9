"""What sounds when: the performance of a tune."""

from dataclasses import replace
from fractions import Fraction

from tunesmith.music.abc.decorations import decoration
from tunesmith.music.abc.sound.accompaniment import accompaniment
from tunesmith.music.abc.sound.sound import Sound
from tunesmith.music.abc.sound.timetable import Moment, timetable
from tunesmith.music.abc.tune import Note, Pitch, Rest, Tune

__all__ = ["Sound", "melody", "perform"]

GRACE = Fraction(1, 4)  # of its written length is how long a grace note sounds

_Held = list[tuple[Pitch, int]]  # pitches tied to what comes next, and the places of their sounds


def perform(tune: Tune) -> list[Sound]:
    """Melody, grace notes and accompaniment, sorted by onset; repeats, endings and parts played out.

    Ties are joined into one sound. Grace notes sound on the beat, each for a quarter of its written
    length, and take their time from the note they adorn; if they do not fit before it ends they share
    half of it. A staccato note sounds half as long. Trills, rolls and fermatas are left to the player's
    fancy: the note sounds plainly. Chord symbols become an accompaniment of bass and chords.
    """
    moments = timetable(tune)
    sounds = melody(moments) + accompaniment(moments, tune.meter)
    return sorted(sounds, key=lambda sound: sound.onset)


def melody(moments: list[Moment]) -> list[Sound]:
    """The notes and grace notes."""
    sounds: list[Sound] = []
    held: _Held = []
    for moment in moments:
        if isinstance(moment.element, Rest):
            held = []
        elif isinstance(moment.element, Note):
            held = _play(moment.element, moment.onset, held, sounds)
    return sounds


def _play(note: Note, onset: Fraction, held: _Held, sounds: list[Sound]) -> _Held:
    """Add the sounds of a note or chord, or lengthen those that are tied to it. Gives back what it holds."""
    sounding = note.duration / 2 if "staccato" in map(decoration, note.decorations) else note.duration
    graces = _graces(note, onset, sounding)
    sounds += graces
    delay = sum((grace.duration for grace in graces), Fraction(0))
    holds = []
    for pitch in note.pitches:
        lasts = note.duration if pitch.tie else sounding
        before = next((tied for tied in held if _continues(tied[0], pitch)), None)
        if before is None:
            place = len(sounds)
            sounds.append(Sound(onset + delay, lasts - delay, pitch.midi, note.start, "melody"))
        else:
            held = [tied for tied in held if tied is not before]  # ^F and _G in one chord are held once each
            place = before[1]
            sounds[place] = replace(sounds[place], duration=sounds[place].duration + lasts)
        if pitch.tie:
            holds.append((pitch, place))
    return holds


def _graces(note: Note, onset: Fraction, sounding: Fraction) -> list[Sound]:
    """One sound for each grace note (of a chord, the first pitch) before a note that sounds so long."""
    lengths = [GRACE * grace.duration * _squeeze(grace, note) for grace in note.graces]
    total = sum(lengths, Fraction(0))
    if total >= sounding:
        lengths = [length * sounding / 2 / total for length in lengths if total]
    sounds = []
    for grace, length in zip(note.graces, lengths, strict=False):
        sounds.append(Sound(onset, length, grace.pitches[0].midi, grace.start, "grace"))
        onset += length
    return sounds


def _squeeze(grace: Note, note: Note) -> Fraction:
    """A grace note written inside of a tuplet, ``(3{d}cBA``, is as much shorter as the notes are."""
    inside = note.tuplet is not None and note.tuplet.start < grace.start
    return note.duration / note.written if inside and note.written else Fraction(1)


def _continues(before: Pitch, pitch: Pitch) -> bool:
    """Whether a tie joins two noteheads. An accidental lasts over the bar line as long as its tie."""
    same_line = (before.step, before.octave) == (pitch.step, pitch.octave)
    return before.midi == pitch.midi or (same_line and pitch.accidental is None)
