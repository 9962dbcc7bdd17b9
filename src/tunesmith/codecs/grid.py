"""Four voices on a grid of sixteenths: the words of a chorale."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Self

from tunesmith.codecs.codec import Given
from tunesmith.codecs.grid_grammar import GridGrammar
from tunesmith.codecs.grid_places import grid_places
from tunesmith.codecs.grid_tracker import GridTracker, sizes
from tunesmith.codecs.score_codec import ScoreCodec
from tunesmith.codecs.word_codec import END, refuse_options
from tunesmith.errors import TunesmithError
from tunesmith.music.abc.grammar.controls import Controls
from tunesmith.music.midi.meters import Measure, measures
from tunesmith.music.midi.text import read
from tunesmith.music.midi.transpose import transposed_fifths
from tunesmith.music.piece import Piece
from tunesmith.music.places import Places

if TYPE_CHECKING:
    from symusic.core import ScoreTick, TrackTick

VOICES = ("Soprano", "Alto", "Tenor", "Bass")
BAR, FERMATA, HOLD, REST = "|", "fermata", "_", "."
TPQ, STEP = 4, 1  # a sixteenth is one tick
CHOIR, VELOCITY, TEMPO = 52, 80, 80
LONGEST_BAR = 64  # sixteenths
FINEST = 16  # of the denominators of a metre

Rows = list[list[str]]  # of each voice the word of each step


class Grid(ScoreCodec):
    """``grid.v1``. Key and metre, then step by step four words: soprano, alto, tenor and bass.

    A word is a new note (its MIDI pitch), ``_`` for one that goes on, or ``.`` for silence. ``|`` stands
    between bars, ``fermata`` before the step that has one, a new ``meter:`` after the bar line where it
    begins. The first bar may be short, a pickup; the last is full, or completes it.
    """

    name = "grid.v1"
    loss = (
        "onsets and ends move to the nearest sixteenth, a voice sounds one note at a time; tempo, "
        "velocities, instruments, changes of key and marks other than fermatas are dropped"
    )

    def __init__(self, vocabulary: Sequence[str]) -> None:
        super().__init__(vocabulary)
        self.sides = sizes(self.vocabulary)

    @classmethod
    def learn(cls, pieces: Iterable[Piece], **options: Any) -> Self:
        """Pitches and metres are those of the pieces; keys are all, so that pieces can be transposed."""
        refuse_options(cls.name, options)
        learner, words = cls(()), set[str]()
        for piece in pieces:
            with suppress(TunesmithError):  # what cannot be held teaches nothing
                words.update(learner.encode(piece))
        pitches = [int(word) for word in words if word.isdigit()]
        compass = range(min(pitches, default=60), max(pitches, default=60) + 1)
        keys = [f"key:{sharps}{mode}" for mode in ("", "m") for sharps in range(-7, 8)]
        meters = sorted(word for word in words if word.startswith("meter:"))
        return cls([END, BAR, FERMATA, HOLD, REST, *keys, *meters, *map(str, compass)])

    # what it holds

    def hold(self, score: "ScoreTick") -> "ScoreTick":
        return self.read(self._words(score))

    def spell(self, score: "ScoreTick") -> list[str]:
        return self._words(score)

    def _words(self, score: "ScoreTick") -> list[str]:
        tracks = _voices(score)
        scale = TPQ / score.ticks_per_quarter
        bars = _bars(score, scale)
        rows = [_row(track, scale, bars[-1].end) for track in tracks]
        held = {round(mark.time * scale) for mark in score.markers if mark.text == FERMATA}
        keys = score.key_signatures
        words = [f"key:{keys[0].key}{'m' * keys[0].tonality}" if len(keys) else "key:0"]
        meter = None
        for number, bar in enumerate(bars):
            words += [BAR] if number else []
            if bar.meter != meter:
                meter = bar.meter
                words.append(f"meter:{meter[0]}/{meter[1]}")
            for step in range(bar.onset, bar.end):
                words += [FERMATA] if step in held else []
                words += [row[step] for row in rows]
        return words

    # what words say

    def read(self, words: Sequence[str]) -> "ScoreTick":
        from symusic.core import KeySignatureTick, NoteTick, ScoreTick, TempoTick, TextMetaTick, TrackTick

        score = ScoreTick(TPQ)
        score.tempos.append(TempoTick(0, TEMPO))
        for voice in VOICES:
            score.tracks.append(TrackTick(voice, CHOIR, False))
        ends: list[tuple[int, tuple[int, int]]] = []  # of the bars, each with its metre
        meter, place = (4, 4), 0  # words of steps so far
        for word in words:
            kind, _, value = word.partition(":")
            if kind == "key" and not len(score.key_signatures):
                score.key_signatures.append(KeySignatureTick(0, int(value.strip("m")), value.endswith("m")))
            elif kind == "meter":
                numerator, _, denominator = value.partition("/")
                meter = (int(numerator), int(denominator))
            elif word == BAR:
                ends.append((-(-place // 4), meter))
            elif word == FERMATA:
                score.markers.append(TextMetaTick(place // 4, FERMATA))
            else:
                notes = score.tracks[place % 4].notes
                if word == HOLD and len(notes) and notes[-1].end == place // 4:
                    notes[-1].duration += STEP
                elif word.isdigit():
                    notes.append(NoteTick(place // 4, STEP, int(word), VELOCITY))
                place += 1
        _state_meters(score, [*ends, (-(-place // 4), meter)])
        return score

    def given(self, text: str, voices: str) -> Given:
        """``voices``: some of soprano, alto, tenor and bass, with commas between.

        A score of four voices keeps those; of any other its tracks are the voices named, in their order.
        """
        kept = [voice.strip().capitalize() for voice in voices.split(",")]
        if not set(kept) < set(VOICES):
            raise TunesmithError(
                f"--voices: name one to three of {', '.join(VOICES).lower()}, not {voices!r}"
            )
        tokens: list[str | None] = []
        bars, place = [0], 0
        for word in self._words(_keep(read(text), kept)):
            bars += [len(tokens)] if word == BAR else []
            free = (word.isdigit() or word in (HOLD, REST)) and VOICES[place % 4] not in kept
            place += word.isdigit() or word in (HOLD, REST)
            tokens.append(None if free else word)
        self.ids([token for token in tokens if token])
        return Given((*tokens, END), tuple(bars))

    def places(self, tokens: Sequence[str]) -> Places:
        return grid_places(tokens)

    def shift(self, piece: Piece, semitones: int) -> list[str] | None:
        """Word by word, which is far quicker than through the score."""
        moved = [_shifted(word, semitones) for word in self.encode(piece)]
        return moved if self._ids.keys() >= set(moved) else None

    # for the model and the sampler

    def tracker(self) -> GridTracker:
        return GridTracker(self.vocabulary)

    def grammar(self, controls: Controls) -> GridGrammar:
        return GridGrammar(self.vocabulary, controls)


def _voices(score: "ScoreTick") -> "list[TrackTick]":
    """The four tracks by their names, or else the highest first. A named voice may be silent."""
    from symusic.core import TrackTick

    tracks = [track for track in score.tracks if len(track.notes) and not track.is_drum]
    named = {track.name: track for track in tracks}
    if tracks and len(named) == len(tracks) and named.keys() <= set(VOICES):
        return [named.get(voice) or TrackTick(voice, CHOIR, False) for voice in VOICES]
    if len(tracks) != len(VOICES):
        raise TunesmithError(f"codec grid holds four voices, each a track of its own; this has {len(tracks)}")
    return sorted(tracks, key=lambda track: -sum(n.pitch for n in track.notes) / len(track.notes))


def _keep(score: "ScoreTick", kept: Sequence[str]) -> "ScoreTick":
    """The score with only these voices, named."""
    tracks = [track for track in score.tracks if len(track.notes) and not track.is_drum]
    if len(tracks) == len(VOICES):
        named = dict(zip(VOICES, _voices(score), strict=True))
    elif len(tracks) >= len(kept):
        named = dict(zip(kept, tracks, strict=False))
    else:
        raise TunesmithError(f"--voices names {len(kept)} voices, and the primer has {len(tracks)}")
    found = score.copy()
    while len(found.tracks):
        found.tracks.pop()
    for voice in kept:
        track = named[voice].copy()
        track.name = voice
        found.tracks.append(track)
    return found


def _bars(score: "ScoreTick", scale: float) -> list[Measure]:
    """The bars in steps; the last is full, or completes the pickup."""
    ends = [note.end for track in score.tracks if not track.is_drum for note in track.notes]
    finish = max(1, round(max(ends, default=0) * scale))
    found: list[Measure] = []
    for bar in measures(score):
        onset, end, full = (round(time * scale) for time in bar[:3])
        exact = all(time * scale == round(time * scale) for time in bar[:3])
        if not exact or full > LONGEST_BAR or bar.meter[1] > FINEST:
            raise TunesmithError(f"codec grid holds no bars of {bar.meter[0]}/{bar.meter[1]} in sixteenths")
        if onset >= finish:
            break
        short = end - onset < full and found  # a metre that changes within a bar
        length, meter = (end - onset, _meter(end - onset)) if short else (full, bar.meter)
        found.append(Measure(onset, end, length, meter))
    first, last = found[0], found[-1]
    pickup = first.end - first.onset if len(found) > 1 and first.end - first.onset < first.full else 0
    length = last.full - pickup if pickup and finish - last.onset <= last.full - pickup else last.full
    found[-1] = last._replace(end=last.onset + length)
    return found


def _row(track: "TrackTick", scale: float, steps: int) -> list[str]:
    """The word of each step of one voice. Of notes that begin together the highest sounds."""
    row = [REST] * steps
    notes = sorted((round(n.time * scale), n.pitch, round(n.end * scale)) for n in track.notes)
    for onset, pitch, end in notes:
        if onset >= steps:
            continue
        row[onset:] = [REST] * (steps - onset)  # a voice holds one note at a time
        row[onset] = str(pitch)
        for step in range(onset + 1, min(end, steps)):
            row[step] = HOLD
    return row


def _state_meters(score: "ScoreTick", bars: list[tuple[int, tuple[int, int]]]) -> None:
    """Write down the metres of bars that end at these steps; a short first bar is a pickup."""
    from symusic.core import TimeSignatureTick

    start, stated = 0, None
    for (end, meter), last in [*((bar, False) for bar in bars[:-1]), (bars[-1], True)]:
        shown = meter
        if start == 0 and not last and 0 < end < _steps(meter):
            shown = _meter(end)
        if shown != stated and end > start:
            score.time_signatures.append(TimeSignatureTick(start, *shown))
            stated = shown
        start = end


def _shifted(word: str, semitones: int) -> str:
    if word.startswith("key:"):
        mode = "m" * word.endswith("m")
        return f"key:{transposed_fifths(int(word[4:].strip('m')), semitones)}{mode}"
    return str(int(word) + semitones) if word.isdigit() else word


def _steps(meter: tuple[int, int]) -> int:
    return 16 * meter[0] // meter[1]


def _meter(steps: int) -> tuple[int, int]:
    """The metre of a bar of so many sixteenths, in quarters where that is possible."""
    for unit, denominator in ((4, 4), (2, 8), (1, 16)):
        if steps % unit == 0:
            return steps // unit, denominator
    raise AssertionError("every number of steps is a number of sixteenths")
