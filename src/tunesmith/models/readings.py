"""What a model made of every token of pieces that it read."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tunesmith.models.bits import token_bits, windows
from tunesmith.models.engine import Engine, Ids


@dataclass(frozen=True, eq=False)
class Reading:
    """A model at each of the T tokens of a piece, before that token was shown to it."""

    bits: NDArray[np.float64]  # (T,) -log2 of the probability of the token that came
    sure: NDArray[np.float64]  # (T,) the probability of the token that it held for the likeliest
    hit: NDArray[np.bool_]  # (T,) whether that one came


def read_pieces(
    engine: Engine, opening: Sequence[int], pieces: Sequence[Sequence[int] | Ids]
) -> list[Reading]:
    """Each piece by itself: a fresh state reads ``opening``, then every token of the piece."""
    parts: list[list[tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_]]]]
    parts = [[] for _ in pieces]
    for window in windows(engine, opening, pieces, width=128):
        bits = token_bits(window.logits, window.targets)
        likeliest = window.logits.argmax(axis=-1)
        sure = np.exp2(-token_bits(window.logits, likeliest))
        hit = likeliest == window.targets
        for row, piece in enumerate(window.pieces):
            own = window.scored[row]
            parts[piece].append((bits[row, own], sure[row, own], hit[row, own]))
    return [Reading(*(np.concatenate(column) for column in zip(*part, strict=True))) for part in parts]
