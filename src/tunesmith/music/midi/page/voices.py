"""Who sings what: notes that sound together as chords and voices."""

from bisect import bisect_right
from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tunesmith.music.midi.inference.reading import Sound

MOST_VOICES = 4  # on a staff
_SPAN = 14  # semitones that a hand reaches
_MIDDLE = 60
_HIGHEST_LEFT, _LOWEST_RIGHT = 65, 55  # pitches that need few ledger lines
_OFF_STAFF = 0.3  # what each semitone beyond them costs
_THRESHOLDS = np.arange(48, 73)  # where one hand may end and the other begin


class Chord(NamedTuple):
    """Notes that begin and end together, from the lowest."""

    onset: Fraction
    end: Fraction
    sounds: tuple[Sound, ...]
    staccato: bool = False  # it sounds for half of the time until its end

    @property
    def top(self) -> int:
        return self.sounds[-1].pitch


Voice = list[Chord]


def chords(sounds: Sequence[Sound]) -> list[Chord]:
    """Notes of one onset and end as one, sorted by onset, the highest first."""
    groups: dict[tuple[Fraction, Fraction], list[Sound]] = {}
    for sound in sounds:
        groups.setdefault((sound.onset, sound.end), []).append(sound)
    found = [Chord(*times, tuple(sorted(group, key=lambda sound: sound.pitch)))
             for times, group in groups.items()]  # fmt: skip
    return sorted(found, key=lambda chord: (chord.onset, -chord.top))


def one_voice(sounds: Sequence[Sound]) -> Voice:
    """All in one voice: what begins together is a chord, and each ends when the next begins."""
    groups: dict[Fraction, list[Sound]] = {}
    for sound in sounds:
        groups.setdefault(sound.onset, []).append(sound)
    onsets = sorted(groups)
    voice = []
    for onset, after in zip(onsets, [*onsets[1:], None], strict=True):
        group = sorted(groups[onset], key=lambda sound: sound.pitch)
        end = max(sound.end for sound in group)
        voice.append(Chord(onset, end if after is None else min(end, after), tuple(group)))
    return voice


def hits(sounds: Sequence[Sound]) -> Voice:
    """Drums in one voice: each lasts until the next, a quarter at most; how long it sounds says nothing."""
    voice = one_voice(sounds)
    ends = [*(chord.onset for chord in voice[1:]), voice[-1].onset + 1]
    return [chord._replace(end=min(end, chord.onset + 1)) for chord, end in zip(voice, ends, strict=True)]


def separate(sounds: Sequence[Sound]) -> tuple[list[Voice], int]:
    """Up to four voices without overlaps, the upper first, and how many notes had to be shortened.

    Between two moments at which nothing is held, the first voice takes the chords that cover most of the time
    highest up, the second the lowest of the rest, and so on. What the last cannot hold is shortened.
    """
    voices: list[Voice] = [[] for _ in range(MOST_VOICES)]
    shortened = 0
    for segment in _segments(chords(sounds)):
        rest = segment
        taken: list[Voice] = []
        while rest and len(taken) < MOST_VOICES - 1:
            line = _line(rest, low=bool(taken))
            chosen = set(map(id, line))
            taken.append(line)
            rest = [chord for chord in rest if id(chord) not in chosen]
        if rest:
            last = one_voice([sound for chord in rest for sound in chord.sounds])
            shortened += sum(s.end > chord.end for chord in last for s in chord.sounds)
            taken.append(last)
        taken[1:] = sorted(taken[1:], key=lambda line: -sum(chord.top for chord in line) / len(line))
        for voice, line in zip(voices, taken, strict=False):
            voice += line
    return [voice for voice in voices if voice], shortened


def _segments(found: list[Chord]) -> list[list[Chord]]:
    segments: list[list[Chord]] = []
    end = Fraction(-1)
    for chord in found:
        if chord.onset >= end:
            segments.append([])
        segments[-1].append(chord)
        end = max(end, chord.end)
    return segments


def _line(found: list[Chord], low: bool) -> Voice:
    """The chords without overlap that cover most of the time, high ones first (or low ones): dynamic
    programming over weighted intervals."""
    if len(found) == 1:
        return found
    lowest, highest = min(c.sounds[0].pitch for c in found), max(c.top for c in found)
    ordered = sorted(found, key=lambda chord: chord.end)
    ends = [chord.end for chord in ordered]
    best = [0.0]
    choice: list[int] = []
    for index, chord in enumerate(ordered):
        height = highest - chord.sounds[0].pitch if low else chord.top - lowest
        before = bisect_right(ends, chord.onset, 0, index)
        with_it = best[before] + float(chord.end - chord.onset) * (height + 6)
        best.append(max(best[-1], with_it))
        choice.append(before if with_it >= best[-2] else -1)
    line, place = [], len(ordered)
    while place:
        before = choice[place - 1]
        if before >= 0:
            line.append(ordered[place - 1])
            place = before
        else:
            place -= 1
    return line[::-1]


def hands(sounds: Sequence[Sound]) -> tuple[list[Sound], list[Sound]]:
    """The right and the left hand of a keyboard player: a dividing pitch for every onset that keeps both in
    reach and moves little (Viterbi)."""
    onsets = sorted({sound.onset for sound in sounds})
    groups: dict[Fraction, list[int]] = {onset: [] for onset in onsets}
    for sound in sounds:
        groups[sound.onset].append(sound.pitch)
    moves = 0.4 * np.abs(_THRESHOLDS[:, None] - _THRESHOLDS[None, :])
    cost = np.zeros(len(_THRESHOLDS))
    origins = []
    for onset in onsets:
        total = cost[:, None] + moves  # from, to
        origins.append(total.argmin(axis=0))
        cost = total.min(axis=0) + _unease(tuple(groups[onset]))
    states = [int(cost.argmin())]
    for origin in reversed(origins[1:]):
        states.append(int(origin[states[-1]]))
    border = dict(zip(onsets, (int(_THRESHOLDS[state]) for state in reversed(states)), strict=True))
    right = [sound for sound in sounds if sound.pitch >= border[sound.onset]]
    left = [sound for sound in sounds if sound.pitch < border[sound.onset]]
    return right, left


@lru_cache(maxsize=4096)
def _unease(pitches: tuple[int, ...]) -> NDArray[np.float64]:
    """(25,) how badly hands that part at each threshold reach these pitches."""
    cost = 0.1 * np.abs(_THRESHOLDS - _MIDDLE)
    for index, threshold in enumerate(_THRESHOLDS):
        right = [pitch for pitch in pitches if pitch >= threshold]
        left = [pitch for pitch in pitches if pitch < threshold]
        cost[index] += sum(max(0, max(hand) - min(hand) - _SPAN) for hand in (right, left) if hand)
        cost[index] += _OFF_STAFF * sum(max(0, pitch - _HIGHEST_LEFT) for pitch in left)
        cost[index] += _OFF_STAFF * sum(max(0, _LOWEST_RIGHT - pitch) for pitch in right)
    return cost
