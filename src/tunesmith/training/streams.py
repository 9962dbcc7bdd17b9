"""Pieces as parallel streams of ids, new in every epoch and the same for the same seed."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int64]


class Streams:
    """Cuts the concatenated pieces into B rows, along which a recurrent state can be carried.

    Each epoch shuffles the pieces and takes one variant of each (the piece itself or a transposition).
    The order depends on the seed and the epoch alone, so resuming needs no generator state.
    """

    def __init__(self, pieces: Sequence[Sequence[Ids]], *, batch: int, length: int, seed: int) -> None:
        """``pieces[i]`` are the variants of piece i, the original first."""
        self.batch = batch
        self._pieces = pieces
        self._seed = seed
        self._epoch = -1
        self._rows = np.zeros((0, 0), np.int64)
        tokens = sum(len(variants[0]) for variants in pieces)
        self.length = max(1, min(length, (tokens - 1) // batch))  # a tiny corpus still gives one window

    @property
    def windows(self) -> int:
        """Windows in an epoch of originals; transpositions make it a little more or less."""
        return max(1, (sum(len(variants[0]) for variants in self._pieces) - 1) // self.batch // self.length)

    def window(self, epoch: int, index: int) -> tuple[Ids, Ids] | None:
        """Inputs and targets (B, T) of a window, or None past the end of the epoch."""
        if epoch != self._epoch:
            self._rows, self._epoch = self._cut(epoch), epoch
        start = index * self.length
        if start + self.length + 1 > self._rows.shape[1]:
            return None
        part = self._rows[:, start : start + self.length + 1]
        return part[:, :-1], part[:, 1:]

    def _cut(self, epoch: int) -> Ids:
        random = np.random.default_rng([self._seed, epoch])
        chosen = [self._pieces[i][random.integers(len(self._pieces[i]))] for i in random.permutation(len(self._pieces))]
        text = np.concatenate(chosen)
        width = max((len(text) - 1) // self.batch, self.length)  # rows overlap by one: a target for every input
        return np.stack([np.resize(text, self.batch * width + 1)[row * width : (row + 1) * width + 1] for row in range(self.batch)])
