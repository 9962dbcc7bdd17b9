"""Short notes with rests after them, written as they are read: with a dot."""

from bisect import bisect_right
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from tunesmith.music.midi.inference.bars import Bar, bar_length
from tunesmith.music.midi.page.rhythm import pieces
from tunesmith.music.midi.page.voices import Chord, Voice

_CLEAR, _POSSIBLE = Fraction(1, 4), Fraction(1, 2)  # quarter notes of the sound


def mark_staccato(voice: Voice, bars: Sequence[Bar]) -> tuple[Voice, int]:
    """The voice with dots, and how many: at chords that sound for half of the time to the next one.

    They are sixteenths or shorter; eighths too in a voice that has such, for a rest may as well follow them.
    """
    starts = [bar.onset for bar in bars]
    short = [chord.end - chord.onset <= _POSSIBLE and chord.end - chord.onset == after.onset - chord.end
             for chord, after in pairwise(voice)]  # fmt: skip
    clear = any(
        is_short and chord.end - chord.onset <= _CLEAR for is_short, chord in zip(short, voice, strict=False)
    )
    found, count = list(voice), 0
    for index, (chord, after) in enumerate(pairwise(voice)):
        if short[index] and (clear or chord.end - chord.onset <= _CLEAR):
            longer = chord._replace(end=after.onset, staccato=True)
            if _is_one_note(longer, bars[bisect_right(starts, chord.onset) - 1]):
                found[index] = longer
                count += 1
    return found, count


def _is_one_note(chord: Chord, bar: Bar) -> bool:
    """Whether one notehead can write it."""
    late = bar_length(bar.meter) - (bar.end - bar.onset) if bar.pickup else Fraction(0)
    written = pieces([chord], bar.onset, bar.end, bar.meter, late)
    return (
        chord.end <= bar.end and sum(piece.chord is chord and piece.tuplet is None for piece in written) == 1
    )
