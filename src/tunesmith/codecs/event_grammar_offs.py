"""The grammar of MIDILike: what begins to sound ends, and the first to begin is the first to end."""

from tunesmith.codecs.event_grammar import Spot
from tunesmith.codecs.event_grammar_shifts import ShiftGrammar
from tunesmith.codecs.event_layout import DRUMS


class OffGrammar(ShiftGrammar):
    """At one moment, instrument by instrument: notes end, in the order they began, then notes begin."""

    def _may(self, state: Spot) -> list[int]:
        if state.stage == "pitch":
            return self._of["Velocity"]
        if state.stage == "program":
            ends = self._ending(state, state.turn)
            must = state.time >= self._limit(state)
            return ends[:1] if must else [*ends, *self._beginning(state, state.turn)]
        found = super()._may(state)
        return found if not state.sounding else [index for index in found if index != self._end]

    def _notes_here(self, state: Spot) -> list[int]:
        last = state.time >= self._limit(state)
        if not self._options.use_programs:
            ends = self._ending(state, 0)
            return ends[:1] if last else [*ends, *self._beginning(state, 0)]
        turns = range(state.turn, len(self._notes))
        if last:
            return [self._programs[turn] for turn in turns if self._ending(state, turn)][:1]
        return [
            self._programs[turn]
            for turn in turns
            if self._ending(state, turn) or self._beginning(state, turn)
        ]

    def _ending(self, state: Spot, turn: int) -> list[int]:
        """The note-offs that an instrument may write at this moment."""
        if turn == state.turn and state.pitch >= 0:
            return []  # notes have begun
        pitches = [pitch for owner, pitch in state.sounding if owner == turn]
        kind = "DrumOff" if self._layout.programs[turn] == DRUMS else "NoteOff"
        low = int(self._value[self._of[kind][0]]) if pitches else 0
        return [self._of[kind][pitch - low] for pitch in pitches[state.offs if turn == state.turn else 0 :]]

    def _beginning(self, state: Spot, turn: int) -> list[int]:
        """The note-ons that it may write: what sounds does not begin again."""
        held = {pitch for owner, pitch in state.sounding if owner == turn}
        above = self._above(turn, state.pitch if turn == state.turn else -1)
        return [index for index in above if int(self._value[index]) not in held] if held else above

    def _shifts(self, state: Spot) -> list[int]:
        """While notes sound, as far as the end of the last bar; silence is a rest where there are rests."""
        if state.stage == "shift":
            return []
        room = self._limit(state) - state.time - (not state.sounding or state.waits)
        kind = "Rest" if self._options.use_rests and not state.sounding else "TimeShift"
        return self._of[kind][: max(0, room // self._step(state))]

    def _after(self, state: Spot, token: int) -> Spot:
        kind = self._kind[token]
        if kind == "Program":
            turn = self._turn_of[token]
            same = turn == state.turn
            return state._replace(
                stage="program", turn=turn, pitch=state.pitch if same else -1, offs=state.offs if same else 0,
            )  # fmt: skip
        if kind in ("NoteOff", "DrumOff"):
            note = (state.turn, int(self._value[token]))
            mine = [each for each in state.sounding if each[0] == state.turn]
            left = tuple(each for each in state.sounding if each != note)
            return state._replace(stage="note", sounding=left, offs=mine.index(note))
        if kind in ("NoteOn", "DrumOn"):
            pitch = int(self._value[token])
            stage = "pitch" if self._options.use_velocities else "note"
            return state._replace(
                stage=stage, pitch=pitch, sounding=(*state.sounding, (state.turn, pitch)), waits=False,
            )  # fmt: skip
        if kind == "Velocity":
            return state._replace(stage="note")
        return super()._after(state, token)
