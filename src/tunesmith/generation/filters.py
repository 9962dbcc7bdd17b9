"""What may follow: every policy is a small class with one verb.

``apply`` takes the logits and the ids written so far in the take, its primer included, and returns new
logits in which some tokens may be impossible (-inf) but never all. Filters work one after the other, each
on the distribution the last one left: first what is allowed, then temperature, top-k, top-p, min-p.
Ties are resolved in favour of the lower id, so that nothing depends on the machine.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from tunesmith.codecs.grammar import Grammar, State
from tunesmith.generation.distribution import Logits, Weights, peak, weigh
from tunesmith.generation.request import Request


class LogitFilter(Protocol):
    def apply(self, logits: Logits, ids: Sequence[int]) -> Logits: ...


@dataclass(frozen=True, slots=True)
class Temperature:
    """Sharpens the distribution below 1, flattens it above; at 0 only the likeliest token is left."""

    value: float

    def apply(self, logits: Logits, ids: Sequence[int]) -> Logits:
        if self.value == 0:
            return _only(logits, np.array([logits.argmax()]))
        with np.errstate(over="ignore"):  # towards 0 all but the likeliest overflow to -inf, rightly
            scaled: Logits = (logits - peak(logits)) / self.value
        return scaled


@dataclass(frozen=True, slots=True)
class TopK:
    """Keeps the k likeliest tokens (A. Fan et al., "Hierarchical neural story generation", 2018)."""

    k: int

    def apply(self, logits: Logits, ids: Sequence[int]) -> Logits:
        return _only(logits, _likeliest_first(logits)[: self.k])


@dataclass(frozen=True, slots=True)
class TopP:
    """Keeps the fewest likeliest tokens that together reach probability p.

    A. Holtzman et al., "The curious case of neural text degeneration", 2019.
    """

    p: float

    def apply(self, logits: Logits, ids: Sequence[int]) -> Logits:
        ranked = _likeliest_first(logits)
        reached = weigh(logits)[ranked].cumsum()
        count = int(reached.searchsorted(self.p * reached[-1])) + 1
        return _only(logits, ranked[:count])


@dataclass(frozen=True, slots=True)
class MinP:
    """Keeps the tokens at least this fraction as likely as the likeliest (M. Nguyen et al., 2024)."""

    fraction: float  # above 0

    def apply(self, logits: Logits, ids: Sequence[int]) -> Logits:
        return np.where(logits >= peak(logits) + math.log(self.fraction), logits, -np.inf)


CORNER = 0.1  # a promise below which the model is in a corner
LIKELIEST = math.log(0.5)  # there only what is at least half as likely as the likeliest is left


class Rules:
    """Only what a grammar allows. It follows one take, from its first token.

    Where almost nothing of what the model would write is allowed, the order of what is left still means
    something, but the small probabilities do not: only the likeliest are kept.
    """

    def __init__(self, grammar: Grammar) -> None:
        self.grammar = grammar
        self._state = grammar.start()
        self._read = 0
        self._ahead: dict[int, tuple[State, float]] = {}  # token that may follow -> state after it, promise

    def apply(self, logits: Logits, ids: Sequence[int]) -> Logits:
        promise = 1.0
        for token in ids[self._read :]:
            known = self._ahead.get(token)
            self._state, promise = known or (self.grammar.advance(self._state, token), 1.0)
            self._ahead = {}
        self._read = len(ids)
        allowed = logits.copy()
        allowed[~self.grammar.allowed(self._state)] = -np.inf  # half the time of np.where
        if promise >= CORNER:
            return allowed
        return np.where(allowed >= peak(allowed) + LIKELIEST, allowed, -np.inf)

    def promise(self, token: int, following: Weights) -> float:
        """How much of what the model would write after a token is welcome there: a probability.

        ``following``: the probabilities (V,) of what it would write after that token, which ``apply`` has
        allowed.
        """
        after = self.grammar.advance(self._state, token)
        promise = 1.0 if self.grammar.done(after) else float(following.dot(self.grammar.welcome(after)))
        self._ahead[token] = after, promise
        return promise


def request_filters(request: Request) -> list[LogitFilter]:
    """The filters that a request asks for, in their order; those that would change nothing are left out."""
    filters: list[LogitFilter] = []
    if request.temperature != 1:
        filters.append(Temperature(request.temperature))
    if request.top_k:
        filters.append(TopK(request.top_k))
    if request.top_p < 1:
        filters.append(TopP(request.top_p))
    if request.min_p:
        filters.append(MinP(request.min_p))
    return filters


def _likeliest_first(logits: Logits) -> NDArray[np.intp]:
    return (-logits).argsort(kind="stable")


def _only(logits: Logits, kept: NDArray[np.intp]) -> Logits:
    result = np.full(len(logits), -np.inf)
    result[kept] = logits[kept]
    return result
