"""What a model expected, and what went on inside of it, at every token of a piece."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tunesmith.codecs.codec import Codec
from tunesmith.errors import TunesmithError
from tunesmith.inspection.notebook import to_html
from tunesmith.models.engine import Engine, Floats
from tunesmith.models.recorder import Recorder
from tunesmith.music.piece import Piece
from tunesmith.music.places import Feature, Places

MOST_TOKENS = 20_000  # of one piece: its activations have to fit in memory


@dataclass(frozen=True, eq=False)
class Trace:
    """T tokens, from a fresh state that has read the codec's opening.

    ``probabilities`` are what the model gave each id before it read the token; ``activations`` are those
    after it, by the name of their point, each (T, layers, units).
    """

    piece: Piece  # what the tokens spell
    tokens: tuple[str, ...]
    ids: NDArray[np.int64]  # (T,)
    spans: NDArray[np.int64]  # (T, 2) where each stands in the content of the piece
    vocabulary: tuple[str, ...]
    probabilities: NDArray[np.float64]  # (T, V)
    activations: Mapping[str, Floats]
    places: Places
    unit: str = "character"  # what a token is
    separator: str = ""  # between two tokens where they are shown

    def __len__(self) -> int:
        return len(self.tokens)

    def __getitem__(self, point: str) -> Floats:
        """The activations of a point (T, layers, units)."""
        if point not in self.activations:
            recorded = ", ".join(self.activations) or "none"
            raise TunesmithError(f"no activations of {point!r} were recorded; there are {recorded}")
        return self.activations[point]

    @cached_property
    def bits(self) -> NDArray[np.float64]:
        """The surprise of each token (T,): -log2 of the probability that the model gave it."""
        return -np.log2(np.maximum(self.chosen, 1e-300))

    @cached_property
    def chosen(self) -> NDArray[np.float64]:
        """The probability of each token (T,)."""
        return self.probabilities[np.arange(len(self)), self.ids]

    def top(self, count: int = 5) -> list[list[tuple[str, float]]]:
        """For each token the model's best guesses at it, the likeliest first."""
        best = np.argsort(-self.probabilities, axis=1, kind="stable")[:, :count]
        return [
            [(self.vocabulary[index], float(row[index])) for index in guesses]
            for row, guesses in zip(self.probabilities, best, strict=True)
        ]

    def along(self, values: NDArray[Any], empty: Any) -> NDArray[Any]:
        """Something known of each character of the piece (N,), for each token (T,): of its last character.

        ``empty`` is for tokens that spell nothing, such as the end of the piece.
        """
        last = np.maximum(self.spans[:, 1] - 1, 0)
        found: NDArray[Any] = np.where(self.spans[:, 1] > self.spans[:, 0], values[last], empty)
        return found

    @cached_property
    def bars(self) -> NDArray[np.int64]:
        """The number of each token's bar as in the score (T,); -1 before the music and after it."""
        return self.along(self.places.bars, -1)

    @cached_property
    def beats(self) -> NDArray[np.float64]:
        """Quarter notes from the beginning of the bar (T,); nan outside of the music."""
        return self.along(self.places.beats, math.nan)

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """The sort of sign that each token ends with; "end" for one that spells nothing."""
        return tuple(map(str, self.along(np.array(self.places.kinds, object), "end")))

    @cached_property
    def features(self) -> list[Feature]:
        """The musical features of the piece, for each token."""
        return [
            Feature(feature.name, self.along(feature.values, math.nan), feature.binary)
            for feature in self.places.features
        ]

    def _repr_html_(self) -> str:
        """The text, each character shaded by its surprise, for a notebook; a pointer shows the guesses."""
        return to_html(self.tokens, self.chosen, self.top())

    def to_json(self) -> dict[str, Any]:
        """All numbers, token by token; activations rounded to four digits."""
        bars, beats, kinds = self.bars, self.beats, self.kinds
        tokens = [
            {
                "token": token,
                "span": self.spans[place].tolist(),
                "kind": kinds[place],
                "bar": int(bars[place]) if bars[place] >= 0 else None,
                "quarters": None if math.isnan(beats[place]) else float(beats[place]),
                "probability": float(self.chosen[place]),
                "bits": float(self.bits[place]),
                "guesses": [{"token": guess, "probability": p} for guess, p in guesses],
            }
            for place, (token, guesses) in enumerate(zip(self.tokens, self.top(), strict=True))
        ]
        return {
            "content": self.piece.content,
            "tokens": tokens,
            "features": {
                feature.name: [None if math.isnan(v) else float(v) for v in feature.values]
                for feature in self.features
            },
            "activations": {
                point: np.round(values.astype(np.float64), 4).tolist()
                for point, values in self.activations.items()
            },
        }


def trace(engine: Engine, codec: Codec, tokens: Sequence[str], points: Sequence[str] | None = None) -> Trace:
    """Read tokens and write down what happens. ``points``: those to record; None for all there are.

    Raises TunesmithError for tokens that the vocabulary lacks, a text that is too long, and points that the
    model does not have.
    """
    if len(tokens) > MOST_TOKENS:
        raise TunesmithError(f"the piece has {len(tokens):,} tokens; give one of at most {MOST_TOKENS:,}")
    ids = np.array(codec.ids(tokens), np.int64)
    opening = np.array([codec.ids(codec.opening)])
    first, state = engine.forward(opening, engine.initial_state(1))
    if isinstance(engine, Recorder):
        wanted = tuple(engine.points()) if points is None else tuple(points)
        unknown = [point for point in wanted if point not in engine.points()]
        if unknown:
            raise TunesmithError(
                f"this model has no point {unknown[0]!r}; it has {', '.join(engine.points())}"
            )
        logits, _, found = engine.record(ids[None], state, wanted)
    else:
        if points:
            raise TunesmithError("this model has no units to look at: it counts what it has seen")
        logits, _ = engine.forward(ids[None], state)
        found = {}
    before = np.concatenate([first[0, -1:], logits[0, :-1]]).astype(np.float64)
    weights = np.exp(before - before.max(axis=1, keepdims=True))
    piece = codec.decode(tokens)
    return Trace(
        piece=piece,
        tokens=tuple(tokens),
        ids=ids,
        spans=np.array(codec.spans(tokens), np.int64).reshape(-1, 2),
        vocabulary=codec.vocabulary,
        probabilities=weights / weights.sum(axis=1, keepdims=True),
        activations={point: values[0] for point, values in found.items()},
        places=codec.places(tokens),
        unit=codec.unit,
        separator=codec.separator,
    )
