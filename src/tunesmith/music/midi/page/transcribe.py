"""From a score of events to a written one."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import count, pairwise
from typing import TYPE_CHECKING

from tunesmith.music.key import Key
from tunesmith.music.midi.inference.bars import Bar, bar_length
from tunesmith.music.midi.inference.reading import Reading, read_score
from tunesmith.music.midi.page.beams import beams
from tunesmith.music.midi.page.drums import drum
from tunesmith.music.midi.page.rhythm import Piece, pieces
from tunesmith.music.midi.page.sheet import Event, Head, Measure, Part, Sheet, Transcription
from tunesmith.music.midi.page.spelling import Name, names
from tunesmith.music.midi.page.staccato import mark_staccato
from tunesmith.music.midi.page.staves import Arrangement, arrange
from tunesmith.music.midi.page.voices import Voice

if TYPE_CHECKING:
    from symusic.core import ScoreTick

_InForce = dict[tuple[str, int], int]


def transcribe(
    score: "ScoreTick",
    *,
    key: str | None = None,
    meter: str | None = None,
    pickup: str | None = None,
    grid: int | None = None,
    title: str = "",
) -> Transcription:
    """Write a score down. What it does not say is inferred, and told; see ``inference.reading.read_score``.

    Raises TunesmithError for music too long to be written, and for a key, metre, pickup or grid that is none.
    """
    reading = read_score(score, key=key, meter=meter, pickup=pickup, grid=grid)
    arrangement = _with_staccato(arrange(reading.parts), reading.bars)
    sheet = _Engraver(reading, arrangement).sheet(title)
    return Transcription(sheet, (*reading.inferences, *arrangement.said))


def _with_staccato(arrangement: Arrangement, bars: Sequence[Bar]) -> Arrangement:
    drums = [part.drums for part in arrangement.parts for _ in part.staves]
    total, staves = 0, []
    for voices, plain in zip(arrangement.voices, drums, strict=True):
        marked = [(voice, 0) if plain else mark_staccato(voice, bars) for voice in voices]
        total += sum(number for _, number in marked)
        staves.append(tuple(voice for voice, _ in marked))
    said = (f"staccato: {total} notes sound for half of their time",) if total else ()
    return replace(arrangement, voices=tuple(staves), said=(*arrangement.said, *said))


class _Engraver:
    """Cuts voices into measures."""

    def __init__(self, reading: Reading, arrangement: Arrangement) -> None:
        self.reading = reading
        self.arrangement = arrangement
        self.numbers = count(1)
        self.sides = [_side(part, index) for part in arrangement.parts for index in range(len(part.staves))]
        self.drums = [part.drums for part in arrangement.parts for _ in part.staves]
        self.cuts = [[_by_bar(voice, reading.bars) for voice in voices] for voices in arrangement.voices]
        pairs = (pair for voices in arrangement.voices for voice in voices for pair in pairwise(voice))
        self.followers = {id(chord): after for chord, after in pairs}
        self.spelled: dict[int, list[Name]] = {}  # by the identity of the chord
        self.last: dict[int, tuple[Head, ...]] = {}  # the heads that a chord has already, by its identity
        self.ties: dict[str, str] = {}

    def sheet(self, title: str) -> Sheet:
        measures: list[Measure] = []
        keys = iter([*self.reading.keys[1:], (Fraction(10**9), self.reading.keys[0][1])])
        key, (change, following) = self.reading.keys[0][1], next(keys)
        for index, bar in enumerate(self.reading.bars):
            before = measures[-1] if measures else None
            while change <= bar.onset:
                key, (change, following) = following, next(keys)
            measures.append(
                Measure(
                    number=index + (not self.reading.pickup),
                    onset=bar.onset,
                    duration=bar.end - bar.onset,
                    key=key,
                    meter=bar.meter,
                    new_key=before is None or key != before.key,
                    new_meter=before is None or bar.meter != before.meter,
                    tempo=next(
                        (tempo for at, tempo in self.reading.tempos if bar.onset <= at < bar.end), None
                    ),
                    staves=tuple(self.staff(number, index, bar, key) for number in range(len(self.cuts))),
                )
            )
        return Sheet(title, self.arrangement.parts, tuple(measures), self.ties)

    def staff(self, number: int, index: int, bar: Bar, key: Key) -> tuple[tuple[Event, ...], ...]:
        """The voices of a staff in a bar that sound there; a rest where none does."""
        lines = [cut[index] for cut in self.cuts[number]]
        sounding = lines if self.arrangement.choir else [line for line in lines if line]
        if not any(sounding):
            return ((Event(f"r{next(self.numbers)}", Fraction(0), bar.end - bar.onset, None),),)
        late = bar_length(bar.meter) - (bar.end - bar.onset) if bar.pickup else Fraction(0)
        written = [pieces(line, bar.onset, bar.end, bar.meter, late) for line in sounding]
        groups = [beams(line, bar.meter, late) for line in written]
        places = sorted((piece.onset, voice, place) for voice, line in enumerate(written)
                        for place, piece in enumerate(line))  # fmt: skip
        found: list[list[Event]] = [[] for _ in written]
        in_force: _InForce = {}
        for _, voice, place in places:
            piece = written[voice][place]
            heads = self.heads(piece, bar, key, in_force, self.drums[number])
            others = (line for other, line in enumerate(sounding) if other != voice)
            found[voice].append(
                Event(
                    id=heads[0].id.split(".")[0] if heads else f"r{next(self.numbers)}",
                    onset=piece.onset,
                    duration=piece.duration,
                    value=piece.value,
                    heads=heads,
                    visible=bool(heads)
                    or self.arrangement.choir
                    or not (voice or _covered(piece, bar, others)),
                    tuplet=piece.tuplet,
                    beam=groups[voice][place],
                    fermata=self.fermata(number, voice, len(written), piece, bar),
                    staccato=piece.chord is not None and piece.chord.staccato,
                    heard=_heard(piece, bar),
                )
            )
        return tuple(map(tuple, found))

    def heads(self, piece: Piece, bar: Bar, key: Key, in_force: _InForce, drums: bool) -> tuple[Head, ...]:
        """The noteheads of a piece, with the accidentals that a reader needs."""
        chord = piece.chord
        if chord is None:
            return ()
        name = f"n{next(self.numbers)}"
        single = len(chord.sounds) == 1
        ids = [name if single else f"{name}.{place}" for place in range(1, len(chord.sounds) + 1)]
        if drums:
            hits = [drum(sound.pitch) for sound in chord.sounds]
            return tuple(Head(one, hit.step, hit.octave, 0, cross=hit.cross)
                         for one, hit in zip(ids, hits, strict=True))  # fmt: skip
        before = self.last.get(id(chord), ())
        if id(chord) not in self.spelled:
            self.spelled[id(chord)] = names(chord, self.followers.get(id(chord)), key)
        heads = []
        for one, (step, octave, alter) in zip(ids, self.spelled[id(chord)], strict=True):
            needed = not before and alter != in_force.get((step, octave), key.alter(step))
            if needed:
                in_force[step, octave] = alter
            heads.append(Head(one, step, octave, alter, alter if needed else None, tied=bool(before)))
        self.ties.update((head.id, one.id) for head, one in zip(before, heads, strict=False))
        self.last[id(chord)] = tuple(heads)
        return tuple(heads)

    def fermata(self, staff: int, voice: int, voices: int, piece: Piece, bar: Bar) -> str:
        """On which side of a piece a fermata stands, if one does: above the upper voice, below the lower."""
        side = self.sides[staff]
        if piece.chord is None or voice != (0 if side == "above" else voices - 1):
            return ""
        start = bar.onset + piece.onset
        return side if any(start <= at < start + piece.duration for at in self.reading.fermatas) else ""


def _side(part: Part, staff: int) -> str:
    return "below" if staff and len(part.staves) == 2 else "above"


def _covered(piece: Piece, bar: Bar, others: Iterable[Voice]) -> bool:
    """Whether a chord of another voice sounds as long as a rest lasts."""
    start, end = bar.onset + piece.onset, bar.onset + piece.onset + piece.duration
    return any(chord.onset <= start and end <= chord.end for voice in others for chord in voice)


def _heard(piece: Piece, bar: Bar) -> tuple[float, float]:
    """When a piece of a chord sounds: its share of the chord's time."""
    chord = piece.chord
    if chord is None:
        return 0.0, 0.0
    start = min(sound.heard[0] for sound in chord.sounds)
    length = max(sound.heard[1] for sound in chord.sounds) - start
    whole = float(chord.end - chord.onset)
    first = float(bar.onset + piece.onset - chord.onset) / whole
    return start + first * length, start + (first + float(piece.duration) / whole) * length


def _by_bar(voice: Voice, bars: Sequence[Bar]) -> list[Voice]:
    """The chords that sound in every bar; one that goes over a bar line is in several."""
    found: list[Voice] = [[] for _ in bars]
    place = 0
    for chord in voice:
        while place + 1 < len(bars) and bars[place].end <= chord.onset:
            place += 1
        reach = place
        while reach < len(bars) and bars[reach].onset < chord.end:
            found[reach].append(chord)
            reach += 1
    return found
