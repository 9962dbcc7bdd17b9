"""The grammar of sound ABC over the ids of a vocabulary of characters."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tunesmith.codecs.demands import refuse_demands
from tunesmith.codecs.masks import Mask
from tunesmith.errors import TunesmithError
from tunesmith.music.abc.grammar.automaton import Automaton
from tunesmith.music.abc.grammar.controls import Controls
from tunesmith.music.abc.grammar.heads import LETTERS, Head
from tunesmith.music.abc.grammar.language import COUNTED, Written
from tunesmith.music.abc.grammar.state import Count, State
from tunesmith.music.key import C_MAJOR, Key

NOTING = frozenset(("gap", "length", "broken", "tie", "tuplet", "bar"))  # modes in which a letter is a note
NO_KEY = replace(C_MAJOR, text="?")  # stands for whatever key it is, where that decides nothing


class Node:
    """A place in the automaton, where it does not matter how many bars there are: visited again and again.

    It remembers its mask, and where each id leads: to a node, or where that depends on the bars so far, to
    one for each count. A ``deaf`` node does not know which notes sound, nor the key: they decide nothing
    there. All letters of one case are then one letter.
    """

    __slots__ = ("barred", "counted", "deaf", "done", "edges", "letters", "mask", "state")

    def __init__(self, state: State, deaf: bool) -> None:
        self.state = state
        self.deaf = deaf
        self.done = state.mode == "done"
        self.counted = state.mode in COUNTED
        self.barred = (
            state.mode == "gap" and state.gap.bar > 0 and not state.time.pos
        )  # no accidental is in force
        head = isinstance(state.lex, Head) and state.lex.place != "chord"
        self.letters = deaf and (state.mode in NOTING or head or state.mode == "grace")
        self.mask: Mask | None = None
        self.edges: dict[int | tuple[int, Count], Edge] = {}


class Edge(NamedTuple):
    """Where a sign leads."""

    target: Node
    counts: Count  # there; of ``total`` only what is added to it
    key: Key | None  # a new one


class Place(NamedTuple):
    """A node, and what else is known of the way there: from it a deaf node's real state can be told."""

    node: Node
    counts: Count
    key: Key
    anchor: "Place | None"  # the last bar line
    trail: "Trail | None"  # the ids since then, the last one first


Trail = tuple["Trail | None", int]


