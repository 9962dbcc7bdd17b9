"""What every part of the automaton shares."""

from typing import NamedTuple

from tunesmith.music.abc.grammar.controls import Controls
from tunesmith.music.abc.grammar.header import Header
from tunesmith.music.abc.grammar.heads import LETTERS, Head, Heads
from tunesmith.music.abc.grammar.lengths import Choices, Lengths
from tunesmith.music.abc.grammar.sections import Sections
from tunesmith.music.abc.grammar.state import Spot, State, Time

_DIGITS = "0123456789"
ENDING = {  # modes of what ends where something else begins -> the characters by which it grows
    "head": frozenset("ABCDEFGabcdefg^_=,'"),
    "length": frozenset(_DIGITS + "/<>-"),
    "tie": frozenset("<>"),
    "broken": frozenset("<>"),
    "tuplet": frozenset(_DIGITS + ":"),
    "bar": frozenset("|:[]" + _DIGITS),
    "measures": frozenset(_DIGITS),
    "letter": frozenset(":"),
}
_COMMON = "]|:\n1264/KMLDA"
COUNTED = frozenset(("line", "value", "bar", "bracket", "measures"))  # modes that count bars, or look at them
_VIEW = State._fields.index("key")  # the fields before it decide what may follow, if pitches do not matter


class Language:
    """The demands, the vocabulary, and the tables made of them."""

    def __init__(self, controls: Controls, vocabulary: frozenset[str], *, clean: bool) -> None:
        self.controls = controls
        self.vocabulary = vocabulary
        self.clean = clean
        self.lengths = Lengths(vocabulary, aliases=not clean, simple=controls.simple)
        self.sections = Sections(controls)
        self.heads = Heads(controls, vocabulary)
        self.header = Header(controls, vocabulary, self.lengths, self.heads, clean)
        self.letters = LETTERS & vocabulary
        self._signs = sorted(vocabulary, key=_COMMON.find, reverse=True)  # the likeliest to be allowed first
        self._alive: dict[tuple[object, ...], bool] = {}
        self._allowed: dict[tuple[object, ...], frozenset[str]] = {}
        self._choices: dict[tuple[Time, bool, bool], Choices] = {}

    def advance(self, state: State, sign: str) -> State | None:
        """The state after one more character, or None where it may not stand."""
        while True:
            grown: State | None = getattr(self, f"_{state.mode}")(state, sign)
            ended = None if grown is not None or state.mode not in ENDING else self.end(state)
            if ended is None:
                return grown
            state = ended

    def end(self, state: State) -> State | None:
        """The state once what is being written is taken as whole; None where it is not."""
        ended: State | None = getattr(self, f"_end_{state.mode}")(state)
        return ended

    def allowed(self, state: State) -> frozenset[str]:
        """The characters that may follow."""
        view = self._view(state)
        found = self._allowed.get(view)
        if found is None:
            found = self._allowed[view] = self._find(state)
        return found

    def _find(self, state: State) -> frozenset[str]:
        """What ``advance`` accepts, asking it as little as possible."""
        grow = getattr(self, f"_{state.mode}")
        if state.mode not in ENDING:
            bound = state.mode != "gap" or self.heads.pitched or state.tied
            alike = frozenset() if bound else self.letters  # one letter stands for all
            asked = [*(self.vocabulary - alike), *sorted(alike)[:1]]
            found = {sign for sign in asked if grow(state, sign) is not None}
            return frozenset(found | alike if found & alike else found)
        found = {sign for sign in ENDING[state.mode] & self.vocabulary if grow(state, sign) is not None}
        ended = self.end(state)
        return frozenset(found) if ended is None else self.allowed(ended) | found

    def alive(self, state: State | None) -> State | None:
        """The state, if anything can follow it."""
        if state is None:
            return None
        view = self._view(state)
        found = self._alive.get(view)
        if found is None:
            signs = self._signs if state.mode not in ENDING else ENDING[state.mode] & self.vocabulary
            grow = getattr(self, f"_{state.mode}")
            found = any(grow(state, sign) is not None for sign in signs)
            if not found and state.mode in ENDING:
                found = self.alive(self.end(state)) is not None
            self._alive[view] = found
        return state if found else None

    def _view(self, state: State) -> tuple[object, ...]:
        """What of a state decides what may follow: of a note, mostly only that it is one."""
        view: tuple[object, ...] = state[:_VIEW]
        if self.counts(state):
            return (*view, state.counts.total)
        mode, lex = view[:2]
        written = lex[0] if mode == "broken" else lex  # type: ignore[index]
        ties = bool(state.tied) or (isinstance(written, Written) and bool(written.kept))
        if self.heads.pitched or ties or (isinstance(lex, Head) and lex.kept):
            return (*view, state.key, state.altered)
        if isinstance(written, Written):
            lex = (written.kind, written.text, lex[1] if mode == "broken" else "")  # type: ignore[index]
        elif isinstance(lex, Head) and lex.place == "note":
            lex = (lex.accidental, lex.letter and lex.mark, lex.marks)
        return (mode, lex, *view[2:])

    def counts(self, state: State) -> bool:
        """Whether the number of bars may decide what follows: only where there are nearly too many."""
        return state.mode in COUNTED and state.counts.total > self.sections.brink

    def choices(self, state: State, *, leave: bool = False) -> Choices:
        """The lengths that the next note may have; with ``leave`` it must not be the last of its bar.

        A bar that has to end on the tonic keeps a whole unit for it, where it can.
        """
        asked = (state.time, leave, self.sections.homeward(state))
        found = self._choices.get(asked)
        if found is None:
            found = self._choices[asked] = self._choose(*asked)
        return found

    def _choose(self, time: Time, leave: bool, homeward: bool) -> Choices:
        floor = time.unit if homeward else 0
        if floor and not self.lengths.choices(time.room, time.unit, False, floor).whole:
            floor = 0
        return self.lengths.choices(time.room, time.unit, leave, floor)

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
