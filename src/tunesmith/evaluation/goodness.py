"""How good a model is at pieces: what their tokens, notes and bars cost it, and where.

Means are ratios of sums over all pieces, so that a long piece weighs more than a short one; intervals come
from pieces drawn again and again (see ``estimate``), for the notes of one piece are no independent witnesses.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

import numpy as np

from tunesmith.evaluation.calibration import Calibration, calibrate
from tunesmith.evaluation.estimate import Estimate, Floats, ratio
from tunesmith.evaluation.tokens import TokenFacts
from tunesmith.models.readings import Reading

TENTHS = 10  # of a piece
FIRST = 16  # tokens; every further stretch from the beginning is as long as all before it


@dataclass(frozen=True, slots=True)
class Stretch:
    """What the tokens of one part of all pieces cost, on the average."""

    first: int  # in tenths of a piece, or in tokens
    last: int
    tokens: int
    bits: Estimate  # per token


@dataclass(frozen=True, slots=True)
class KindCost:
    """What one sort of sign costs."""

    kind: str  # "note", "bar line"
    tokens: int
    bits: float  # per token
    share: float  # of all bits


@dataclass(frozen=True, eq=False)
class Goodness:
    """A model at P pieces. Two models at the same pieces can be compared."""

    readings: Sequence[Reading]
    facts: Sequence[TokenFacts]
    seed: int  # of the intervals

    def of(self, places: Sequence[int]) -> "Goodness":
        """At some of the pieces alone."""
        return Goodness(
            [self.readings[place] for place in places], [self.facts[place] for place in places], self.seed
        )

    @cached_property
    def bits(self) -> Estimate:
        """Per token."""
        return ratio(self._bits, self._tokens, self.seed)

    @cached_property
    def per_note(self) -> Estimate | None:
        """Bits for each note of the melody, all signs counted; None for pieces without any."""
        return self._per([one.notes for one in self.facts])

    @cached_property
    def per_bar(self) -> Estimate | None:
        """Bits for each bar; None for pieces without any."""
        return self._per([one.bars for one in self.facts])

    @cached_property
    def accuracy(self) -> Estimate:
        """The share of tokens that were the likeliest in the eyes of the model."""
        return ratio(np.array([float(one.hit.sum()) for one in self.readings]), self._tokens, self.seed)

    @cached_property
    def calibration(self) -> Calibration:
        sure, hit = ([getattr(one, name) for one in self.readings] for name in ("sure", "hit"))
        return calibrate(np.concatenate(sure), np.concatenate(hit))

    @cached_property
    def by_tenth(self) -> list[Stretch]:
        """From the beginning of a piece to its end."""
        return self._stretches([np.arange(len(one.bits)) * TENTHS // len(one.bits) for one in self.readings])

    @cached_property
    def by_token(self) -> list[Stretch]:
        """From the first tokens on: how a model warms up. Stretches grow twofold."""
        numbers = [np.frexp(np.arange(len(one.bits)) // FIRST)[1] for one in self.readings]
        return [
            Stretch(
                first=FIRST << (one.first - 1) if one.first else 0,
                last=(FIRST << one.first) - 1,
                tokens=one.tokens,
                bits=one.bits,
            )
            for one in self._stretches(numbers)
        ]

    @cached_property
    def by_kind(self) -> list[KindCost]:
        """The sorts of signs, the costliest as a whole first."""
        bits = np.concatenate([one.bits for one in self.readings])
        kinds, numbers = np.unique([kind for one in self.facts for kind in one.kinds], return_inverse=True)
        tokens, sums = np.bincount(numbers), np.bincount(numbers, weights=bits)
        return [
            KindCost(str(kinds[place]), int(tokens[place]), float(sums[place] / tokens[place]), float(share))
            for place, share in sorted(enumerate(sums / bits.sum()), key=lambda pair: -pair[1])
        ]

    def to_json(self) -> dict[str, Any]:
        def plain(found: Estimate | None) -> dict[str, Any] | None:
            return found.to_json() if found else None

        return {
            "pieces": len(self.readings),
            "tokens": int(self._tokens.sum()),
            "bits_per_token": self.bits.to_json(),
            "bits_per_note": plain(self.per_note),
            "bits_per_bar": plain(self.per_bar),
            "accuracy": self.accuracy.to_json(),
            "calibration": self.calibration.to_json(),
            "by_tenth": [asdict(one) for one in self.by_tenth],
            "by_token": [asdict(one) for one in self.by_token],
            "by_kind": [asdict(one) for one in self.by_kind],
        }

    @property
    def _bits(self) -> Floats:
        return np.array([one.bits.sum() for one in self.readings])

    @property
    def _tokens(self) -> Floats:
        return np.array([float(len(one.bits)) for one in self.readings])

    def _per(self, counts: Sequence[int]) -> Estimate | None:
        return ratio(self._bits, np.array(counts, np.float64), self.seed) if sum(counts) else None

    def _stretches(self, numbers: Sequence[Any]) -> list[Stretch]:
        """``numbers``: for each piece, of which stretch each of its tokens (T,) is."""
        found = []
        for number in range(max(int(own.max()) for own in numbers if len(own)) + 1):
            tokens = np.array([float((own == number).sum()) for own in numbers])
            if tokens.sum():
                pairs = zip(self.readings, numbers, strict=True)
                sums = np.array([one.bits[own == number].sum() for one, own in pairs])
                found.append(Stretch(number, number, int(tokens.sum()), ratio(sums, tokens, self.seed)))
        return found


def difference(theirs: Sequence[Reading], ours: Sequence[Reading], seed: int) -> Estimate:
    """Bits per token of one model less those of another at the same pieces: above 0 where ours are fewer.

    The pieces are drawn together, so that it does not matter that some pieces are hard for both.
    """
    more = np.array([one.bits.sum() - other.bits.sum() for one, other in zip(theirs, ours, strict=True)])
    return ratio(more, np.array([float(len(one.bits)) for one in ours]), seed)
