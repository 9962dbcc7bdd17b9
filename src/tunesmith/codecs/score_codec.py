"""What the codecs of scores of events have in common."""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from tunesmith.codecs.codec import Codec, Given, Tracker
from tunesmith.codecs.grammar import Grammar
from tunesmith.errors import TunesmithError
from tunesmith.music.abc.grammar.controls import Controls
from tunesmith.music.key import spell as tonic
from tunesmith.music.midi.text import read, write
from tunesmith.music.midi.transpose import transpose
from tunesmith.music.piece import Piece
from tunesmith.music.places import Places

if TYPE_CHECKING:
    from symusic.core import ScoreTick

END = "end"


class ScoreCodec(ABC):
    """Turns a score (symusic's, in ticks) into words and back. Every piece ends with the word ``end``.

    A subclass says what it can ``hold`` of a score, and how that is spelled and read.
    """

    name: ClassVar[str]
    loss: ClassVar[str]  # what ``hold`` drops, in a sentence
    unit: ClassVar[str] = "word"
    separator: ClassVar[str] = " "
    patience: ClassVar[int] = 10_000
    notation: ClassVar[str] = "midi"
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
    def hold(self, score: "ScoreTick") -> "ScoreTick":
        """The score as this codec can hold it: what comes back from ``read(spell(...))``, note for note.

        Raises TunesmithError for a score that it cannot hold at all, with the reason.
        """

    @abstractmethod
    def spell(self, score: "ScoreTick") -> list[str]:
        """The words of a score that ``hold`` has made, without the end."""

    @abstractmethod
    def read(self, words: Sequence[str]) -> "ScoreTick":
        """The score that words spell, without the end. Takes any words; others are passed over."""

    @abstractmethod
    def grammar(self, controls: Controls) -> Grammar | None:
        """The words that spell a score without repair. Raises TunesmithError for a demand it cannot keep."""

    def encode(self, piece: Piece) -> list[str]:
        return [*self.spell(self.hold(read(piece.content))), END]

    def decode(self, tokens: Sequence[str]) -> Piece:
        words = list(tokens)
        if END in words:
            words = words[: words.index(END)]
        return Piece("", "", self.notation, write(self.read(words)), "")

    def quantize(self, piece: Piece) -> Piece:
        return Piece("", "", self.notation, write(self.hold(read(piece.content))), "")

    def spans(self, tokens: Sequence[str]) -> list[tuple[int, int]]:
        """Words have no place of their own in the text of a score: ``places`` are those of the words."""
        return [(place, place + 1) for place in range(len(tokens))]

    def places(self, tokens: Sequence[str]) -> Places:
        """Of each word only what kind it is. A subclass that knows more says more."""
        unknown = np.full(len(tokens), np.nan)
        kinds = tuple(re.split(r"[:_]", token)[0] if not token.isdigit() else "note" for token in tokens)
        return Places(np.full(len(tokens), -1), unknown, kinds, (), ())

    def ends(self, tokens: Sequence[str]) -> bool:
        return bool(tokens) and tokens[-1] == END

    def primer(self, text: str) -> list[str]:
        """``text``: a score as text. Nothing is an empty primer."""
        return self.spell(self.hold(read(text))) if text.strip() else []

    def given(self, text: str, voices: str) -> Given:
        raise TunesmithError(f"--voices: codec {self.name} has no voices; a model of codec grid writes four")

    def shift(self, piece: Piece, semitones: int) -> list[str] | None:
        try:
            moved = transpose(self.hold(read(piece.content)), semitones)
        except TunesmithError:
            return None
        tokens = [*self.spell(moved), END]
        return tokens if self._ids.keys() >= set(tokens) else None

    def key(self, piece: Piece) -> str:
        """As it is stated: "D", "Am". Without a statement C."""
        keys = read(piece.content).key_signatures
        if not len(keys):
            return "C"
        return f"{tonic(keys[0].key + 3)}m" if keys[0].tonality else tonic(keys[0].key)

    def signature(self, piece: Piece) -> int:
        keys = read(piece.content).key_signatures
        return int(keys[0].key) if len(keys) else 0

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
            f"the vocabulary of this model ({len(self.vocabulary)} words) lacks {', '.join(missing[:5])}"
            f"{more}: leave such notes out, or train on music that has them"
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
