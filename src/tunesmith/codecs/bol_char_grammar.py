"""Only sound tabla, character by character: the words that ``BolGrammar`` allows, spelled out.

A word is over where the next begins, since ``dha`` may go on to be ``dhage`` or ``dha[1/2]``. A short note
that begins a beat may stand alone only where it need not be joined: where what follows can still be such that
no known joined word fills the beat.
"""

from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from tunesmith.codecs.bol_char_spelling import BAR, FREE, SAM, Spellings, spellings
from tunesmith.codecs.bol_grammar import BolGrammar
from tunesmith.codecs.bol_spot import Spot
from tunesmith.codecs.masks import Mask, MaskedGrammar, Masks
from tunesmith.errors import TunesmithError
from tunesmith.music.abc.grammar.controls import Controls

MOST_KNOWN = 2_000  # places of which it is kept what may follow: some 20 MB
Words = tuple[int, ...]


class Choices(NamedTuple):
    """What may be spelled from some place on, each with the words that it stands for."""

    sure: dict[str, Words]
    doubtful: dict[str, Words]  # of which the first word may stand; looked into only where that matters


class Place(NamedTuple):
    """Where the writing stands."""

    spot: Spot  # after all words that are over
    speed: int = 1  # of the section
    node: int = FREE  # of the joined words that the notes since the beat began could still be
    text: str = ""  # what is spelled of the next word


