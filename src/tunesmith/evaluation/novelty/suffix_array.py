"""Every ending of a sequence in sorted order, so that any run in it is found by halving.

U. Manber and G. Myers, "Suffix arrays: a new method for on-line string searches" (1993). Sorted here by
doubling prefixes (R. Karp, R. Miller and A. Rosenberg, 1972), a whole array at a time.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Tokens = NDArray[np.int32]

_BLOCK, _WIDEST = 16, 256  # tokens compared at once
_LARGEST = 1 << 62
BELOW, ABOVE = -1, np.iinfo(np.int32).max  # less and more than all tokens: the end of what is searched for


def suffix_array(tokens: NDArray[np.integer]) -> Tokens:
    """(S,) where each suffix of S tokens begins, sorted; one that ends is before one that goes on."""
    count = len(tokens)
    if count < 2:
        return np.arange(count, dtype=np.int32)
    kinds, ranks = np.unique(tokens, return_inverse=True)
    ranks, base, width = ranks.astype(np.int64) + 1, len(kinds) + 1, 1
    while base * base < _LARGEST:  # several tokens make one integer
        ranks, base, width = _pairs(ranks, base, width), base * base, 2 * width
    while True:
        order = np.argsort(ranks)
        ordered = ranks[order]
        steps = np.cumsum(ordered[1:] != ordered[:-1])
        if steps[-1] == count - 1 or width >= count:
            return order.astype(np.int32)
        ranks[order[0]], ranks[order[1:]] = 1, steps + 1
        ranks, width = _pairs(ranks, int(steps[-1]) + 2, width), 2 * width


def _pairs(ranks: Integers, base: int, width: int) -> Integers:
    """Of each place its rank and that of the place ``width`` further on, 0 beyond the end, as one integer."""
    pairs = ranks * base
    pairs[:-width] += ranks[width:]
    return pairs


@dataclass(frozen=True, eq=False)
class Suffixes:
    """A sequence with its suffix array. Queries are sequences of tokens; ``starts`` are Q places in one."""

    tokens: Tokens  # (S,) from 0 on
    order: Tokens  # (S,)

    @classmethod
    def of(cls, tokens: Tokens) -> "Suffixes":
        return cls(tokens, suffix_array(tokens))

    def insertion(
        self, query: Tokens, starts: Integers, limit: int | None = None, end: int = BELOW
    ) -> Integers:
        """(Q,) how many suffixes of the sequence sort before each suffix of the query.

        ``limit`` cuts those to so many tokens; behind them then stands ``end``, ``BELOW`` or ``ABOVE``.
        """
        low = np.zeros(len(starts), np.int64)
        high = np.full(len(starts), len(self.order), np.int64)
        while True:
            open_ = np.flatnonzero(low < high)
            if not len(open_):
                return low
            middle = (low[open_] + high[open_]) // 2
            _, above = self.compare(query, starts[open_], self.order[middle].astype(np.int64), limit, end)
            low[open_[above]] = middle[above] + 1
            high[open_[~above]] = middle[~above]

    def compare(
        self, query: Tokens, starts: Integers, places: Integers, limit: int | None = None, end: int = BELOW
    ) -> tuple[Integers, NDArray[np.bool_]]:
        """(Q,) how many tokens the query from each start has in common with the sequence from each place, and
        whether it sorts after."""
        common = np.zeros(len(starts), np.int64)
        above = np.zeros(len(starts), np.bool_)
        open_, width = np.arange(len(starts)), _BLOCK
        while len(open_):
            steps = np.arange(width)
            offsets = common[open_, None] + steps
            ours = _taken(query, starts[open_, None] + offsets, end)
            if limit is not None:
                ours = np.where(offsets < limit, ours, end)
            theirs = _taken(self.tokens, places[open_, None] + offsets, BELOW - 1)
            differs = ours != theirs
            first = differs.argmax(axis=1)
            rows = np.arange(len(open_))
            found = differs[rows, first]
            common[open_] += np.where(found, first, width)
            above[open_] = ours[rows, first] > np.maximum(theirs[rows, first], BELOW)  # equal where both end
            open_, width = open_[~found], min(2 * width, _WIDEST)
        return common, above

    def occurrences(self, query: Tokens, starts: Integers, length: int) -> tuple[Integers, Integers]:
        """(Q,) from where to where in ``order`` suffixes begin with ``length`` tokens of the query."""
        return (
            self.insertion(query, starts, length, BELOW),
            self.insertion(query, starts, length, ABOVE),
        )


def _taken(tokens: Tokens, places: Integers, beyond: int) -> Tokens:
    """The tokens at those places, ``beyond`` where the sequence has ended."""
    inside = places < len(tokens)
    return np.where(inside, tokens[np.where(inside, places, 0)], np.int32(beyond))
