"""Held-out loss: how many bits a model spends on each token of a text it has not learned."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tunesmith.models.engine import Engine, Floats, Ids

Mask = NDArray[np.bool_]

_ROWS = 64  # sequences scored side by side: enough for fast products, few enough for a laptop's memory


@dataclass(frozen=True)
class PieceBits:
    """What each of P pieces cost, from a fresh state."""

    bits: NDArray[np.float64]  # (P,)
    tokens: NDArray[np.int64]  # (P,)

    @property
    def per_token(self) -> float:
        """All bits over all tokens."""
        return float(self.bits.sum() / self.tokens.sum())

    @property
    def standard_error(self) -> float:
        """Of ``per_token``, for pieces drawn at random: the ratio estimator of Cochran 1977, section 6.4."""
        pieces = len(self.bits)
        if pieces < 2:
            return math.nan
        residuals = self.bits - self.per_token * self.tokens
        return float(math.sqrt(pieces / (pieces - 1) * (residuals**2).sum()) / self.tokens.sum())


def token_bits(logits: Floats, targets: Ids) -> NDArray[np.float64]:
    """logits (..., V), targets (...) -> -log2 p(target) (...)."""
    logits = logits.astype(np.float64)
    logits -= logits.max(axis=-1, keepdims=True)
    log_sum = np.log(np.exp(logits).sum(axis=-1))
    chosen = np.take_along_axis(logits, targets[..., None], axis=-1)[..., 0]
    return (log_sum - chosen) / math.log(2)  # type: ignore[no-any-return]


def stream_bits(engine: Engine, ids: Ids, *, batch: int = 16, window: int = 64) -> float:
    """Bits per token over one long text ids (N,), cut into ``batch`` parallel streams.

    State is carried from window to window; what does not fill a last window is left out. This is the
    metric of the reference recipe, so figures compare exactly. A text too short for one window is
    scored as a single stream.
    """
    length = len(ids) // batch
    if length <= window:
        batch, length, window = 1, len(ids), min(window, len(ids) - 1)
    streams = np.asarray(ids)[: batch * length].reshape(batch, length)
    state = engine.initial_state(batch)
    total, count = 0.0, 0
    for start in range(0, (length - 1) // window * window, window):
        logits, state = engine.forward(streams[:, start : start + window], state)
        bits = token_bits(logits, streams[:, start + 1 : start + window + 1])
        total, count = total + float(bits.sum()), count + bits.size
    return total / count


def piece_bits(
    engine: Engine,
    opening: Sequence[int],
    pieces: Sequence[Sequence[int] | Ids],
    masks: Sequence[Mask] | None = None,
) -> PieceBits:
    """Each piece by itself: a fresh state reads ``opening``, then every token of the piece is scored.

    ``masks`` (T, V) tell for each token of each piece which ids could have stood there: the model's
    probabilities of these alone are taken, and made to sum to 1. The tokens themselves must be among them.
    """
    bits = np.zeros(len(pieces))
    for window in windows(engine, opening, pieces, masks):
        bits[window.pieces] += (token_bits(window.logits, window.targets) * window.scored).sum(axis=1)
    return PieceBits(bits, np.array([len(piece) for piece in pieces], np.int64))


class Window(NamedTuple):
    """What a model expects of T tokens of B pieces, which stand side by side."""

    pieces: list[int]  # (B,) numbers of the pieces
    logits: Floats  # (B, T, V)
    targets: Ids  # (B, T) what came
    scored: Mask  # (B, T) whether that is a token of the piece, and not its opening or what fills the row


def windows(
    engine: Engine,
    opening: Sequence[int],
    pieces: Sequence[Sequence[int] | Ids],
    masks: Sequence[Mask] | None = None,
    width: int = 256,
) -> Iterator[Window]:
    """Each piece by itself from a fresh state, a part of every row at a time: what ``piece_bits`` reads."""
    order = sorted(range(len(pieces)), key=lambda index: len(pieces[index]))  # like lengths side by side
    for first in range(0, len(order), _ROWS):
        rows = order[first : first + _ROWS]
        longest = len(opening) + max(len(pieces[index]) for index in rows)
        ids = np.zeros((len(rows), longest), np.int64)  # padded with id 0, which is never scored
        scored = np.zeros((len(rows), longest), bool)
        possible = None if masks is None else np.ones((len(rows), longest, engine.vocabulary_size), bool)
        for row, index in enumerate(rows):
            text = [*opening, *pieces[index]]
            ids[row, : len(text)] = text
            scored[row, len(opening) : len(text)] = True
            if masks is not None and possible is not None:
                possible[row, len(opening) : len(text)] = masks[index]
        state = engine.initial_state(len(rows))
        for start in range(0, longest - 1, width):
            end = min(start + width, longest - 1)
            logits, state = engine.forward(ids[:, start:end], state)
            if possible is not None:
                logits = np.where(possible[:, start + 1 : end + 1], logits, -np.inf)
            yield Window(rows, logits, ids[:, start + 1 : end + 1], scored[:, start + 1 : end + 1])
