"""The grammar of ``performance.v1``: what begins ends, and every moment is spelled in the one way it has."""

from collections.abc import Sequence
from typing import NamedTuple

from tunesmith.codecs.demands import refuse_demands, within
from tunesmith.codecs.masks import Mask, MaskedGrammar, Masks
from tunesmith.errors import TunesmithError
from tunesmith.music.abc.grammar.controls import MOST_BARS, Controls

PITCHES, BINS = 128, 32
LONGEST_SHIFT = 100  # steps of 10 ms
MOST_SOUNDING = 12  # at once
LONGEST_PIECE = 4 * 60 * 60 * 100  # steps
BAR = 200  # steps: of 4/4 at a tempo of 120, which is what this codec writes
KEPT = 8192  # masks


class Moment(NamedTuple):
    """Where the writing stands."""

    time: int = 0  # in steps
    sounding: tuple[int, ...] = ()  # pitches, ascending
    velocity: int = -1  # in force
    word: str = (
        ""  # kind of the last: "shift", "hundred" (which another may follow), "off", "velocity", "on", "end"
    )
    begun: bool = False  # a note begins at this moment
    last: int = -1  # pitch that the next must lie above


class PerformanceGrammar(MaskedGrammar):
    """Only canonical spelling: ``spell(read(words)) == words`` for every text that it lets end.

    At most 12 notes sound together, and all end within four hours, or within ``most_bars`` of two seconds
    where that is below its default of 256. A piece ends with the end of its last note.
    """

    def __init__(self, vocabulary: Sequence[str], controls: Controls) -> None:
        """Raises TunesmithError for a demand that cannot be kept."""
        refuse_demands("performance", controls, ("range",))
        self._words = tuple(vocabulary)
        ids = {word: index for index, word in enumerate(self._words)}
        self._on, self._off = ([ids[f"{kind}:{p}"] for p in range(PITCHES)] for kind in ("on", "off"))
        self._shift = [ids[f"shift:{steps}"] for steps in range(1, LONGEST_SHIFT + 1)]
        self._velocity = [ids[f"velocity:{level}"] for level in range(BINS)]
        self._end = ids["end"]
        self._pitches = [pitch for pitch in range(PITCHES) if within(pitch, controls)]
        self._limit = min(LONGEST_PIECE, controls.most_bars * BAR)
        if controls.most_bars >= MOST_BARS:
            self._limit = LONGEST_PIECE
        self._masks = Masks(len(self._words))
        if not self._pitches:
            raise TunesmithError("--range: MIDI has no note in it")

    def start(self) -> Moment:
        return Moment()

    def _mask(self, state: Moment) -> Mask:
        left = min(self._limit - state.time, LONGEST_SHIFT + 1)
        return self._masks.get((left, *state[1:]), lambda: self._may(state, left))

    def advance(self, state: Moment, token: int) -> Moment:
        if not self.allowed(state)[token]:
            raise TunesmithError(f"{self._words[token]!r} may not stand here: no performance is spelled so")
        kind, _, number = self._words[token].partition(":")
        time, sounding, velocity, _, begun, last = state
        match kind:
            case "shift":
                steps = int(number)
                word = "hundred" if steps == LONGEST_SHIFT else "shift"
                return Moment(time + steps, sounding, velocity, word)
            case "off":
                pitch = int(number)
                return Moment(time, tuple(p for p in sounding if p != pitch), velocity, "off", False, pitch)
            case "velocity":
                return Moment(time, sounding, int(number), "velocity", begun, last)
            case "on":
                pitch = int(number)
                return Moment(time, tuple(sorted((*sounding, pitch))), velocity, "on", True, pitch)
        return state._replace(word="end")

    def done(self, state: Moment) -> bool:
        return state.word == "end"

    def bars(self, state: Moment) -> int:
        """Of two seconds."""
        return state.time // BAR

    def _may(self, state: Moment, left: int) -> list[int]:
        """``left``: steps until all has to be over, up to one more than a shift can say."""
        if state.word == "end":
            return []
        if left == 0:  # nothing can begin; what sounds ends, from below
            return [self._off[state.sounding[0]]] if state.sounding else [self._end]
        ids: list[int] = []
        if not state.begun and state.word != "velocity":
            ids += [self._off[pitch] for pitch in state.sounding if pitch > state.last]
        if len(state.sounding) < MOST_SOUNDING:
            ids += self._strikes(state)
        if state.word not in ("shift", "velocity"):
            # In silence a note must begin yet, and end.
            ids += self._shift[: left if state.sounding else left - 1]
        if state.word == "off" and not state.sounding:
            ids.append(self._end)
        return ids

    def _strikes(self, state: Moment) -> list[int]:
        """Notes that may begin, and velocities for them."""
        above = state.last if state.begun else -1
        pitches = [pitch for pitch in self._pitches if pitch > above and pitch not in state.sounding]
        ids = [self._on[pitch] for pitch in pitches] if state.velocity >= 0 else []
        if pitches and state.word != "velocity":
            ids += [index for level, index in enumerate(self._velocity) if level != state.velocity]
        return ids
