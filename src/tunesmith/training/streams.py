"""Pieces as parallel streams of ids, new in every epoch and the same for the same seed."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int64]
Small = NDArray[np.integer[Any]]
Sides = NDArray[np.unsignedinteger[Any]]

MOST_KEPT = 64 * 2**20  # bytes of transposed pieces and what goes with them, kept from epoch to epoch


class Window(NamedTuple):
    inputs: Ids  # (B, T)
    targets: Ids  # (B, T)
    sides: Sides  # (B, T, F), of the inputs


class _Epoch(NamedTuple):
    """One text, read in B rows. It is kept once, in small integers, and rows are cut out as they are read."""

    ids: Small  # (N,)
    sides: Sides  # (N, F)
    starts: Ids  # (B,) where each row begins in the text, which is a circle
    width: int  # of a row
    heads: list[Sides]  # of each row the side features up to the end of its first piece, (n, F)

    def window(self, start: int, end: int) -> tuple[Ids, Sides]:
        """Ids (B, end - start) and side features (B, end - start, F) of these columns."""
        places = (self.starts[:, None] + np.arange(start, end)) % len(self.ids)
        sides = self.sides[places]
        for row, head in enumerate(self.heads):
            part = head[start:end]
            sides[row, : len(part)] = part
        return self.ids[places].astype(np.int64), sides


class Streams:
    """Lays the pieces end to end in B rows, along which a recurrent state can be carried.

    Every second row begins with a piece and the ``lead`` tokens before it, the others anywhere, so that a
    model learns both from a fresh state: to begin, as it must when it writes, and to find its feet in the
    middle of a piece. Rows are equally long: one that was moved ends early or reads on into the next.

    Each epoch shuffles the pieces, and where ``shifted`` is given moves each to the key signature of a piece
    drawn at random (``shifted(i, semitones)`` gives the ids of piece i, ``signatures`` the sharps of each):
    every tune is heard in many keys, and every key as often as the corpus has it. Both depend on the seed
    and the epoch alone, so resuming needs no generator state.

    ``features`` gives the side features of a text, computed from its own beginning: those of a row know
    nothing of what stands before the row. After the ``lead`` tokens that end a piece they must not depend on
    that piece, so what a transposed piece has is computed once and kept, as long as there is room for it.
    """

    def __init__(
        self,
        pieces: Sequence[Small],
        *,
        batch: int,
        length: int,
        seed: int,
        lead: int = 0,
        shifted: Callable[[int, int], Small] | None = None,
        signatures: Sequence[int] = (),
        features: Callable[[Sequence[int]], Sides] | None = None,
    ) -> None:
        self.batch = batch
        self._pieces = pieces
        self._shifted = shifted
        self._signatures = np.array(signatures, np.int64)
        self._features = features or (lambda ids: np.zeros((len(ids), 0), np.uint8))
        self._seed = seed
        self._lead = lead
        # By (piece, semitones), what was drawn last at the end.
        self._known: OrderedDict[tuple[int, int], tuple[Small, Sides]] = OrderedDict()
        self._kept = 0  # bytes
        self._number = -1
        self._tokens = sum(map(len, pieces))
        self.length = max(1, min(length, (self._tokens - 1) // batch))  # a tiny corpus still gives one window

    @property
    def windows(self) -> int:
        """Windows in an epoch; transpositions make it a little more or less."""
        return max(1, (self._tokens - 1) // self.batch // self.length)

    def window(self, epoch: int, index: int) -> Window | None:
        """A window of an epoch, or None past its end."""
        if epoch != self._number:
            self._epoch, self._number = self._cut(epoch), epoch
        start, end = index * self.length, (index + 1) * self.length
        if end + 1 > self._epoch.width:
            return None
        ids, sides = self._epoch.window(start, end + 1)
        return Window(ids[:, :-1], ids[:, 1:], sides[:, :-1])

    def _cut(self, epoch: int) -> _Epoch:
        """The text of an epoch in rows."""
        random = np.random.default_rng([self._seed, epoch])
        order = random.permutation(len(self._pieces))
        shifts = np.zeros(len(order), np.int64)
        if self._shifted is not None:
            targets = self._signatures[random.integers(len(order), size=len(order))]
            # Seven is its own inverse: s semitones are 7 s fifths, and f fifths 7 f semitones, modulo 12.
            shifts = (7 * (targets - self._signatures[order]) + 6) % 12 - 6
        parts = [self._piece(int(i), int(s)) for i, s in zip(order, shifts, strict=True)]
        text = np.concatenate([ids for ids, _ in parts])
        sides = np.concatenate([sides for _, sides in parts])
        ends = np.cumsum([len(ids) for ids, _ in parts])
        width = max((len(text) - 1) // self.batch, self.length)
        starts = np.arange(self.batch) * len(text) // self.batch
        begins = np.concatenate([[0], ends[:-1]])
        nearest = np.abs(begins[None] - starts[::2, None]).argmin(axis=1)
        starts[::2] = begins[nearest] - self._lead
        starts %= len(text)  # the text is a circle: the lead of its first piece is the end of its last
        heads = []
        for start in starts:  # a row knows nothing of what its first piece began with
            left = min(int(ends[ends > start][0] - start), width + 1)
            heads.append(self._features(text[start : start + left].tolist()))
        return _Epoch(text, sides, starts, width + 1, heads)

    def _piece(self, index: int, semitones: int) -> tuple[Small, Sides]:
        """A piece, transposed, and what goes with it after the end of another."""
        key = index, semitones
        if key in self._known:
            self._known.move_to_end(key)
            return self._known[key]
        ids = self._pieces[index] if self._shifted is None else self._shifted(index, semitones)
        led = np.concatenate([ids[len(ids) - self._lead :], ids]).tolist()
        found = ids, self._features(led)[self._lead :]
        self._known[key] = found
        self._kept += _bytes(found)
        while self._kept > MOST_KEPT:
            self._kept -= _bytes(self._known.popitem(last=False)[1])
        return found


def _bytes(arrays: tuple[Small, Sides]) -> int:
    return sum(array.nbytes for array in arrays)
