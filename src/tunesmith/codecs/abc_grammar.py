"""The grammar of sound ABC over the ids of a vocabulary of characters."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tunesmith.errors import TunesmithError
from tunesmith.music.abc.grammar.automaton import Automaton
from tunesmith.music.abc.grammar.controls import Controls
from tunesmith.music.abc.grammar.state import State


class AbcGrammar:
    """Masks over the vocabulary, one for each set of characters that the automaton allows."""

    def __init__(self, vocabulary: Sequence[str], controls: Controls, *, clean: bool) -> None:
        """Raises TunesmithError when no tune in this vocabulary keeps the demands."""
        self.vocabulary = tuple(vocabulary)
        self.automaton = Automaton(controls, frozenset(vocabulary), clean=clean)
        self._masks: dict[frozenset[str], NDArray[np.bool_]] = {}
        _demand_characters(controls, frozenset(vocabulary), clean)
        if not self.automaton.allowed(self.automaton.start()):
            raise TunesmithError(
                "no tune that this model can spell keeps these demands together: leave one of them out"
            )

    def start(self) -> State:
        return self.automaton.start()

    def allowed(self, state: State) -> NDArray[np.bool_]:
        signs = self.automaton.allowed(state)
        mask = self._masks.get(signs)
        if mask is None:
            mask = self._masks[signs] = np.array([sign in signs for sign in self.vocabulary])
            mask.flags.writeable = False
        return mask

    def advance(self, state: State, token: int) -> State:
        sign = self.vocabulary[token]
        after = self.automaton.advance(state, sign)
        if after is None:
            raise TunesmithError(f"{sign!r} may not stand here: the tune would break a rule")
        return after

    def done(self, state: State) -> bool:
        return self.automaton.done(state)

    def bars(self, state: State) -> int:
        return state.count.total


def _demand_characters(controls: Controls, vocabulary: frozenset[str], clean: bool) -> None:
    """Raises TunesmithError naming what a demand needs and the vocabulary lacks."""
    needed = {
        "a tune": "\n|" + ("MLK:" if clean else "XMK:"),
        "--key": controls.key.name if controls.key else "",
        "--meter": controls.meter.text if controls.meter else "",
        "--unit": f"L{controls.unit}" if controls.unit else "",
        "--form": ":" * (2 in controls.plan),
        "--chords": '"' if controls.chords else "",
    }
    for demand, characters in needed.items():
        lacking = sorted(set(characters) - vocabulary)
        if lacking:
            raise TunesmithError(
                f"{demand} needs {' '.join(map(repr, lacking))}, which the vocabulary of this model lacks: "
                "leave it out, or train on music that has it"
            )
