"""What a grammar saves a model: bits per token of sound pieces with and without its mask."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tunesmith.codecs.grammar import Grammar
from tunesmith.models.bits import piece_bits
from tunesmith.models.engine import Engine


@dataclass(frozen=True, slots=True)
class MaskedBits:
    """The bits per token that a model spends on the pieces which a grammar accepts, each by itself.

    ``masked`` counts the ids that the grammar allows alone, their probabilities made to sum to 1. It is never
    the greater. Both are None where no piece is accepted.
    """

    pieces: int
    accepted: int
    tokens: int  # of the accepted
    plain: float | None
    masked: float | None

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def masked_bits(
    engine: Engine, grammar: Grammar, opening: Sequence[int], pieces: Sequence[Sequence[int]]
) -> MaskedBits:
    """``opening`` is what the model reads before each piece; it is not scored."""
    masks = [masks_along(grammar, piece) for piece in pieces]
    accepted = [piece for piece, mask in zip(pieces, masks, strict=True) if mask is not None]
    if not accepted:
        return MaskedBits(len(pieces), 0, 0, None, None)
    plain = piece_bits(engine, opening, accepted)
    masked = piece_bits(engine, opening, accepted, [mask for mask in masks if mask is not None])
    tokens = int(plain.tokens.sum())
    return MaskedBits(len(pieces), len(accepted), tokens, plain.per_token, masked.per_token)


def masks_along(grammar: Grammar, ids: Sequence[int]) -> NDArray[np.bool_] | None:
    """Which ids could have stood at each of T places (T, V); None for a text that is no whole piece."""
    state, masks = grammar.start(), []
    for token in ids:
        allowed = grammar.allowed(state)
        if not allowed[token]:
            return None
        masks.append(allowed)
        state = grammar.advance(state, token)
    return np.stack(masks) if masks and grammar.done(state) else None
