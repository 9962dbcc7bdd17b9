"""An n-gram model: the smallest one that honours the engine's contract, and the baseline of every report.

Interpolated Kneser-Ney smoothing (R. Kneser and H. Ney, "Improved backing-off for m-gram language
modeling", ICASSP 1995) with the three modified discounts of S. F. Chen and J. Goodman, "An empirical
study of smoothing techniques for language modeling", Harvard TR-10-98, 1998:

    p(w | h) = (c(h w) - D(c(h w))) / sum_v c(h v)  +  backoff(h) * p(w | h without its oldest symbol)

``c`` counts occurrences for the longest contexts; for every shorter one it counts the different symbols
seen before ``h w``. The chain ends in the uniform distribution, so that nothing has probability zero.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tunesmith.errors import TunesmithError
from tunesmith.models.engine import Floats, Ids

Integers = NDArray[np.int64]
LEARNED = ("children", "offsets", "backoff", "symbols", "probabilities")
CHUNK = 4096  # positions worked on at once: bounds the memory of a long forward pass


@dataclass(frozen=True, eq=False)
class Markov:
    """Contexts are the nodes of a trie: the root is the empty context, a child adds one older symbol.

    Nodes are numbered level by level in the order of their keys, so that one sorted array finds the
    children of all of them. C contexts, G pairs of a context and a symbol seen after it.
    """

    vocabulary_size: int  # V; the id V stands for what comes before the first symbol of a sequence
    order: int  # n: a symbol depends on the n - 1 before it
    children: Integers  # (C - 1,) parent * (V + 1) + older symbol, ascending; entry i is node i + 1
    offsets: Integers  # (C + 1,) the pairs of node i are offsets[i]:offsets[i + 1]
    backoff: Floats  # (C,) the weight of the next shorter context
    symbols: NDArray[np.int32]  # (G,)
    probabilities: Floats  # (G,) discounted, before the shorter contexts are added

    @classmethod
    def fit(cls, sequences: Iterable[Sequence[int] | Ids], vocabulary_size: int, order: int = 12) -> "Markov":
        """Count every sequence by itself: none is a context of the next.

        Raises ValueError when there is nothing to count, or an id lies outside 0 .. V - 1.
        """
        text, positions = _joined(sequences, vocabulary_size, order)
        children, levels = [], []
        nodes, size = np.zeros(len(positions), dtype=np.int64), 1
        for depth in range(order):
            if depth:
                keys, ranks = np.unique(
                    nodes * (vocabulary_size + 1) + text[positions - depth], return_inverse=True
                )
                children.append(keys)
                nodes, size = size + ranks, size + len(keys)
            levels.append(_Level.of(nodes * vocabulary_size + text[positions]))

        kneser_ney = [short.continuations(long) for short, long in pairwise(levels)]
        kneser_ney.append(levels[-1].occurrences)
        discounts = np.concatenate([_discounts(counts)[np.minimum(counts, 3)] for counts in kneser_ney])
        counts = np.concatenate(kneser_ney)
        contexts, symbols = np.divmod(np.concatenate([level.pairs for level in levels]), vocabulary_size)
        totals = np.bincount(contexts, weights=counts)
        return cls(
            vocabulary_size,
            order,
            children=np.concatenate([np.zeros(0, dtype=np.int64), *children]),
            offsets=np.searchsorted(contexts, np.arange(size + 1)),
            backoff=(np.bincount(contexts, weights=discounts) / totals).astype(np.float32),
            symbols=symbols.astype(np.int32),
            probabilities=((counts - discounts) / totals[contexts]).astype(np.float32),
        )

    def initial_state(self, batch: int) -> Integers:
        """The last n - 1 ids of every stream (B, n - 1), here those before its beginning."""
        return np.full((batch, self.order - 1), self.vocabulary_size)

    def step(self, ids: Ids, state: Integers) -> tuple[Floats, Integers]:
        """ids (B,) -> normalised log probabilities (B, V), state."""
        if len(ids) > 1:
            logits, state = self.forward(ids[:, None], state)
            return logits[:, 0], state
        text = np.append(state[0], ids)
        return np.log(self._distribution(text)).astype(np.float32)[None], text[None, 1:]

    def forward(self, ids: Ids, state: Integers) -> tuple[Floats, Integers]:
        """ids (B, T) -> normalised log probabilities (B, T, V), state."""
        text = np.concatenate([state, ids], axis=1)
        width = text.shape[1]
        starts = np.arange(len(text))[:, None] * width
        positions = (starts + np.arange(self.order, width + 1)).ravel()  # each one past its context
        logits = np.empty((len(positions), self.vocabulary_size), dtype=np.float32)
        for start in range(0, len(positions), CHUNK):
            chunk = slice(start, start + CHUNK)
            logits[chunk] = np.log(self._distributions(text.ravel(), positions[chunk]))
        return logits.reshape(*ids.shape, self.vocabulary_size), text[:, width - self.order + 1 :]

    def arrays(self) -> dict[str, NDArray[Any]]:
        """All that is learned, as flat arrays of numbers."""
        return {name: getattr(self, name) for name in LEARNED}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]], vocabulary_size: int, order: int) -> "Markov":
        """Raises TunesmithError when the arrays are not those of one n-gram model of this vocabulary."""
        try:
            model = cls(vocabulary_size, order, **{name: arrays[name] for name in LEARNED})
            whole = model._fits()
        except (KeyError, TypeError, IndexError, ValueError):
            whole = False
        if not whole:
            raise TunesmithError(
                "the n-gram arrays do not fit together: the checkpoint is damaged, train again"
            )
        return model

    def _fits(self) -> bool:
        contexts, pairs = len(self.backoff), len(self.symbols)
        return (
            len(self.children) == contexts - 1
            and len(self.offsets) == contexts + 1
            and len(self.probabilities) == pairs == self.offsets[-1]
            and 0 <= self.symbols.min() <= self.symbols.max() < self.vocabulary_size
            and bool((np.diff(self.offsets) > 0).all() and (np.diff(self.children) > 0).all())
        )

    def _distribution(self, text: Integers) -> NDArray[np.float64]:
        """What comes after a text (V,): ``_distributions`` of one place, without the arrays of many."""
        result = np.full(self.vocabulary_size, 1 / self.vocabulary_size)
        node = 0
        for depth in range(self.order):
            if depth:
                key = node * (self.vocabulary_size + 1) + text[-depth]
                place = int(self.children.searchsorted(key))
                if place == len(self.children) or self.children[place] != key:
                    break
                node = place + 1
            pairs = slice(self.offsets[node], self.offsets[node + 1])
            result *= self.backoff[node]
            result[self.symbols[pairs]] += self.probabilities[pairs]
        return result

    def _distributions(self, text: Integers, positions: Integers) -> NDArray[np.float64]:
        """text (M,), positions (N,) -> what comes at each position, given the text before it (N, V)."""
        result = np.full((len(positions), self.vocabulary_size), 1 / self.vocabulary_size)
        rows, nodes = np.arange(len(positions)), np.zeros(len(positions), dtype=np.int64)
        for depth in range(self.order):
            if depth:
                keys = nodes * (self.vocabulary_size + 1) + text[positions[rows] - depth]
                places = np.searchsorted(self.children, keys)
                seen = self.children.take(places, mode="clip") == keys
                rows, nodes = rows[seen], places[seen] + 1
                if not len(rows):
                    break
            first = self.offsets[nodes]
            counts = self.offsets[nodes + 1] - first
            pairs = np.repeat(first - np.cumsum(counts) + counts, counts) + np.arange(counts.sum())
            result[rows] *= self.backoff[nodes, None]
            result[np.repeat(rows, counts), self.symbols[pairs]] += self.probabilities[pairs]
        return result


@dataclass(frozen=True, eq=False)
class _Level:
    """The different (context, symbol) pairs with contexts of one length, in a text of N symbols."""

    pairs: Integers  # (G,) context * V + symbol, ascending
    first: Integers  # (G,) a place in the text where each stands
    rank: Integers  # (N,) which pair stands at each place
    occurrences: Integers  # (G,)

    @classmethod
    def of(cls, text: Integers) -> "_Level":
        return cls(*np.unique(text, return_index=True, return_inverse=True, return_counts=True))

    def continuations(self, longer: "_Level") -> Integers:
        """(G,) how many different symbols stand before each pair: its pairs on the next level."""
        return np.bincount(self.rank[longer.first], minlength=len(self.pairs))


def _joined(
    sequences: Iterable[Sequence[int] | Ids], vocabulary_size: int, order: int
) -> tuple[Integers, Integers]:
    """All sequences in one text, n - 1 start symbols before each, and the places of the symbols proper."""
    start = np.full(order - 1, vocabulary_size)
    parts = [np.asarray(sequence, dtype=np.int64) for sequence in sequences]
    text = np.concatenate([start, *(piece for part in parts for piece in (part, start))])
    symbols = np.concatenate([np.zeros(0, dtype=np.int64), *parts])
    if not len(symbols):
        raise ValueError("an n-gram model needs at least one symbol to count")
    if symbols.min() < 0 or symbols.max() >= vocabulary_size:
        raise ValueError(f"every id must lie in 0 .. {vocabulary_size - 1}")
    return text, np.flatnonzero(text != vocabulary_size)


def _discounts(counts: Integers) -> NDArray[np.float64]:
    """(4,) what to take off a count of 0, 1, 2, and 3 or more; estimated from how often 1 .. 4 occur.

    Where the data are too few for an estimate, half a count.
    """
    once, twice, thrice, four_times = (int((counts == value).sum()) for value in (1, 2, 3, 4))
    if once and twice and thrice:
        share = once / (once + 2 * twice)
        estimates = (
            1 - 2 * share * twice / once,
            2 - 3 * share * thrice / twice,
            3 - 4 * share * four_times / thrice,
        )
        if all(0 < discount < count for count, discount in enumerate(estimates, start=1)):
            return np.array((0.0, *estimates))
    return np.array([0.0, 0.5, 0.5, 0.5])
