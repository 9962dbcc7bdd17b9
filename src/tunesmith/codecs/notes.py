"""Notes and chords with their rhythm: three words for whatever sounds together."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from tunesmith.codecs.notes_grammar import NotesGrammar
from tunesmith.codecs.notes_places import notes_places
from tunesmith.codecs.notes_words import (
    GAP,
    GAPS,
    KEY,
    LENGTH,
    LENGTHS,
    LONGEST,
    LONGEST_PIECE,
    NAMES,
    PICKUP,
    PROGRAM,
    SIXTEENTH,
    TEMPO,
    TPQ,
    WHOLE,
    bars_last,
    chord_pitches,
    chord_word,
    meter_of,
    pickup_meter,
    quarters,
    takes_pickup,
    tempo_class,
)
from tunesmith.codecs.score_codec import ScoreCodec
from tunesmith.codecs.word_codec import END, refuse_options
from tunesmith.errors import TunesmithError
from tunesmith.music.abc.grammar.controls import Controls
from tunesmith.music.midi.text import read
from tunesmith.music.piece import Piece
from tunesmith.music.places import Places

if TYPE_CHECKING:
    from symusic.core import ScoreTick

VELOCITY = 80
MOST_CHORDS = 5_000  # words of more than one note; rarer ones are spelled in parts


class Sonority(NamedTuple):
    """What begins together and lasts as long. In ticks."""

    gap: int  # since the last onset, for the first since the beginning
    length: int
    pitches: tuple[int, ...]  # ascending


class Notes(ScoreCodec):
    """``notes.v1``. Program, tempo, metre, key, perhaps a pickup; then for each sonority three words.

    ``+1/2`` is the time since the last onset in quarter notes, ``C4.E4.G4`` what sounds, ``=1`` for how long.
    What begins with it but lasts longer follows with ``+0``; so do the further notes of a chord that the
    vocabulary has no word for: of its notes from below always as many as one word can say.
    """

    name = "notes.v1"
    patience = 50_000
    loss = (
        "onsets and durations are rounded to a twelfth of a quarter note; notes last at most 8 quarter notes "
        "and follow each other within 8, so whole bars of long rests go; all tracks become one, with "
        "the program of the one with most notes; velocities, drums, marks, changes of tempo, metre and key, "
        "and what comes after 16,384 quarter notes are dropped; the tempo is one of 16"
    )

    def __init__(self, vocabulary: Sequence[str]) -> None:
        super().__init__(vocabulary)
        self._chords = {chord_pitches(word) for word in self.vocabulary if "." in word}

    @classmethod
    def learn(cls, pieces: Iterable[Piece], **options: Any) -> Self:
        """Metres, chords and the compass are those of the pieces; all other words are always there."""
        refuse_options(cls.name, options)
        pitches, meters, chords = set[int](), set[tuple[int, int]](), Counter[tuple[int, ...]]()
        for piece in pieces:
            with suppress(TunesmithError):  # what cannot be held teaches nothing
                head, sonorities = _take(read(piece.content))
                meters.add(head.meter)
                for sonority in sonorities:
                    pitches.update(sonority.pitches)
                    chords[sonority.pitches] += len(sonority.pitches) > 1
        common = sorted(chords.items(), key=lambda item: (-item[1], item[0]))[:MOST_CHORDS]
        compass = NAMES[min(pitches, default=60) : max(pitches, default=60) + 1]
        metric = [_meter_word(meter) for meter in sorted(meters or {(4, 4)})]
        more = [chord_word(chord) for chord in sorted(chord for chord, times in common if times)]
        return cls([END, *PROGRAM, *TEMPO, *metric, *KEY, *PICKUP, *GAP, *LENGTH, *compass, *more])

    def hold(self, score: "ScoreTick") -> "ScoreTick":
        return self.read(self.spell(score))

    def spell(self, score: "ScoreTick") -> list[str]:
        head, sonorities = _take(score)
        words = [f"program:{head.program}", f"tempo:{head.tempo}", _meter_word(head.meter), head.key]
        if head.pickup:
            words.append(f"pickup:{quarters(head.pickup)}")
        for gap, length, pitches in sonorities:
            for number, part in enumerate(self._parts(pitches)):
                words += [GAPS[0 if number else gap], chord_word(part), LENGTHS[length]]
        return words

    def _parts(self, pitches: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        while pitches:
            known = (size for size in range(len(pitches), 1, -1) if pitches[:size] in self._chords)
            size = next(known, 1)
            yield pitches[:size]
            pitches = pitches[size:]

    def read(self, words: Sequence[str]) -> "ScoreTick":
        from symusic.core import KeySignatureTick, NoteTick, ScoreTick, TempoTick, TrackTick

        score, track = ScoreTick(TPQ), TrackTick("", 0, False)
        onset, pickup, chord, meter = 0, 0, tuple[int, ...](), None
        for word in words:
            if word in GAP:
                onset = min(onset + GAP[word], LONGEST_PIECE - 1)
            elif word in LENGTH:
                for pitch in chord:
                    track.notes.append(NoteTick(onset, LENGTH[word], pitch, VELOCITY))
                chord = ()
            elif word in PROGRAM:
                track.program = PROGRAM[word]
            elif word in TEMPO and not len(score.tempos):
                score.tempos.append(TempoTick(0, TEMPO[word]))
            elif word in KEY and not len(score.key_signatures):
                score.key_signatures.append(KeySignatureTick(0, *KEY[word]))
            elif word in PICKUP:
                pickup = PICKUP[word]
            else:
                chord = chord_pitches(word) or chord
                meter = meter or meter_of(word)
        _state_meter(score, meter or (4, 4), pickup)
        score.tracks.append(track)
        return score

    def places(self, tokens: Sequence[str]) -> Places:
        return notes_places(tokens)

    def grammar(self, controls: Controls) -> NotesGrammar:
        return NotesGrammar(self.vocabulary, controls)


class _Head(NamedTuple):
    program: int
    tempo: int
    meter: tuple[int, int]
    key: str
    pickup: int  # in ticks; 0 for none


def _take(score: "ScoreTick") -> tuple[_Head, list[Sonority]]:
    """All that is kept of a score. Raises TunesmithError for one without pitched notes."""
    tracks = [track for track in score.tracks if len(track.notes) and not track.is_drum]
    if not tracks:
        raise TunesmithError("codec notes holds notes with pitches, and this has none: leave it out")
    tempos = sorted(score.tempos, key=lambda tempo: tempo.time)
    keys = sorted(score.key_signatures, key=lambda key: key.time)
    meter, pickup = _meter(score)
    rows = _rows(score, bars_last(1, meter) if meter[1] <= 16 else 1)
    head = _Head(
        max(tracks, key=lambda track: len(track.notes)).program,
        tempo_class(tempos[0].qpm) if tempos else 120,
        meter,
        f"key:{keys[0].key}{'m' * keys[0].tonality}" if keys else "key:0",
        pickup if takes_pickup(meter, pickup) and int((rows[:, 0] + rows[:, 1]).max()) > pickup else 0,
    )
    return head, list(_sonorities(rows))


def _sonorities(rows: NDArray[np.int64]) -> Iterator[Sonority]:
    before = 0
    for (onset, length), notes in groupby(rows.tolist(), key=itemgetter(0, 1)):
        yield Sonority(onset - before, length, tuple(pitch for _, _, pitch in notes))
        before = onset


def _rows(score: "ScoreTick", bar: int) -> NDArray[np.int64]:
    """Onset, length and pitch of every note that is kept (N, 3), sorted.

    Of long rests whole bars are left out, so that what follows keeps its place in the bar.
    """
    onset, length, pitch = (
        np.concatenate([t.notes.numpy()[name] for t in score.tracks if len(t.notes) and not t.is_drum])
        for name in ("time", "duration", "pitch")
    )
    onset, length = (_ticks(times, score.ticks_per_quarter) for times in (onset, length))
    moments, moment = np.unique(onset, return_inverse=True)
    gaps = np.diff(moments, prepend=0)
    step = bar if bar <= LONGEST else 1
    gaps -= step * np.maximum(0, -((LONGEST - gaps) // step))
    onset = gaps.cumsum()[moment]
    length = np.clip(length, 1, np.minimum(LONGEST, LONGEST_PIECE - onset))
    rows = np.stack([onset, length, pitch.astype(np.int64)], axis=1)
    return np.unique(rows[onset < LONGEST_PIECE], axis=0)


def _ticks(times: NDArray[np.int32], ticks_per_quarter: int) -> NDArray[np.int64]:
    """To the nearest tick, halves up."""
    return (2 * TPQ * times.astype(np.int64) + ticks_per_quarter) // (2 * ticks_per_quarter)


def _meter(score: "ScoreTick") -> tuple[tuple[int, int], int]:
    """The first metre, and the length of the pickup before it in ticks: whole sixteenths, or 0."""
    changes = {m.time: (m.numerator, m.denominator) for m in score.time_signatures}
    first = changes.setdefault(0, (4, 4))
    later = min((time for time in changes if time > 0), default=0)
    whole = 4 * score.ticks_per_quarter
    if (
        not later
        or later * first[1] > whole * first[0]
        or later * changes[later][1] >= whole * changes[later][0]
    ):
        return first, 0
    pickup, rest = divmod(later * WHOLE, whole)
    spelled = not rest and pickup % SIXTEENTH == 0 and pickup < LONGEST
    return changes[later], pickup if spelled else 0


def _state_meter(score: "ScoreTick", meter: tuple[int, int], pickup: int) -> None:
    from symusic.core import TimeSignatureTick

    if pickup and takes_pickup(meter, pickup):
        score.time_signatures.append(TimeSignatureTick(0, *pickup_meter(pickup)))
        score.time_signatures.append(TimeSignatureTick(pickup, *meter))
    else:
        score.time_signatures.append(TimeSignatureTick(0, *meter))


def _meter_word(meter: tuple[int, int]) -> str:
    return f"meter:{meter[0]}/{meter[1]}"
