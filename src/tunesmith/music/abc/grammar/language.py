"""What every part of the automaton shares."""

from typing import NamedTuple

from tunesmith.music.abc.grammar.controls import Controls
from tunesmith.music.abc.grammar.header import Header
from tunesmith.music.abc.grammar.heads import Heads
from tunesmith.music.abc.grammar.lengths import Choices, Lengths
from tunesmith.music.abc.grammar.sections import Sections
from tunesmith.music.abc.grammar.state import Spot, State

_COMMON = "]|:\n1264/KMLDA"
_VIEW = State._fields.index("key")  # the fields before it decide what may follow, if pitches do not matter


class Language:
    """The demands, the vocabulary, and the tables made of them."""

    def __init__(self, controls: Controls, vocabulary: frozenset[str], *, clean: bool) -> None:
        self.controls = controls
        self.vocabulary = vocabulary
        self.clean = clean
        self.lengths = Lengths(vocabulary, aliases=not clean)
        self.sections = Sections(controls)
        self.heads = Heads(controls, vocabulary)
        self.header = Header(controls, vocabulary, self.lengths, clean)
        self._signs = sorted(vocabulary, key=_COMMON.find, reverse=True)  # the likeliest to be allowed first
        self._alive: dict[tuple[object, ...], bool] = {}
        self._allowed: dict[tuple[object, ...], frozenset[str]] = {}

    def advance(self, state: State, sign: str) -> State | None:
        """The state after one more character, or None where it may not stand."""
        follow: State | None = getattr(self, f"_{state.mode}")(state, sign)
        return follow

    def allowed(self, state: State) -> frozenset[str]:
        """The characters that may follow."""
        view = self._view(state)
        found = self._allowed.get(view)
        if found is None:
            found = frozenset(sign for sign in self.vocabulary if self.advance(state, sign) is not None)
            self._allowed[view] = found
        return found

    def alive(self, state: State | None) -> State | None:
        """The state, if anything can follow it."""
        if state is None:
            return None
        view = self._view(state)
        found = self._alive.get(view)
        if found is None:
            found = any(self.advance(state, sign) is not None for sign in self._signs)
            self._alive[view] = found
        return state if found else None

    def _view(self, state: State) -> tuple[object, ...]:
        """What of a state decides what may follow."""
        return state if self.heads.pitched or state.tied else state[:_VIEW]

    def choices(self, state: State, *, leave: bool = False) -> Choices:
        """The lengths that the next note may have; with ``leave`` it must not be the last of its bar.

        A bar that has to end on the tonic keeps a whole unit for it, where it can.
        """
        time = state.time
        floor = time.unit if self.sections.homeward(state) else 0
        choices = self.lengths.choices(time.room, time.unit, leave, floor)
        return choices if choices.whole or not floor else self.lengths.choices(time.room, time.unit, leave, 0)

    def may_sound(self, state: State) -> bool:
        """Whether a note or rest may come next."""
        if state.tied and state.part.over:
            return False
        wants_symbol = self.controls.chords and state.time.pos == 0 and state.gap.stage == 0
        return not wants_symbol and self.sections.open_to_notes(state) and bool(self.choices(state).whole)


class Written(NamedTuple):
    """A note, chord or rest whose length is being written."""

    kind: str  # "note", "chord", "rest"
    text: str = ""
    spots: tuple[Spot, ...] = ()
    kept: tuple[Spot, ...] = ()  # of a chord: those tied to the next
