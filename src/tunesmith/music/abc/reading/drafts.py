"""Notes and rests while they are being read: the signs that follow may still change them."""

from fractions import Fraction
from functools import lru_cache

from tunesmith.music.abc.tune import Note, Pitch, Rest, Tuplet


class NoteDraft:
    """A note that can still change.

    It has the slots of ``Note`` and becomes one in place: building the frozen dataclass takes eight times as
    long, and would take half of the time that a tune takes to read.
    """

    __slots__ = Note.__slots__
    measures = 0  # for rests only

    def __init__(self, start: int, end: int, pitches: tuple[Pitch, ...], written: Fraction) -> None:
        self.start = start
        self.end = end
        self.pitches = pitches
        self.duration = written
        self.written = written
        self.tuplet: Tuplet | None = None
        self.graces: tuple[Note, ...] = ()
        self.slashed = False
        self.symbol: str | None = None
        self.annotations: tuple[str, ...] = ()
        self.decorations: tuple[str, ...] = ()
        self.slurs_opened = 0
        self.slurs_closed = 0
        self.beamed = False

    def tie(self) -> None:
        self.pitches = tuple(pitch(p.step, p.octave, p.alter, p.accidental, True) for p in self.pitches)

    def finish(self) -> None:
        self.__class__ = Note  # type: ignore[assignment]


class RestDraft:
    """A rest that can still change; it has the slots of ``Rest`` and becomes one in place."""

    __slots__ = Rest.__slots__

    def __init__(self, start: int, end: int, written: Fraction, visible: bool, measures: int) -> None:
        self.start = start
        self.end = end
        self.duration = written
        self.written = written
        self.visible = visible
        self.measures = measures
        self.tuplet: Tuplet | None = None
        self.symbol: str | None = None
        self.annotations: tuple[str, ...] = ()
        self.decorations: tuple[str, ...] = ()
        self.slurs_opened = 0
        self.slurs_closed = 0
        self.beamed = False

    def finish(self) -> None:
        self.__class__ = Rest  # type: ignore[assignment]


Draft = NoteDraft | RestDraft


def stretch(draft: Draft, factor: Fraction) -> None:
    """Apply one side of a broken rhythm."""
    draft.written *= factor
    draft.duration *= factor


@lru_cache(maxsize=4096)
def pitch(step: str, octave: int, alter: int, accidental: int | None, tie: bool) -> Pitch:
    """A shared, immutable pitch: a tune has few different ones."""
    return Pitch(step, octave, alter, accidental, tie)
