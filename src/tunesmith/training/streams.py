"""Pieces as parallel streams of ids, new in every epoch and the same for the same seed."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int64]


class Streams:
    """Lays the pieces end to end in B rows, along which a recurrent state can be carried.

    Every second row begins with a piece and the ``lead`` tokens before it, the others anywhere, so that a
    model learns both from a fresh state: to begin, as it must when it writes, and to find its feet in the
    middle of a piece. Rows are equally long: one that was moved ends early or reads on into the next.

    Each epoch shuffles the pieces, and where ``shifted`` is given takes each in a random transposition
    (``shifted(i, semitones)`` gives the ids of piece i). Both depend on the seed and the epoch alone, so
    resuming needs no generator state.
    """

    def __init__(
        self,
        pieces: Sequence[Ids],
        *,
        batch: int,
        length: int,
        seed: int,
        lead: int = 0,
        shifted: Callable[[int, int], Ids] | None = None,
    ) -> None:
        self.batch = batch
        self._pieces = pieces
        self._shifted = shifted
        self._seed = seed
        self._lead = lead
        self._epoch = -1
        self._rows = np.zeros((0, 0), np.int64)
        self._tokens = sum(map(len, pieces))
        self.length = max(1, min(length, (self._tokens - 1) // batch))  # a tiny corpus still gives one window

    @property
    def windows(self) -> int:
        """Windows in an epoch; transpositions make it a little more or less."""
        return max(1, (self._tokens - 1) // self.batch // self.length)

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
        """The text of an epoch in rows (B, N + 1)."""
        random = np.random.default_rng([self._seed, epoch])
        order = random.permutation(len(self._pieces))
        if self._shifted is None:
            pieces = [self._pieces[i] for i in order]
        else:
            shifts = random.integers(-6, 6, size=len(order))  # all twelve keys alike
            pieces = [self._shifted(int(i), int(s)) for i, s in zip(order, shifts, strict=True)]
        text = np.concatenate(pieces)
        width = max((len(text) - 1) // self.batch, self.length)
        starts = np.arange(self.batch) * len(text) // self.batch
        begins = np.cumsum([0, *map(len, pieces[:-1])])
        nearest = np.abs(begins[None] - starts[::2, None]).argmin(axis=1)
        starts[::2] = begins[nearest] - self._lead
        # The text is a circle: the lead of its first piece is the end of its last.
        return text.take(starts[:, None] + np.arange(width + 1), mode="wrap")
