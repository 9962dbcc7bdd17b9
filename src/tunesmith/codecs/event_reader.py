"""From words to notes: what the words of miditok's four schemes say."""

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from tunesmith.codecs.event_layout import DRUMS, Layout, place_of, read_meter, units

if TYPE_CHECKING:
    from symusic.core import ScoreTick

TEMPO, VELOCITY, METER = 120.0, 100, (4, 4)  # where words do not tell: miditok's own


def read_events(words: Iterable[str], layout: Layout) -> "ScoreTick":
    """The score that words spell. Takes any words of the scheme; what makes no sense is passed over.

    Times are in ticks, tracks in the order of their programs, drums last, notes by onset and pitch.
    """
    reader = _Reader(layout)
    for word in words:
        kind, _, value = word.partition("_")
        reader.take(kind, value)
    return reader.score()


class _Reader:
    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._time = self._bar = self._ends = 0  # now; where this bar began; where the last note so far ends
        self._begun = False
        self._meter = METER
        self._meters: dict[int, tuple[int, int]] = {}
        self._tempos: dict[int, float] = {}
        self._program = layout.programs[0]
        self._pitch: int | None = None  # of a note that is being told
        self._velocity = VELOCITY
        self._notes: dict[int, dict[tuple[int, int, int], int]] = defaultdict(dict)  # velocity of each
        self._sounding: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)

    def take(self, kind: str, value: str) -> None:
        match kind:
            case "Bar":
                self._bar += self._layout.bar(self._meter) if self._begun else 0
                self._begun, self._time = True, self._bar
            case "Position":
                self._time = self._bar + int(value) * self._layout.step(self._meter)
            case "TimeShift":
                self._time += 0 if value == "0.0.1" else self._length(value)
            case "Rest":
                self._time = max(self._time, self._ends) + self._length(value)
            case "TimeSig":
                self._change(read_meter(value))
            case "Tempo":
                self._tempos[self._time] = float(value)
            case "Program":
                self._program = int(value)
            case "Pitch" | "PitchDrum":
                self._pitch, self._velocity = int(value), VELOCITY
            case "NoteOn" | "DrumOn":
                self._pitch = int(value)
                self._sounding[self._program, self._pitch].append((self._time, VELOCITY))
            case "Velocity":
                self._loudness(int(value))
            case "Duration" if self._pitch is not None:
                self._note(self._time, self._length(value), self._pitch, self._velocity)
                self._pitch = None
            case "NoteOff" | "DrumOff":
                queue = self._sounding[self._program, int(value)]
                if queue:
                    onset, velocity = queue.pop(0)
                    self._note(onset, self._time - onset, int(value), velocity)

    def _length(self, value: str) -> int:
        positions, resolution = units(value)
        return positions * self._layout.step(self._meter) * self._layout.options.beat_res // resolution

    def _change(self, meter: tuple[int, int]) -> None:
        """A metre; in a scheme with bars it says the same again in every bar."""
        place = self._bar if self._begun else self._time
        if meter != self._meter or not self._meters:
            self._meters[place] = self._meter = meter

    def _loudness(self, velocity: int) -> None:
        self._velocity = velocity
        queue = self._sounding.get((self._program, self._pitch if self._pitch is not None else -1))
        if queue:
            queue[-1] = (queue[-1][0], velocity)

    def _note(self, onset: int, duration: int, pitch: int, velocity: int) -> None:
        if duration > 0:
            self._notes[self._program].setdefault((onset, pitch, duration), velocity)
            self._ends = max(self._ends, onset + duration)

    def score(self) -> "ScoreTick":
        from symusic.core import NoteTick, ScoreTick, TempoTick, TimeSignatureTick, TrackTick

        found = ScoreTick(self._layout.ticks)
        for time, (numerator, denominator) in sorted(({0: METER} | self._meters).items()):
            found.time_signatures.append(TimeSignatureTick(time, numerator, denominator))
        for time, tempo in sorted(({0: TEMPO} | self._tempos).items()):
            found.tempos.append(TempoTick(time, tempo))
        for program in sorted(self._notes, key=place_of):
            track = TrackTick("", max(program, 0), program == DRUMS)
            for (onset, pitch, duration), velocity in sorted(self._notes[program].items()):
                track.notes.append(NoteTick(onset, duration, pitch, velocity))
            found.tracks.append(track)
        return found
