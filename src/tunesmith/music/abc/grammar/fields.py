"""Reading fields: the header, and changes of key, metre and unit in the body."""

from tunesmith.music.abc.grammar.controls import MOST_CHANGES
from tunesmith.music.abc.grammar.header import TEXTS, key_of, meter_of, ticks, time_of
from tunesmith.music.abc.grammar.language import Language
from tunesmith.music.abc.grammar.lengths import EVEN
from tunesmith.music.abc.grammar.state import FREE, Gap, State

LONGEST_TEXT = 200
NO_TEXT = frozenset("\n%|:[]")  # what no text begins with: "%%" is a directive, "G:|" is music
BODY = ("[", "\n")  # places outside of the header


class Fields(Language):
    """Of each ``lex`` the first says where the field stands.

    That is the letters of the header so far, "[" inline, or a newline in a line of the body.
    """

    def _line(self, state: State, sign: str) -> State | None:
        """A line of the header begins."""
        seen: str = state.lex
        if sign not in self.header.letters(seen, state.time):
            return None
        return self.comment(state, seen) if sign == "%" else self.alive(self.field(state, seen, sign))

    def field(self, state: State, place: str, letter: str) -> State:
        return state._replace(mode="colon", lex=(place, letter))

    def comment(self, state: State, place: str) -> State:
        return state._replace(mode="text", lex=(place, LONGEST_TEXT))

    def _colon(self, state: State, sign: str) -> State | None:
        place, letter = state.lex
        if sign != ":":
            return None
        if letter in "MLK":
            return self.alive(state._replace(mode="value", lex=(place, letter, "")))
        if place in BODY:
            return self.comment(state._replace(gap=state.gap._replace(fields=state.gap.fields + 1)), place)
        return self.comment(state, place + letter)

    def _text(self, state: State, sign: str) -> State | None:
        """A line that is no music."""
        place, left = state.lex
        if left == LONGEST_TEXT and sign in NO_TEXT:
            return None
        if sign != "\n":
            return state._replace(lex=(place, left - 1)) if left else None
        return self.new_line(state) if place in BODY else state._replace(mode="line", lex=place)

    def _value(self, state: State, sign: str) -> State | None:
        """The value of M:, L: or K:."""
        place, letter, text = state.lex
        beginnings = self._beginnings(state, place, letter)
        if text + sign in beginnings:
            return state._replace(lex=(place, letter, text + sign))
        if sign != ("]" if place == "[" else "\n") or not beginnings.get(text):
            return None
        if place in BODY:
            changed = self._changed(state, letter, text)
            changed = changed._replace(gap=changed.gap._replace(fields=state.gap.fields + 1))
            if place == "[":
                return changed._replace(mode="gap", lex=(), gap=changed.gap._replace(line=False))
            return self.new_line(changed)
        return self._header_value(state, place, letter, text)

    def _header_value(self, state: State, seen: str, letter: str, text: str) -> State:
        state = state._replace(mode="line", lex=seen + letter)
        if letter == "M":
            time = time_of(meter_of(text))
            return state._replace(time=time._replace(unit=state.time.unit) if "L" in seen else time)
        if letter == "L":
            return state._replace(time=state.time._replace(unit=ticks(text)))
        state = self.sections.begin(state._replace(key=key_of(text)))
        return state._replace(mode="gap", lex=(), gap=Gap())

    def _beginnings(self, state: State, place: str, letter: str) -> dict[str, bool]:
        time = state.time
        if place in BODY:
            rest = time.goal - time.pos if time.bar else 0
            return self.header.beginnings(letter, rest, time.unit)
        bar = time.bar if "M" in place else None
        return self.header.beginnings(letter, bar, time.unit if "L" in place else None)

    def _changed(self, state: State, letter: str, text: str) -> State:
        time = state.time
        if letter == "K":
            return state._replace(key=key_of(text), altered=())
        if letter == "L":
            return state._replace(time=time._replace(unit=ticks(text)))
        new = time_of(meter_of(text))
        part = state.part
        if part.fresh and part.empty:
            part = part._replace(start=-1 if new.bar else 0)
        elif part.start > 0:
            part = part._replace(closable=False)
        return state._replace(part=part, time=new._replace(unit=time.unit, goal=new.bar or FREE))

    def may_change(self, state: State, letter: str) -> bool:
        """Whether a key, metre or unit may change here."""
        time, part, gap = state.time, state.part, state.gap
        busy = gap.stage or time.left or time.stretch != EVEN or state.tied or part.ending < 0
        controls = self.controls
        if busy or part.over or gap.fields >= MOST_CHANGES or (controls.simple and not part.fresh):
            return False
        if letter == "K":
            return controls.key is None and not self.sections.homeward(state)
        if letter == "L":
            return controls.unit is None
        cut = part.start > 0 and (
            part.opened or part.ending == 1
        )  # :| leads back into a bar of the old metre
        return letter == "M" and time.pos == 0 and not cut and not controls.meter and not self.sections.plan

    def may_write(self, state: State, letter: str) -> bool:
        """Whether a line with this field may begin in the body."""
        return (
            self.may_change(state, letter)
            if letter in "MLK"
            else (not self.clean and letter in TEXTS | {"P", "w"} and state.gap.fields < MOST_CHANGES)
        )

    def new_line(self, state: State) -> State:
        """A line of music begins."""
        return state._replace(mode="gap", lex=(), gap=state.gap._replace(line=True, space=False))
