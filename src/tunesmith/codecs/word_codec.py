"""What the codecs of words have in common, whatever the words say."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from tunesmith.codecs.codec import Codec, Given, Tracker
from tunesmith.codecs.grammar import Grammar
from tunesmith.errors import TunesmithError
from tunesmith.music.abc.grammar.controls import Controls
from tunesmith.music.piece import Piece

END = "end"


class WordCodec(ABC):
    """A vocabulary, its ids, and no side features. Every piece ends with the word ``end``."""

    name: ClassVar[str]
    loss: ClassVar[str]  # what a piece loses, in a sentence
    notation: ClassVar[str]
    unit: ClassVar[str] = "word"
    separator: ClassVar[str] = " "
    patience: ClassVar[int] = 10_000
    opening: ClassVar[tuple[str, ...]] = (END,)
    sides: tuple[int, ...] = ()

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self.vocabulary = tuple(vocabulary)
        self._ids = {token: index for index, token in enumerate(self.vocabulary)}

    @classmethod
    @abstractmethod
    def learn(cls, pieces: Iterable[Piece], **options: Any) -> Self:
        """A codec for these pieces; those that it cannot hold teach nothing.

        Raises TunesmithError for an option that it does not have.
        """

    @abstractmethod
    def grammar(self, controls: Controls) -> Grammar | None:
        """The words that spell a piece without repair. Raises TunesmithError for a demand it cannot keep."""

    def spans(self, tokens: Sequence[str]) -> list[tuple[int, int]]:
        """Words have no place of their own in the text of a piece: ``places`` are those of the words."""
        return [(place, place + 1) for place in range(len(tokens))]

    def ends(self, tokens: Sequence[str]) -> bool:
        return bool(tokens) and tokens[-1] == END

    def given(self, text: str, voices: str) -> Given:
        raise TunesmithError(f"--voices: codec {self.name} has no voices; a model of codec grid writes four")

    def ids_in(self, other: Codec) -> tuple[NDArray[np.int64], list[NDArray[np.int64]]]:
        if other.name != self.name or tuple(other.sides) != self.sides:
            raise TunesmithError(
                f"it was trained with codec {other.name}, not {self.name}: use the same codec and preset"
            )
        places = {token: index for index, token in enumerate(other.vocabulary)}
        tokens = np.array([places.get(token, -1) for token in self.vocabulary], np.int64)
        return tokens, [np.arange(size) for size in self.sides]

    def ids(self, tokens: Sequence[str]) -> list[int]:
        try:
            return [self._ids[token] for token in tokens]
        except KeyError:
            missing = sorted(set(tokens) - self._ids.keys())
        more = f" and {len(missing) - 5} more" if len(missing) > 5 else ""
        raise TunesmithError(
            f"the vocabulary of this model ({len(self.vocabulary)} {self.unit}s) lacks "
            f"{', '.join(missing[:5])}{more}: leave such things out, or train on music that has them"
        )

    def tokens(self, ids: Sequence[int]) -> list[str]:
        return [self.vocabulary[index] for index in ids]

    def tracker(self) -> Tracker:
        return _Nothing()

    def features(self, ids: Sequence[int]) -> NDArray[np.unsignedinteger[Any]]:
        advance = self.tracker().advance
        return np.array([advance(token) for token in ids], np.uint16).reshape(len(ids), len(self.sides))

    def to_json(self) -> dict[str, Any]:
        return {"name": self.name, "vocabulary": list(self.vocabulary)}

    @classmethod
    def from_json(cls, config: dict[str, Any]) -> Self:
        return cls(config["vocabulary"])


class _Nothing:
    """The tracker of a codec without side features."""

    def advance(self, token: int, /) -> tuple[int, ...]:
        return ()


def refuse_options(name: str, options: dict[str, Any], known: Iterable[str] = ()) -> None:
    """Raises TunesmithError for an option that a codec does not have."""
    strange = sorted(set(options) - set(known))
    if strange:
        there = ", ".join(sorted(known)) or "none"
        raise TunesmithError(f"codec {name} has no option {strange[0]!r}; there are {there}")
