"""What is compared of a piece: its melody, note after note as it is written.

Of ABC the one voice, of a score its highest part (as ``corpora.scores.melody`` takes it), of tabla the bols.
Of a chord the highest note counts, tied notes are one, grace notes are left out, repeats are not played out.
"""

import zlib
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tunesmith.errors import TunesmithError
from tunesmith.music.abc.parser import parse
from tunesmith.music.abc.tune import Bar, Field, Note, Pitch, Rest, Tune
from tunesmith.music.meter import Meter
from tunesmith.music.piece import Piece

if TYPE_CHECKING:
    from symusic.core import ScoreTick

    from tunesmith.music.tabla.composition import Composition

TICKS = 24  # of a beat: halves, thirds, eighths and twelfths are exact
UNPITCHED = 128  # heights from here on are bols or drums, which have no octave and no key

_QUARTER = 20160  # parts: every length in a tuplet of up to nine is whole
_GRID = 12  # of a beat, to which the notes of a score move: people play no more exactly
_CODES = 1 << 15  # of drums that are struck together
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)

Integers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Melody:
    """The N notes of a piece, or of P pieces one after the other, in B bars.

    A bar is what stands between two bar lines and holds a note or a rest.
    """

    heights: Integers  # (N,) MIDI pitch; for a bol or drums ``UNPITCHED`` and a number of their own
    lengths: Integers  # (N,) ticks of a beat to the beginning of the next note; to the end of the last
    bars: Integers  # (N,) number of the bar in which it begins, from 0
    bar_keys: NDArray[
        np.uint64
    ]  # (B,) equal for bars with the same intervals and lengths; 0: of under two notes
    starts: Integers  # (P + 1,) number of the first note of each piece, and N
    bar_starts: Integers  # (P + 1,) number of the first bar of each piece, and B

    def __len__(self) -> int:
        return len(self.heights)


def moves(heights: Integers) -> Integers:
    """(N - 1,) from each of N heights to the next: semitones modulo 12, or a number of 12 and above."""
    before, after = heights[:-1], heights[1:]
    pitched = (before < UNPITCHED) & (after < UNPITCHED)
    return np.where(pitched, (after - before) % 12, 12 + (before << 16) + after)


def read_melody(*pieces: Piece) -> Melody:
    """The melody of a piece, or of several. Raises TunesmithError for an unknown notation."""
    roll = Roll()
    for piece in pieces:
        roll.read(piece)
    return roll.melody()


def first_notes(melody: Melody, notes: int) -> Melody:
    """The beginning of a melody: so many notes. A bar that is cut does not count."""
    bars = int(melody.bars[notes - 1]) + 1 if notes else 0
    keys = melody.bar_keys[:bars].copy()
    if 0 < notes < len(melody) and melody.bars[notes] == bars - 1:
        keys[-1] = 0
    return Melody(
        melody.heights[:notes],
        melody.lengths[:notes],
        melody.bars[:notes],
        keys,
        np.array([0, notes]),
        np.array([0, bars]),
    )


class Roll:
    """Notes and bars as they are met, piece after piece; all times in parts of a quarter note."""

    def __init__(self) -> None:
        self.clock = 0
        self.heights: list[int] = []
        self.onsets: list[int] = []
        self.beats: list[int] = []
        self.owners: list[int] = []  # the bar of each note
        self.bars: list[int] = []  # where each begins
        self.starts, self.bar_starts = [0], [0]  # of pieces
        self.ends: list[int] = []  # when each piece ends

    def read(self, piece: Piece) -> None:
        """Add the melody of a piece, which may have no notes. Raises TunesmithError for another notation."""
        if piece.notation == "abc":
            self.add_abc(parse(piece.content))
        elif piece.notation == "midi":
            from tunesmith.music.midi.text import read as read_score

            self.add_score(read_score(piece.content))
        elif piece.notation == "tabla":
            from tunesmith.music.tabla.text import read as read_tabla

            self.add_tabla(read_tabla(piece.content)[0])
        else:
            raise TunesmithError(
                f"{piece.id}: {piece.notation} has no melody to compare; ABC, scores and tabla have"
            )

    def add_abc(self, tune: Tune) -> None:
        """A beat is as ``beat_of`` says of the metre in force."""
        beat, clock = _parts(beat_of(tune.meter)), self.clock
        fresh, tied, height = True, False, -1
        for element in tune.body:
            kind = type(element)
            if kind is Note or kind is Rest:
                if fresh:
                    self.bars.append(clock)
                    fresh = False
                if isinstance(element, Note):
                    top = highest(element)
                    if not tied or top.midi != height:
                        height = top.midi
                        self._note(height, clock, beat)
                    tied = top.tie
                numerator, denominator = element.duration.as_integer_ratio()  # type: ignore[union-attr]
                clock += numerator * _QUARTER // denominator
            elif kind is Bar:
                fresh = True
            elif isinstance(element, Field) and element.meter is not None:
                beat = _parts(beat_of(element.meter))
        self._end(clock)

    def add_score(self, score: "ScoreTick") -> None:
        """The part that is highest on average. Onsets move to the nearest twelfth of a beat."""
        from tunesmith.music.midi.meters import measures

        onsets, end = score_onsets(score)
        scale, place, begun = _QUARTER / score.ticks_per_quarter, 0, self.clock
        for measure in measures(score):
            beat = _parts(beat_of(Meter("", None, *measure.meter)))
            grid = beat // _GRID
            self.bars.append(begun + round(measure.onset * scale))
            while place < len(onsets) and onsets[place][0] < measure.end:
                time, height = onsets[place]
                self._note(height, begun + round(time * scale / grid) * grid, beat)
                place += 1
        self._end(begun + round(end * scale))

    def add_tabla(self, composition: "Composition") -> None:
        """The bols as they are written; a beat is a matra, a bar what stands between two bar lines."""
        from tunesmith.music.tabla.bols import BOLS, known_bol

        numbers, clock = {bol.name: UNPITCHED + place for place, bol in enumerate(BOLS)}, self.clock
        for section in composition.sections:
            lines = {0, *(bar.at for bar in section.bars)}
            for place, note in enumerate(section.notes):
                if place in lines:
                    self.bars.append(clock)
                bol = known_bol(note.bol) if note.bol else None
                if note.bol:
                    self._note(numbers[bol.name] if bol else UNPITCHED + len(BOLS), clock, _QUARTER)
                numerator, denominator = note.duration.as_integer_ratio()
                clock += numerator * _QUARTER // denominator
        self._end(clock)

    def melody(self) -> Melody:
        """All that was read."""
        heights, onsets, beats, bars, starts = (
            np.array(values, np.int64)
            for values in (self.heights, self.onsets, self.beats, self.owners, self.starts)
        )
        after = np.append(onsets[1:], self.clock)
        full = np.diff(starts) > 0
        after[starts[1:][full] - 1] = np.array(self.ends, np.int64)[full]
        lines = np.array([*self.bars, self.clock], np.int64)
        inside = np.minimum(after, lines[bars + 1]) - onsets
        keys = _bar_keys(
            heights, _ticks(inside, beats), _ticks(onsets - lines[bars], beats), bars, len(self.bars)
        )
        bar_starts = np.array(self.bar_starts, np.int64)
        return Melody(heights, _ticks(after - onsets, beats), bars, keys, starts, bar_starts)

    def _note(self, height: int, onset: int, beat: int) -> None:
        self.heights.append(height)
        self.onsets.append(onset)
        self.beats.append(beat)
        self.owners.append(len(self.bars) - 1)

    def _end(self, clock: int) -> None:
        """A piece ends here."""
        self.clock = clock
        self.ends.append(clock)
        self.starts.append(len(self.heights))
        self.bar_starts.append(len(self.bars))


