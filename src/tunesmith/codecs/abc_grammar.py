"""The grammar of sound ABC over the ids of a vocabulary of characters."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tunesmith.errors import TunesmithError
from tunesmith.music.abc.grammar.automaton import Automaton
from tunesmith.music.abc.grammar.controls import Controls
from tunesmith.music.abc.grammar.state import Count, State

COUNTED = frozenset(("line", "value", "bar", "bracket", "measures"))  # modes that count bars, or look at them


class Node:
    """A place in the automaton, where it does not matter how many bars there are: visited again and again.

    It remembers its mask, and where each id leads: to a node, or where that depends on the bars so far, to
    one for each count.
    """

    __slots__ = ("edges", "mask", "state", "welcome")

    def __init__(self, state: State) -> None:
        self.state = state
        self.mask: NDArray[np.bool_] | None = None
        self.welcome: NDArray[np.float64] | None = None
        self.edges: dict[int | tuple[int, Count], Place] = {}


Place = tuple[Node, Count]


class AbcGrammar:
    """The automaton of sound tunes as a table that grows where it is used.

    A state is a node and the count of bars. Masks and steps are worked out once for each node, so that
    following a take costs a few microseconds a character.
    """

    def __init__(self, vocabulary: Sequence[str], controls: Controls, *, clean: bool) -> None:
        """Raises TunesmithError when no tune in this vocabulary keeps the demands."""
        self.vocabulary = tuple(vocabulary)
        self.automaton = Automaton(controls, frozenset(vocabulary), clean=clean)
        self._masks: dict[frozenset[str], NDArray[np.bool_]] = {}
        self._nodes: dict[tuple[object, ...], Node] = {}
        _demand_characters(controls, frozenset(vocabulary), clean)
        if not self.automaton.header.possible():
            raise TunesmithError(
                "no tune that this model can spell keeps these demands together: leave one of them out"
            )

    def start(self) -> Place:
        return self._place(self.automaton.start())

    def allowed(self, state: Place) -> NDArray[np.bool_]:
        node, counts = state
        if node.mask is None:
            signs = self.automaton.allowed(node.state._replace(counts=counts))
            node.mask = self._masks.get(signs)
            if node.mask is None:
                node.mask = self._masks[signs] = np.array([sign in signs for sign in self.vocabulary])
                node.mask.flags.writeable = False
        return node.mask

    def welcome(self, state: Place) -> NDArray[np.float64]:
        """All signs that begin a bar line are welcome where one of them is allowed."""
        node = state[0]
        if node.welcome is None:
            mask = self.allowed(state)
            bar_line = np.array([sign in "|:" for sign in self.vocabulary])
            node.welcome = (mask | bar_line if (mask & bar_line).any() else mask).astype(np.float64)
        return node.welcome

    def advance(self, state: Place, token: int) -> Place:
        node, counts = state
        place = node.edges.get(token) or node.edges.get((token, counts))
        if place is None:
            place = self._step(node, counts, token)
            counted = node.state.mode in COUNTED
            node.edges[(token, counts) if counted else token] = place
        return place if node.state.mode in COUNTED else (place[0], counts)

    def _step(self, node: Node, counts: Count, token: int) -> Place:
        sign = self.vocabulary[token]
        after = self.automaton.advance(node.state._replace(counts=counts), sign)
        if after is None:
            raise TunesmithError(f"{sign!r} may not stand here: the tune would break a rule")
        return self._place(after)

    def _place(self, state: State) -> Place:
        view = state._replace(counts=Count())
        node = self._nodes.get(view)
        if node is None:
            node = self._nodes[view] = Node(view)
        return node, state.counts

    def done(self, state: Place) -> bool:
        return self.automaton.done(state[0].state)

    def bars(self, state: Place) -> int:
        return state[1].total


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
