"""The grammar of REMI: bars, positions in them, and the notes at each."""

from collections.abc import Hashable, Iterable

from tunesmith.codecs.event_grammar import EventGrammar, Spot


class BarGrammar(EventGrammar):
    """``origin`` is not used: ``time`` is the position in the bar."""

    keeps = frozenset({"bars"})

    def bars(self, state: Spot) -> int:
        return state.bars if state.stage == "done" else max(0, state.bars - 1)

    def alike(self, state: Spot, bars: int) -> Hashable:
        return state._replace(bars=min(self._most - state.bars, bars + 1), waits=False)

    def crossed(self, piece: Iterable[int]) -> int:
        return sum(self._kind[index] == "Bar" for index in piece)

    def _may(self, state: Spot) -> list[int]:
        bar = self._of["Bar"] if state.bars < self._most else []
        match state.stage:
            case "start":
                return bar
            case "bar" if self._meters:
                return self._meters
            case "bar" | "meter":
                if self._needs_tempo(state):
                    return self._positions(state, 0)[:1]
                return [*self._positions(state, 0), *bar]
            case "position":
                return self._tempos(state) + ([] if self._needs_tempo(state) else self._begins(0, -1))
            case "tempo":
                return [*self._begins(0, -1), *self._positions(state, state.time + 1), *bar]
            case "note":
                end = [] if self._exact and bar else [self._end]
                later = self._positions(state, state.time + 1)
                return [*self._begins(state.turn, state.pitch), *later, *bar, *end]
            case "done":
                return []
        return self._within_note(state)

    def _positions(self, state: Spot, first: int) -> list[int]:
        return self._of["Position"][first : self._bar(state) // self._step(state)]

    def _after(self, state: Spot, token: int) -> Spot:
        match self._kind[token]:
            case "Bar":
                return state._replace(stage="bar", bars=state.bars + 1, time=0, turn=0, pitch=-1)
            case "TimeSig":
                return state._replace(stage="meter", meter=token)
            case "Position":
                return state._replace(stage="position", time=int(self._value[token]), turn=0, pitch=-1)
            case "Tempo":
                return state._replace(stage="tempo", tempo=token)
        return self._note(state, token)