def score_onsets(score: "ScoreTick") -> tuple[list[tuple[int, int]], int]:
    """The notes of the melody of a score as (tick, height), in order, and the tick at which they end."""
    parts = [track for track in score.tracks if len(track.notes) and not track.is_drum]
    struck: defaultdict[int, list[int]] = defaultdict(list)
    if parts:
        columns = max((part.notes.numpy() for part in parts), key=lambda notes: float(notes["pitch"].mean()))
        for time, pitch in zip(columns["time"].tolist(), columns["pitch"].tolist(), strict=True):
            struck[time].append(pitch)
        end = int((columns["time"] + columns["duration"]).max())
        return [(time, max(struck[time])) for time in sorted(struck)], end
    for track in score.tracks:
        for note in track.notes:
            struck[note.time].append(note.pitch)
    end = max((track.end() for track in score.tracks if len(track.notes)), default=0)
    return [(time, _drums(struck[time])) for time in sorted(struck)], end


def highest(note: Note) -> Pitch:
    """The highest note of a chord."""
    return note.pitches[0] if len(note.pitches) == 1 else max(note.pitches, key=lambda pitch: pitch.midi)


def beat_of(meter: Meter) -> float:
    """The unit of lengths, in quarter notes, such that a tune has one rhythm however it is written down.

    Three of the denominator in 6/8, 9/8, 12/8, 6/4 and 3/8; with two or four to the bar a quarter of the bar,
    so that a reel is one in 2/4, C and C|; else the denominator; a quarter note without metre.
    """
    if not meter.numerator:
        return 1.0
    unit = 4 / meter.denominator
    if meter.numerator % 3 == 0 and (meter.numerator > 3 or meter.denominator >= 8):
        return 3 * unit
    return meter.numerator * unit / 4 if meter.numerator in (2, 4) else unit


def _parts(beat: float) -> int:
    return max(_GRID, round(beat * _QUARTER))


def _drums(pitches: list[int]) -> int:
    return UNPITCHED + zlib.crc32(repr(sorted(set(pitches))).encode()) % _CODES


def _ticks(parts: Integers, beats: Integers) -> Integers:
    return (parts * (2 * TICKS) // beats + 1) // 2


def _bar_keys(
    heights: Integers, lengths: Integers, late: Integers, bars: Integers, count: int
) -> NDArray[np.uint64]:
    """A hash of each bar: where its first note stands, then intervals and lengths within the bar."""
    keys = np.zeros(count, np.uint64)
    if len(heights) < 2:
        return keys
    starts = np.flatnonzero(np.diff(bars, prepend=-1))  # first note of each bar that has one
    sizes = np.diff(starts, append=len(bars))
    said = np.empty(len(bars), np.int64)
    said[1:] = moves(heights)
    said[starts] = late[starts] + (1 << 40)
    place = np.arange(len(bars)) - np.repeat(starts, sizes)  # in the bar
    words = _mixed(_mixed(said.astype(np.uint64)) + (lengths << 20 | place).astype(np.uint64))
    keys[bars[starts]] = np.where(sizes > 1, np.add.reduceat(words, starts) | np.uint64(1), np.uint64(0))
    return keys


def _mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The finish of splitmix64 (G. Steele, D. Lea, C. Flood, "Fast splittable generators", 2014)."""
    values = (values ^ (values >> np.uint64(30))) * _FIRST
    values = (values ^ (values >> np.uint64(27))) * _SECOND
    return values ^ (values >> np.uint64(31))
