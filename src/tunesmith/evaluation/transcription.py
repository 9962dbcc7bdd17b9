"""How much of the music was heard: notes found against the notes that were played."""

from collections import defaultdict
from collections.abc import Iterable

WINDOW = 0.05  # seconds that an onset may be off


def note_f1(
    played: Iterable[tuple[float, int]], heard: Iterable[tuple[float, int]], window: float = WINDOW
) -> float:
    """The F1 of notes given as onset in seconds and MIDI pitch: 1 when all were heard and nothing else.

    The definition of mir_eval's ``transcription`` without offsets (Raffel et al. 2014): a heard note counts
    for one played note of its semitone whose onset is within the window, in the largest possible matching.
    On each pitch, taking both in order and passing over the earlier of two that are too far apart is that
    matching, because all windows are of one width. Two silences agree.
    """
    expected, found = _by_pitch(played), _by_pitch(heard)
    notes = sum(map(len, expected.values())) + sum(map(len, found.values()))
    hits = sum(_matched(onsets, found.get(pitch, []), window) for pitch, onsets in expected.items())
    return 2 * hits / notes if notes else 1.0


def _by_pitch(notes: Iterable[tuple[float, int]]) -> dict[int, list[float]]:
    onsets = defaultdict[int, list[float]](list)
    for onset, pitch in sorted(notes):
        onsets[pitch].append(onset)
    return onsets


def _matched(expected: list[float], found: list[float], window: float) -> int:
    hits, place, other = 0, 0, 0
    while place < len(expected) and other < len(found):
        apart = found[other] - expected[place]
        if abs(round(apart, 4)) <= window:  # mir_eval's rounding
            hits, place, other = hits + 1, place + 1, other + 1
        elif apart < 0:
            other += 1
        else:
            place += 1
    return hits
