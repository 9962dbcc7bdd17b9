"""The grammars of TSD and Structured: steps in time, and notes that say how long they last."""

from collections.abc import Hashable, Iterable

from tunesmith.codecs.event_grammar import EventGrammar, Spot
from tunesmith.codecs.event_layout import units

_NONE = "0.0.1"  # Structured's word for no step at all


class ShiftGrammar(EventGrammar):
    """A step longer than the longest word takes several of that, then the rest of it."""

    def bars(self, state: Spot) -> int:
        return state.bars + (state.time - state.origin) // self._bar(state)

    def alike(self, state: Spot, bars: int) -> Hashable:
        """Far from the end of the last bar it does not matter how far, and only metres look for bar lines."""
        place = (state.time - state.origin) % self._bar(state)
        left = self._most - self.bars(state)
        if left > bars + 1:
            left = -1
            place = min(place, 1) if len(self._meters) > 1 else 0
        ends = max(0, state.ends - state.time) if self._options.use_rests else 0
        return state._replace(time=place, origin=0, bars=left, ends=ends)

    def crossed(self, piece: Iterable[int]) -> int:
        """By steps in the longest beat, over the shortest bars. Rests begin where notes end."""
        shifts = [units(self._value[i])[0] for i in piece if self._kind[i] in ("TimeShift", "Rest")]
        longest = max(map(self._layout.step, self._layout.meters))
        late = self._options.max_beats * self._options.beat_res if self._options.use_rests else 0
        ticks = longest * (sum(shifts) + late * bool(shifts))
        return -(-ticks // min(map(self._layout.bar, self._layout.meters)))

    def _longest(self, state: Spot) -> int:
        return self._options.max_beats * self._options.beat_res * self._step(state)

    def _limit(self, state: Spot) -> int:
        """Where the last bar that a piece may have ends."""
        return state.origin + (self._most - state.bars) * self._bar(state)

    def _may(self, state: Spot) -> list[int]:
        if state.stage == "done":
            return []
        if state.stage in ("program", "pitch", "velocity"):
            return self._within_note(state)
        if state.stage == "start" and self._meters:
            return self._meters
        if state.stage in ("start", "meter") and self._needs_tempo(state):
            return self._of["Tempo"]
        found = [*self._notes_here(state), *self._shifts(state)]
        if state.stage == "note" and not state.waits:
            found.append(self._end)
        if state.time >= self._limit(state):  # the last notes end
            return found
        if state.stage in ("shift", "full shift"):
            found += self._changes(state)
        if state.stage in ("meter", "shift", "full shift"):
            found += self._tempos(state)
        return found

    def _notes_here(self, state: Spot) -> list[int]:
        return self._begins(state.turn, state.pitch)

    def _changes(self, state: Spot) -> list[int]:
        """Other metres, at a bar line. Where rests begin at the end of notes all have the same beat."""
        if self._fixed or (state.time - state.origin) % self._bar(state):
            return []
        counted = self._options.use_rests and self._of["Duration"] and self._meters
        same = self._meter_of[state.meter][1] if counted else 0
        return [i for i in self._meters if i != state.meter and same in (0, self._meter_of[i][1])]

    def _shifts(self, state: Spot) -> list[int]:
        """Steps in time, of both kinds, that leave room for a note."""
        if state.stage == "shift":
            return []
        ahead = self._limit(state) - state.time
        if not self._options.use_rests:
            return self._of["TimeShift"][: max(0, (ahead - 1) // self._step(state))]
        silent = max(state.ends, state.time)
        rests = self._of["Rest"][: max(0, (self._limit(state) - silent - 1) // self._step(state))]
        held = min(state.ends - state.time, ahead - 1)
        shifts = self._of["TimeShift"][: max(0, held // self._step(state))]
        if state.stage == "full shift":
            return rests if state.ends < state.time else shifts
        return [*shifts, *rests]

    def _after(self, state: Spot, token: int) -> Spot:
        match self._kind[token]:
            case "TimeShift" | "Rest":
                return self._shifted(state, token)
            case "TimeSig":
                return state._replace(
                    stage="meter", meter=token, bars=self.bars(state), origin=state.time, waits=True,
                )  # fmt: skip
            case "Tempo":
                return state._replace(stage="tempo", tempo=token, waits=True)
            case "Duration" if self._options.use_rests:
                ends = state.time + units(self._value[token])[0] * self._step(state)
                return self._note(state._replace(ends=max(state.ends, ends)), token)
        return self._note(state, token)

    def _shifted(self, state: Spot, token: int) -> Spot:
        length = units(self._value[token])[0] * self._step(state)
        full = length == self._longest(state)
        begin = max(state.ends, state.time) if self._kind[token] == "Rest" else state.time
        return state._replace(
            stage="full shift" if full else "shift", time=begin + length, turn=0, pitch=-1, offs=0,
        )  # fmt: skip


class StrictGrammar(ShiftGrammar):
    """Structured: before every note one step, which may be none."""

    def _may(self, state: Spot) -> list[int]:
        if state.stage not in ("start", "note"):
            here = state.stage in ("shift", "full shift")
            return super()._notes_here(state) if here else super()._may(state)
        none, *steps = self._of["TimeShift"]
        found = steps[: max(0, (self._limit(state) - state.time - 1) // self._step(state))]
        if self._begins(state.turn, state.pitch):
            found.append(none)
        return [*found, self._end] if state.stage == "note" else found

    def _shifted(self, state: Spot, token: int) -> Spot:
        return (
            state._replace(stage="shift") if self._value[token] == _NONE else super()._shifted(state, token)
        )