class AbcGrammar:
    """The automaton of sound tunes as a table that grows where it is used.

    Masks and steps are worked out once for each node, so that following a take costs a few microseconds a
    character. Which pitches sound decides only where the controls bound them, and where a tie has to be
    followed: the bar is then read again, with them.
    """

    def __init__(self, vocabulary: Sequence[str], controls: Controls, *, clean: bool) -> None:
        """Raises TunesmithError when no tune in this vocabulary keeps the demands."""
        self.vocabulary = tuple(vocabulary)
        self.automaton = Automaton(controls, frozenset(vocabulary), clean=clean)
        self._masks: dict[frozenset[str], Mask] = {}
        self._nodes: dict[tuple[bool, State], Node] = {}
        self._same = self._same_letters()
        self._brink = self.automaton.sections.brink
        self._tie = self.vocabulary.index("-") if "-" in self.vocabulary else -1
        _demand_characters(controls, frozenset(vocabulary), clean)
        if not self.automaton.header.possible():
            raise TunesmithError(
                "no tune that this model can spell keeps these demands together: leave one of them out"
            )

    def start(self) -> Place:
        state = self.automaton.start()
        return Place(self._node(state), state.counts, state.key, None, None)

    def allowed(self, state: Place) -> NDArray[np.bool_]:
        return self._mask(state).allowed

    def welcome(self, state: Place) -> NDArray[np.float64]:
        """All signs that begin a bar line are welcome where one of them is allowed."""
        return self._mask(state).welcome

    def advance(self, state: Place, token: int) -> Place:
        node, counts, key, anchor, trail = state
        if node.deaf and token == self._tie:
            return self._tied(state)
        same = self._same[token] if node.letters else token
        sign = (same, self._near(counts)) if node.counted else same
        edge = node.edges.get(sign)
        if edge is None:
            edge = node.edges[sign] = self._step(node, counts, same, token)
        target = edge.target
        if node.counted:
            bars, fork, part, added = edge.counts
            counts = Count(bars, fork, part, counts.total + added)
        if edge.key is not None:
            key = edge.key
        if target.barred:
            return Place(target, counts, key, None, None)
        if node.barred:
            anchor, trail = state, None
        return Place(target, counts, key, anchor, (trail, token))

    def done(self, state: Place) -> bool:
        return state.node.done

    def bars(self, state: Place) -> int:
        return state.counts.total

    def _mask(self, place: Place) -> Mask:
        node = place.node
        full = node.counted and place.counts.total > self._brink  # the number of bars may decide
        if node.mask is not None and not full:
            return node.mask
        signs = self.automaton.allowed(node.state._replace(counts=place.counts))
        mask = self._masks.get(signs) or self._masks.setdefault(signs, self._make_mask(signs))
        if not full:
            node.mask = mask
        return mask

    def _make_mask(self, signs: frozenset[str]) -> Mask:
        allowed = np.array([sign in signs for sign in self.vocabulary])
        bar_line = np.array([sign in "|:" for sign in self.vocabulary])
        welcome = (allowed | bar_line if (allowed & bar_line).any() else allowed).astype(np.float64)
        allowed.flags.writeable = welcome.flags.writeable = False
        return Mask(allowed, welcome)

    def _near(self, counts: Count) -> Count:
        """What of the counts may decide: how many bars the tune has, only where it may soon have too many."""
        return counts if counts.total > self._brink else Count(counts.bars, counts.fork, counts.part)

    def _step(self, node: Node, counts: Count, same: int, token: int) -> Edge:
        after = self._after(node.state._replace(counts=counts), same, token)
        added = after.counts._replace(total=after.counts.total - counts.total)
        return Edge(self._node(after), added, after.key if after.key is not node.state.key else None)

    def _after(self, state: State, same: int, token: int) -> State:
        after = self.automaton.advance(state, self.vocabulary[same])
        if after is None:
            raise TunesmithError(
                f"{self.vocabulary[token]!r} may not stand here: the tune would break a rule"
            )
        return after

    def _node(self, state: State) -> Node:
        """The node of a state; where pitches decide nothing it forgets them."""
        deaf = not (self.automaton.heads.pitched or state.tied or _ties(state.lex))
        state = state._replace(counts=Count())
        if deaf:
            state = state._replace(key=NO_KEY, altered=())
        node = self._nodes.get((deaf, state))
        if node is None:
            node = self._nodes[deaf, state] = Node(state, deaf)
        return node

    def _tied(self, place: Place) -> Place:
        """After a tie, whose note has to be known: read on from the last bar line."""
        first, tokens = place.anchor or self.start(), list[int]()
        trail = place.trail
        while trail is not None:
            trail, token = trail
            tokens.append(token)
        state = first.node.state._replace(counts=first.counts)
        if first.node.deaf:
            state = state._replace(key=first.key)
        for token in [*reversed(tokens), self._tie]:
            state = self._after(state, token, token)
        return Place(self._node(state), state.counts, state.key, place.anchor, (place.trail, self._tie))

    def _same_letters(self) -> list[int]:
        """For each id the one that stands for it where only its case matters."""
        first: dict[bool, int] = {}
        same = list(range(len(self.vocabulary)))
        for token, sign in enumerate(self.vocabulary):
            if sign in LETTERS:
                same[token] = first.setdefault(sign.isupper(), token)
        return same


def _ties(lex: object) -> bool:
    """Whether a note that is being written is tied to the next one."""
    written = lex[0] if isinstance(lex, tuple) and lex and isinstance(lex[0], Written) else lex
    return isinstance(written, Written | Head) and bool(written.kept)


KEPT = ("key", "meter", "unit", "bars", "form", "range", "chords", "end-on")


def _demand_characters(controls: Controls, vocabulary: frozenset[str], clean: bool) -> None:
    """Raises TunesmithError naming what a demand needs and the vocabulary lacks."""
    refuse_demands("abc-char", controls, KEPT)
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
