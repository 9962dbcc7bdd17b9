"""What the grammars of event words share: notes in their order, metres, tempos, tables of what may follow."""

from abc import abstractmethod
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from typing import NamedTuple

from tunesmith.codecs.demands import refuse_demands, within
from tunesmith.codecs.event_layout import DRUMS, Layout, read_meter
from tunesmith.codecs.masks import Mask, MaskedGrammar, Masks
from tunesmith.errors import TunesmithError
from tunesmith.music.abc.grammar.controls import Controls


class Spot(NamedTuple):
    """Where the writing stands. Times in ticks; tempo and metre are ids of their words, -1 for none yet."""

    stage: str = "start"  # what was written last
    time: int = 0
    origin: int = 0  # where the bar began, or where time is counted from to find it
    bars: int = 0  # begun, or complete before the origin
    meter: int = -1
    tempo: int = -1
    turn: int = 0  # whose notes are being written at this moment, by the order of instruments
    pitch: int = -1  # of the last of them
    offs: int = 0  # how many sounding notes of this instrument were left sounding at this moment
    waits: bool = True  # for a note to begin: the piece may not end here
    ends: int = 0  # where the last note so far ends, where rests count from that
    sounding: tuple[tuple[int, int], ...] = ()  # instrument and pitch of each note, first come first


class EventGrammar(MaskedGrammar):
    """Only what miditok writes is allowed, spelled as it spells it: at one moment metre, tempo, then notes by
    instrument and pitch; nothing after the last note; times and bars that come out."""

    keeps: frozenset[str] = frozenset()  # demands, but for range and metre

    def __init__(self, name: str, words: Sequence[str], layout: Layout, controls: Controls) -> None:
        """Raises TunesmithError for a demand that cannot be kept."""
        metric = {"meter"} if layout.options.use_time_signatures else set()
        refuse_demands(name.partition(".")[0], controls, {"range", *self.keeps, *metric})
        self._words, self._layout, self._options = tuple(words), layout, layout.options
        self._most = controls.bars or controls.most_bars
        self._exact = controls.bars is not None
        parted = [word.partition("_") for word in words]
        self._kind = [kind for kind, _, _ in parted]
        self._value = [value for _, _, value in parted]
        self._of: dict[str, list[int]] = defaultdict(list)  # the ids of each kind, in their order
        for index, kind in enumerate(self._kind):
            self._of[kind].append(index)
        self._end = self._of["end"][0]
        self._meter_of = {index: read_meter(self._value[index]) for index in self._of["TimeSig"]}
        self._read_notes(controls)
        self._read_meters(controls)
        self._masks = Masks(len(words))
        self._farthest = max(self.crossed([index]) for index in range(len(words)))

    def _read_notes(self, controls: Controls) -> None:
        """Of each instrument the pitches it may play, lowest first, and the ids of their words."""
        programs = self._layout.programs
        self._begin, drum = ("NoteOn", "DrumOn") if self._of["NoteOn"] else ("Pitch", "PitchDrum")
        self._pitches: list[list[int]] = []
        self._notes: list[list[int]] = []
        for program in programs:
            span = self._layout.drum_range
            found = (
                [] if program == DRUMS and not span else self._of[drum if program == DRUMS else self._begin]
            )
            kept = [i for i in found if program == DRUMS or within(int(self._value[i]), controls)]
            self._pitches.append([int(self._value[index]) for index in kept])
            self._notes.append(kept)
        if not any(self._notes):
            raise TunesmithError("--range: this model has no note in it")
        ids = {int(self._value[index]): index for index in self._of["Program"]}
        self._programs = [ids.get(program, -1) for program in programs]
        self._turn_of = {index: turn for turn, index in enumerate(self._programs)}

    def _read_meters(self, controls: Controls) -> None:
        self._meters = self._of["TimeSig"]
        self._fixed = controls.meter is not None
        if controls.meter is not None:
            demanded = (controls.meter.numerator, controls.meter.denominator)
            self._meters = [index for index in self._meters if self._meter_of[index] == demanded]
            if not self._meters:
                known = ", ".join(self._value[index] for index in self._of["TimeSig"])
                raise TunesmithError(f"--meter: this model knows {known}")

    # the contract

    def start(self) -> Spot:
        return Spot()

    def _mask(self, state: Spot) -> Mask:
        return self._masks.get(self.alike(state, self._farthest), lambda: self._may(state))

    def advance(self, state: Spot, token: int) -> Spot:
        if not self.allowed(state)[token]:
            raise TunesmithError(f"{self._words[token]!r} may not stand here: the piece would not come out")
        return self.step(state, token)

    def step(self, state: Spot, token: int) -> Spot:
        """The state after an id that is known to be allowed."""
        return state._replace(stage="done") if token == self._end else self._after(state, token)

    def done(self, state: Spot) -> bool:
        return state.stage == "done"

    @abstractmethod
    def bars(self, state: Spot) -> int:
        """How many bars are complete."""

    @abstractmethod
    def alike(self, state: Spot, bars: int) -> Hashable:
        """The same for states that the same words may follow, as long as these cross no more bar lines.

        A change of metre is looked for in the first of them alone.
        """

    @abstractmethod
    def crossed(self, piece: Iterable[int]) -> int:
        """How many bar lines these ids can cross, at most."""

    @abstractmethod
    def _may(self, state: Spot) -> list[int]:
        """The ids that may follow."""

    @abstractmethod
    def _after(self, state: Spot, token: int) -> Spot:
        """The state after an id that may follow."""

    # notes

    def _begins(self, turn: int, pitch: int) -> list[int]:
        """The ids that begin the next note of this moment, after one of this instrument and pitch."""
        if not self._options.use_programs:
            return self._above(0, pitch)
        first = [turn] if self._above(turn, pitch) else []
        others = (each for each in range(turn + 1, len(self._notes)) if self._notes[each])
        return [self._programs[each] for each in [*first, *others]]

    def _above(self, turn: int, pitch: int) -> list[int]:
        return self._notes[turn][bisect_right(self._pitches[turn], pitch) :]

    def _within_note(self, state: Spot) -> list[int]:
        """The ids after a program, a pitch or a velocity."""
        if state.stage == "program":
            return self._above(state.turn, state.pitch)
        if state.stage == "pitch" and self._options.use_velocities:
            return self._of["Velocity"]
        return self._of["Duration"]

    def _note(self, state: Spot, token: int) -> Spot:
        """The state after a word of a note that has a duration."""
        kind = self._kind[token]
        if kind == "Program":
            turn = self._turn_of[token]
            return state._replace(stage="program", turn=turn, pitch=state.pitch if turn == state.turn else -1)
        if kind in ("Pitch", "PitchDrum"):
            return state._replace(stage="pitch", pitch=int(self._value[token]))
        return (
            state._replace(stage="velocity")
            if kind == "Velocity"
            else state._replace(stage="note", waits=False)
        )

    # metres and tempos

    def _bar(self, state: Spot) -> int:
        """Ticks of a bar."""
        return self._layout.bar(self._meter_of.get(state.meter, (4, 4)))

    def _step(self, state: Spot) -> int:
        """Ticks between two positions."""
        return self._layout.step(self._meter_of.get(state.meter, (4, 4)))

    def _tempos(self, state: Spot) -> list[int]:
        return [index for index in self._of["Tempo"] if index != state.tempo]

    def _needs_tempo(self, state: Spot) -> bool:
        """A piece begins with its tempo."""
        return self._options.use_tempos and state.tempo < 0
