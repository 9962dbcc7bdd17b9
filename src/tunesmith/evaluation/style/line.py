"""A piece as style sees it: one line of notes or bols, its bars and its key."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tunesmith.errors import TunesmithError
from tunesmith.evaluation.novelty.melody import TICKS, UNPITCHED, Integers, read_melody
from tunesmith.music.abc.parser import parse
from tunesmith.music.key import tonic_fifths
from tunesmith.music.piece import Piece

FEWEST = 3  # notes: of fewer there is nothing to tell


@dataclass(frozen=True, eq=False)
class Line:
    """N notes in B bars. Repeats are not played out; see ``novelty.melody`` for what is taken of a piece."""

    heights: Integers  # (N,) MIDI pitch; bols and drums from ``UNPITCHED`` on
    lengths: Integers  # (N,) ticks to the next note, ``TICKS`` to a beat
    owners: Integers  # (N,) number of the bar in which each begins
    bars: int  # B
    tonic: int | None  # pitch class of the first key, 0 for C; None where none is stated

    @property
    def pitched(self) -> bool:
        return bool((self.heights < UNPITCHED).all())

    @property
    def steps(self) -> Integers:
        """(N - 1,) semitones from each note to the next; of pitched lines only."""
        return np.diff(self.heights)

    @property
    def beats(self) -> NDArray[np.float64]:
        """(N,) lengths in beats."""
        return self.lengths / TICKS

    def filled(self) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
        """Of each bar with notes, heights and lengths of those that begin in it; empty of the others."""
        bounds = np.searchsorted(self.owners, np.arange(self.bars + 1)).tolist()
        heights, lengths = self.heights.tolist(), self.lengths.tolist()
        return [(tuple(heights[first:last]), tuple(lengths[first:last])) for first, last in pairwise(bounds)]


def read_line(piece: Piece) -> Line:
    """Raises TunesmithError for fewer than three notes, and for an unknown notation."""
    melody = read_melody(piece)
    if len(melody) < FEWEST:
        raise TunesmithError(f"{piece.id or 'the piece'} has {len(melody)} notes: {FEWEST} are needed")
    return Line(melody.heights, melody.lengths, melody.bars, len(melody.bar_keys), _tonic(piece))


def _tonic(piece: Piece) -> int | None:
    if piece.notation == "abc":
        name = parse(piece.content).key.tonic
        return 7 * tonic_fifths(name) % 12 if name else None
    if piece.notation == "midi":
        from tunesmith.music.midi.text import read

        keys = sorted(read(piece.content).key_signatures, key=lambda key: key.time)
        return (7 * keys[0].key + (9 if keys[0].tonality else 0)) % 12 if keys else None
    return None
