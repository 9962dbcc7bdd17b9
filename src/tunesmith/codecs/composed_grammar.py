"""The grammar of composed words: what the grammar of their parts allows, part after part."""

from collections.abc import Hashable, Iterable, Sequence
from typing import Protocol

from tunesmith.codecs.grammar import Grammar, State
from tunesmith.codecs.masks import Mask, MaskedGrammar, Masks

MOST_KNOWN = 200_000  # branches in a view


class Parts(Grammar, Protocol):
    """A grammar that tells which of its states are alike."""

    def alike(self, state: State, bars: int) -> Hashable:
        """The same for states that the same ids may follow, as long as these cross no more bar lines."""

    def crossed(self, piece: Iterable[int]) -> int:
        """How many bar lines these ids can cross, at most."""

    def step(self, state: State, token: int) -> State:
        """The state after an id that is known to be allowed."""


class _Branch:
    """All pieces that begin alike."""

    def __init__(self) -> None:
        self.ends: list[int] = []  # the pieces that are complete here
        self.more: dict[int, _Branch] = {}  # by the next part
        self.bars = 0  # that what comes can cross


class ComposedGrammar(MaskedGrammar):
    """Ids that each stand for one or more ids of another grammar, one after the other."""

    def __init__(self, base: Parts, pieces: Sequence[tuple[int, ...]]) -> None:
        """``pieces``: what each id stands for."""
        self._base, self._pieces = base, pieces
        self._tree = _Branch()
        for index, piece in enumerate(pieces):
            branch = self._tree
            for place, part in enumerate(piece):
                branch.bars = max(branch.bars, base.crossed(piece[place:]))
                branch = branch.more.setdefault(part, _Branch())
            branch.ends.append(index)
        self._masks = Masks(len(pieces))
        self._known: dict[Hashable, list[int]] = {}

    def start(self) -> State:
        return self._base.start()

    def _mask(self, state: State) -> Mask:
        view = self._base.alike(state, self._tree.bars)
        return self._masks.get(view, lambda: self._walk(self._tree, state))

    def _walk(self, branch: _Branch, state: State) -> list[int]:
        """The pieces on this branch of which every part is allowed."""
        mask = self._base.allowed(state)
        found: list[int] = []
        for part, after in branch.more.items():
            if mask[part]:
                found += after.ends
                if after.more:
                    found += self._look_up(after, self._base.step(state, part))
        return found

    def _look_up(self, branch: _Branch, state: State) -> list[int]:
        view = (id(branch), self._base.alike(state, branch.bars))
        known = self._known.get(view)
        if known is None:
            if len(self._known) > MOST_KNOWN:
                self._known.clear()
            known = self._known[view] = self._walk(branch, state)
        return known

    def advance(self, state: State, token: int) -> State:
        for part in self._pieces[token]:
            state = self._base.advance(state, part)
        return state

    def done(self, state: State) -> bool:
        return self._base.done(state)

    def bars(self, state: State) -> int:
        return self._base.bars(state)
