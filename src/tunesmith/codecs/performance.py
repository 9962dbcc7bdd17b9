"""Music as it was played: keys go down and up, and time passes."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from tunesmith.codecs.performance_grammar import (
    BINS,
    LONGEST_PIECE,
    LONGEST_SHIFT,
    MOST_SOUNDING,
    PITCHES,
    PerformanceGrammar,
)
from tunesmith.codecs.score_codec import ScoreCodec
from tunesmith.codecs.word_codec import END, refuse_options
from tunesmith.errors import TunesmithError
from tunesmith.music.abc.grammar.controls import Controls
from tunesmith.music.piece import Piece

if TYPE_CHECKING:
    from symusic.core import ScoreTick

RATE = 100  # steps a second
TPQ, TEMPO = 50, 120  # so that a tick is a step of 10 ms
WIDTH = 128 // BINS  # velocities that sound alike

VOCABULARY = (
    END,
    *(f"on:{pitch}" for pitch in range(PITCHES)),
    *(f"off:{pitch}" for pitch in range(PITCHES)),
    *(f"shift:{steps}" for steps in range(1, LONGEST_SHIFT + 1)),
    *(f"velocity:{level}" for level in range(BINS)),
)
_MEANINGS = {word: (kind, int(value)) for word in VOCABULARY[1:] for kind, _, value in [word.partition(":")]}


class Stroke(NamedTuple):
    """A note. Times in steps."""

    onset: int
    end: int
    pitch: int
    level: int  # of its velocity, of 32


class Performance(ScoreCodec):
    """``performance.v1``. S. Oore et al., "This time with feeling", 2018.

    ``on:60`` and ``off:60``, ``shift:1`` to ``shift:100`` of 10 ms, ``velocity:0`` to ``velocity:31`` for the
    notes from there on. A long time is as many ``shift:100`` as fit, then the rest. At one moment notes end
    before others begin, both from below, and a velocity stands only where it changes.
    """

    name = "performance.v1"
    patience = 50_000
    loss = (
        "onsets and ends move to the nearest 10 ms, velocities to one of 32; the tempo becomes 120 and keeps "
        "the time in seconds, metre, key and marks are dropped; all tracks become one piano, drums are "
        "dropped; a note struck again while it sounds ends there, and so does the oldest of 12 when a 13th "
        "begins; what comes after four hours is dropped"
    )

    @classmethod
    def learn(cls, pieces: Iterable[Piece], **options: Any) -> Self:
        """The vocabulary is always the same."""
        refuse_options(cls.name, options)
        return cls(VOCABULARY)

    def hold(self, score: "ScoreTick") -> "ScoreTick":
        return self.read(self.spell(score))

    def spell(self, score: "ScoreTick") -> list[str]:
        strokes = list(_playable(_strokes(score)))
        events = [(stroke.end, 0, stroke.pitch, stroke.level) for stroke in strokes]
        events += [(stroke.onset, 1, stroke.pitch, stroke.level) for stroke in strokes]
        words: list[str] = []
        now, before = 0, -1
        for time, begins, pitch, level in sorted(events):
            hundreds, rest = divmod(time - now, LONGEST_SHIFT)
            words += [f"shift:{LONGEST_SHIFT}"] * hundreds
            words += [f"shift:{rest}"] if rest else []
            words += [f"velocity:{level}"] if begins and level != before else []
            words.append(f"on:{pitch}" if begins else f"off:{pitch}")
            now, before = time, level if begins else before
        return words

    def read(self, words: Sequence[str]) -> "ScoreTick":
        from symusic.core import NoteTick, ScoreTick, TempoTick, TrackTick

        score, track = ScoreTick(TPQ), TrackTick("", 0, False)
        score.tempos.append(TempoTick(0, TEMPO))
        sounding: dict[int, tuple[int, int]] = {}  # pitch -> onset, velocity
        now, velocity = 0, 64

        def stop(pitch: int) -> None:
            onset, loudness = sounding.pop(pitch)
            track.notes.append(NoteTick(onset, max(1, now - onset), pitch, loudness))

        for word in words:
            kind, value = _MEANINGS.get(word, ("", 0))
            if kind == "shift":
                now = min(now + value, LONGEST_PIECE)
            elif kind == "velocity":
                velocity = value * WIDTH + WIDTH // 2
            elif kind and value in sounding:  # off, or struck again
                stop(value)
            if kind == "on":
                sounding[value] = (now, velocity)
        for pitch in sorted(sounding):
            stop(pitch)
        score.tracks.append(track)
        return score

    def grammar(self, controls: Controls) -> PerformanceGrammar:
        return PerformanceGrammar(self.vocabulary, controls)


def _strokes(score: "ScoreTick") -> list[Stroke]:
    """All notes but drums, rounded and sorted; of those that begin together on one key the longest.

    Raises TunesmithError where there are none.
    """
    tracks = [track.notes.numpy() for track in score.tracks if len(track.notes) and not track.is_drum]
    if not tracks:
        raise TunesmithError("codec performance holds notes with pitches, and this has none: leave it out")
    time, duration, pitch, velocity = (
        np.concatenate([track[name] for track in tracks]).astype(np.int64)
        for name in ("time", "duration", "pitch", "velocity")
    )
    onset, end = _steps(score, time), _steps(score, time + duration)
    kept = onset < LONGEST_PIECE
    if not kept.any():
        raise TunesmithError("codec performance holds four hours, and this is silent for longer: cut it")
    end = np.minimum(np.maximum(end, onset + 1), LONGEST_PIECE)
    rows = np.stack([onset, pitch, -end, -(velocity // WIDTH)], axis=1)[kept]
    rows = np.unique(rows, axis=0)
    first = np.r_[True, (np.diff(rows[:, :2], axis=0) != 0).any(axis=1)]
    return [Stroke(onset, -end, pitch, -level) for onset, pitch, end, level in rows[first].tolist()]


def _playable(strokes: Iterable[Stroke]) -> Iterator[Stroke]:
    """With the ends that the ten fingers of one piano, and two more, leave them."""
    sounding: dict[int, Stroke] = {}  # by pitch, the oldest first
    for stroke in strokes:
        over = [pitch for pitch, other in sounding.items() if other.end <= stroke.onset]
        yield from (sounding.pop(pitch) for pitch in over)
        cut = [stroke.pitch] if stroke.pitch in sounding else []
        if not cut and len(sounding) == MOST_SOUNDING:
            oldest = next(iter(sounding))
            if sounding[oldest].onset == stroke.onset:
                continue  # twelve begin here already
            cut = [oldest]
        yield from (sounding.pop(pitch)._replace(end=stroke.onset) for pitch in cut)
        sounding[stroke.pitch] = stroke
    yield from sounding.values()


def _steps(score: "ScoreTick", ticks: NDArray[np.int64]) -> NDArray[np.int64]:
    """When these ticks come, in steps of 10 ms, the tempo map followed. Without one it is 120."""
    changes = {0: 120.0} | {tempo.time: tempo.qpm for tempo in sorted(score.tempos, key=lambda t: t.time)}
    starts = np.array(list(changes), np.int64)
    each = 60 * RATE / (np.array(list(changes.values())) * score.ticks_per_quarter)  # steps a tick
    reached = np.concatenate([[0.0], np.cumsum(np.diff(starts) * each[:-1])])
    part = starts.searchsorted(ticks, side="right") - 1
    exact = reached[part] + (ticks - starts[part]) * each[part]
    steps: NDArray[np.int64] = np.floor(exact + 0.5).astype(np.int64)
    return steps
