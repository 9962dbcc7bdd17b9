"""Chord symbols played by a bass and a chord hand, in the boom-chick manner of dance music.

The bass takes the strong beats, root and fifth by turns while the harmony stays; the chord answers:
bass - chord - bass - chord in 2/4, 4/4 and 2/2, bass - chord - chord in 3/4, and in 6/8, 9/8 and 12/8
bass on each beat and the chord on its third eighth. In other metres both are held.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from tunesmith.music.abc.sound.harmony import Chord, chord
from tunesmith.music.abc.sound.sound import Sound
from tunesmith.music.abc.sound.timetable import Moment
from tunesmith.music.abc.tune import Bar, Field, Note, Rest
from tunesmith.music.meter import Meter

LOWEST_BASS, LOWEST_CHORD = 40, 52  # E2, E3: each hand stays within the octave above
LONGEST = 8  # bars without a bar line that are still beaten out
SILENCE = {"N.C.", "NC", "N.C"}

Hands = Literal["bass", "chord", "both"]


@dataclass(frozen=True, slots=True)
class _Harmony:
    onset: Fraction
    start: int  # of the note that bears the symbol
    chord: Chord | None  # None: silence


@dataclass(frozen=True, slots=True)
class _Beat:
    onset: Fraction
    duration: Fraction
    hands: Hands


@dataclass(frozen=True, slots=True)
class _Measure:
    """A measure as played."""

    onset: Fraction
    end: Fraction
    position: Fraction  # of its onset in the full bar: not 0 for a pickup
    meter: Meter


def accompaniment(moments: list[Moment], meter: Meter) -> list[Sound]:
    """The sounds of bass and chords, all of kind "chord"; quoted text that is no chord symbol is passed over.

    ``meter`` is the one the tune begins in.
    """
    harmonies = list(_harmonies(moments))
    onsets = [harmony.onset for harmony in harmonies]
    sounds: list[Sound] = []
    struck, strong = -1, 0  # the harmony that the bass struck last, and how often
    for measure in _measures(moments, meter) if harmonies else ():
        pattern = _pattern(measure)
        if sum(hands == "bass" for _, _, hands in pattern) > 1:
            struck = -1  # every bar begins on the root; only in waltz time the fifth waits for the next bar
        for beat in _beaten(measure, pattern) if pattern else _held(measure, onsets):
            place = bisect_right(onsets, beat.onset) - 1
            harmony = harmonies[place]
            if place < 0 or harmony.chord is None:
                continue
            if beat.hands != "chord" or harmony.onset == beat.onset:
                strong = strong + 1 if struck == place else 0
                struck = place
                sounds.append(_bass(harmony.chord, strong, harmony.start, beat))
            if beat.hands != "bass":
                sounds += _chord(harmony.chord, harmony.start, beat)
    return sounds


def _harmonies(moments: list[Moment]) -> Iterator[_Harmony]:
    for moment in moments:
        symbol = moment.element.symbol if isinstance(moment.element, Note | Rest) else None
        if symbol is None:
            continue
        named = chord(symbol)
        if named is not None or symbol.strip().upper() in SILENCE:
            yield _Harmony(moment.onset, moment.element.start, named)


def _measures(moments: list[Moment], meter: Meter) -> Iterator[_Measure]:
    """The measures in the order played. One cut short by a repeat and the pickup after it make up a bar."""
    onset = position = Fraction(0)
    fresh = True  # at the beginning of a strain, where a short measure is a pickup
    last = moments[-1].onset
    for moment in moments:
        bar = moment.element
        if isinstance(bar, Field) and bar.meter is not None:
            meter = bar.meter
        if not isinstance(bar, Bar) and moment is not moments[-1]:
            continue
        end = moment.onset if isinstance(bar, Bar) else last + getattr(bar, "duration", 0)
        full = meter.length or Fraction(0)
        if end > onset:
            missing = full - (end - onset)
            if missing <= 0 or position > missing:
                position = Fraction(0)
            elif fresh and not position:
                position = missing
            yield _Measure(onset, end, position, meter)
            position = (position + end - onset) % full if full else Fraction(0)
            onset, fresh = end, False
        if isinstance(bar, Bar):
            fresh = fresh or bool(bar.closes or bar.opens) or bar.style != "|"


def _pattern(measure: _Measure) -> list[tuple[Fraction, Fraction, Hands]]:
    """Position and duration in quarter notes of the beats of a full bar; none where the harmony is held."""
    meter = measure.meter
    if not meter.length or not meter.denominator or measure.end - measure.onset > LONGEST * meter.length:
        return []
    unit = Fraction(4, meter.denominator)
    if meter.compound:
        beats: list[tuple[Fraction, Fraction, Hands]] = []
        for beat in range(0, meter.numerator, 3):
            beats += [(beat * unit, 2 * unit, "bass"), ((beat + 2) * unit, unit, "chord")]
        return beats
    if meter.numerator in (3, 6):
        return [(k * unit, unit, "chord" if k % 3 else "bass") for k in range(meter.numerator)]
    if meter.numerator in (2, 4):
        step = meter.length / 4
        return [(k * step, step, "chord" if k % 2 else "bass") for k in range(4)]
    return []


def _beaten(measure: _Measure, pattern: list[tuple[Fraction, Fraction, Hands]]) -> Iterator[_Beat]:
    """The beats that fall into a measure; one longer than its bar begins the pattern again."""
    full = measure.meter.length or Fraction(1)
    first = measure.onset - measure.position
    while first < measure.end:
        for position, duration, hands in pattern:
            onset = first + position
            if measure.onset <= onset < measure.end:
                yield _Beat(onset, min(duration, measure.end - onset), hands)
        first += full


def _held(measure: _Measure, onsets: list[Fraction]) -> Iterator[_Beat]:
    """One beat for the measure and one for every harmony that begins in it."""
    inside = onsets[bisect_right(onsets, measure.onset) : bisect_left(onsets, measure.end)]
    borders = [measure.onset, *inside, measure.end]
    for onset, end in pairwise(borders):
        yield _Beat(onset, end - onset, "both")


def _bass(chord: Chord, strong: int, start: int, beat: _Beat) -> Sound:
    step = chord.bass if strong % 2 == 0 or chord.fifth is None else chord.fifth
    return Sound(beat.onset, beat.duration, _from(LOWEST_BASS, step), start, "chord")


def _chord(chord: Chord, start: int, beat: _Beat) -> list[Sound]:
    pitches = sorted(_from(LOWEST_CHORD, step) for step in chord.classes)
    return [Sound(beat.onset, beat.duration, pitch, start, "chord") for pitch in pitches]


def _from(lowest: int, pitch_class: int) -> int:
    """The MIDI pitch of a pitch class within the octave above the lowest."""
    return lowest + (pitch_class - lowest) % 12