class BolCharGrammar(MaskedGrammar):
    """The grammar of ``bol-char.v1``."""

    def __init__(
        self, signs: Sequence[str], words: Sequence[str], known: Collection[str], controls: Controls
    ) -> None:
        """``signs``: the characters; ``words``: those of ``BolGrammar``; ``known``: the joined words.

        Raises TunesmithError for demands that cannot be kept.
        """
        self._base = BolGrammar(words, controls)
        lexicon = self._lexicon = self._base.lexicon
        self._spellings = spellings(lexicon, known)
        self._signs = tuple(signs)
        self._ids = {sign: index for index, sign in enumerate(signs)}
        self._masks = Masks(len(signs))
        self._known: dict[Place, Choices] = {}

    # the contract

    def start(self) -> Place:
        return Place(self._base.start())

    def _mask(self, state: Place) -> Mask:
        follow = "".join(sorted(self._follow(state)))
        return self._masks.get(follow, lambda: [self._ids[sign] for sign in follow])

    def advance(self, state: Place, token: int) -> Place:
        sign = self._signs[token]
        if not self.allowed(state)[token]:
            raise TunesmithError(f"{sign!r} may not stand here: the piece would not come out")
        text = state.text + sign
        if not self._goes_on(state, text):  # the word is over, and another begins
            state, text = self._said(state), sign
        state = state._replace(text=text)
        return self._said(state) if self._holds(state, text) and not self._goes_on(state, text, 1) else state

    def done(self, state: Place) -> bool:
        return self._base.done(state.spot)

    def bars(self, state: Place) -> int:
        """Cycles that are complete, as far as words are over."""
        return self._base.bars(state.spot)

    # words

    def _follow(self, place: Place) -> set[str]:
        """The characters that may come next."""
        text, (sure, doubtful) = place.text, self._choices(place)
        size = len(text)
        found = {choice[size] for choice in sure if len(choice) > size and choice.startswith(text)}
        for choice in list(doubtful):
            longer = len(choice) > size and choice.startswith(text)
            if longer and choice[size] not in found and self._holds(place, choice):
                found.add(choice[size])
        if self._holds(place, text):
            found |= self._first(self._said(place))
        return found

    def _first(self, place: Place) -> set[str]:
        """The characters with which what comes next may begin, after a whole word."""
        spelling, spot, node, _ = self._view(place)
        found = set[str]()
        for token in self._allowed(spot):
            text = spelling.signs.get(token, " ")
            # At the beginning of a beat a note that may not stand alone is part of a joined word.
            if text[0] not in found and (
                text != " " or node == 0 or self._alone(spelling, spot, node, token)
            ):
                found.add(text[0])
        return found

    def _goes_on(self, place: Place, text: str, more: int = 0) -> bool:
        """Whether something may be spelled that begins with ``text`` and has so many more characters."""
        sure, doubtful = self._choices(place)
        size = len(text) + more
        return any(len(choice) >= size and choice.startswith(text) for choice in sure) or any(
            len(choice) >= size and choice.startswith(text) and self._holds(place, choice)
            for choice in list(doubtful)
        )

    def _said(self, place: Place) -> Place:
        """After the word that is spelled."""
        spelling, spot, node, _ = self._view(place)
        tokens = self._choices(place).sure[place.text]
        for token in tokens:
            spot = self._base.step(spot, token)
        alone = len(tokens) == 1 and not self._bar(spot)
        heading = self._lexicon.headings.get(tokens[0])
        speed = heading.speed if heading else place.speed
        return Place(spot, speed, spelling.after(node, tokens[0]) if alone else FREE)

    # what may be spelled

    def _view(self, place: Place) -> tuple[Spellings, Spot, int, str]:
        """How words are spelled here, after which, the node of the tree, and the bar line that is due."""
        spot, node = place.spot, place.node
        time = spot.time
        if spot.stage in ("within", "after"):
            time += spot.lead + (spot.inner if spot.stage == "after" else 0)
        if time * place.speed % self._lexicon.unit == 0:  # a beat begins
            node = 0
        return self._spellings[place.speed], spot, node, self._bar(spot)

    def _choices(self, place: Place) -> Choices:
        """What may be spelled from here on, whatever is spelled of it already."""
        view = Place(self._base.alike(place.spot), place.speed, place.node)
        known = self._known.get(view)
        if known is None:
            if len(self._known) > MOST_KNOWN:
                self._known.clear()
            known = self._known[view] = self._find(view)
        return known

    def _find(self, place: Place) -> Choices:
        spelling, spot, node, bar = self._view(place)
        found = Choices({}, {})
        for token in self._allowed(spot):
            if token in spelling.signs:
                found.sure[spelling.signs[token]] = (token,)
                continue
            sure = spelling.after(node, token) == FREE
            (found.sure if sure else found.doubtful)[bar + spelling.alone[token]] = (token,)
            if node == 0:
                found.doubtful.update({bar + text: words for text, words in spelling.joined[token]})
        return found

    def _holds(self, place: Place, text: str) -> bool:
        """Whether this may be spelled here."""
        sure, doubtful = self._choices(place)
        words = doubtful.pop(text, None)
        if words is not None:
            spelling, spot, node, _ = self._view(place)
            alone = len(words) == 1
            if self._alone(spelling, spot, node, words[0]) if alone else self._joins(spot, words):
                sure[text] = words
        return text in sure

    # notes of a beat

    def _alone(self, spelling: Spellings, spot: Spot, node: int, token: int) -> bool:
        """Whether a note may be a word of its own: no known joined word fills the beat, or it need not."""
        after = spelling.after(node, token)
        return after == FREE or (
            after not in spelling.whole and self._parts(spelling, self._base.step(spot, token), after)
        )

    def _parts(self, spelling: Spellings, spot: Spot, node: int) -> bool:
        """Whether what follows can part with the joined words of this node."""
        if self._bar(spot):
            return True
        allowed, more = self._allowed(spot), spelling.tree[node]
        if any(token not in more for token in allowed):
            return True
        return any(self._alone(spelling, spot, node, token) for token in allowed)

    def _joins(self, spot: Spot, words: Words) -> bool:
        """Whether these notes, the first of which may stand, may follow one another without a bar line."""
        for word, after in pairwise(words):
            spot = self._base.step(spot, word)
            if self._bar(spot) or not self._base.allowed(spot)[after]:
                return False
        return True

    def _allowed(self, spot: Spot) -> list[int]:
        found: list[int] = np.flatnonzero(self._base.allowed(spot)).tolist()
        return found

    def _bar(self, spot: Spot) -> str:
        """The bar line that stands before the next word of the section, if there is one."""
        if spot.stage != "notes" or not spot.time:
            return ""
        time = spot.start + spot.time
        if not self._lexicon.at_vibhag(spot.tala, time):
            return ""
        cycle = self._lexicon.talas[spot.tala].matras * self._lexicon.unit
        return BAR if time % cycle else SAM
