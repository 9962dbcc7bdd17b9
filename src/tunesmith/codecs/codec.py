"""The contract between music and integers."""

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from tunesmith.codecs.grammar import Grammar
from tunesmith.music.abc.grammar.controls import Controls
from tunesmith.music.piece import Piece
from tunesmith.music.places import Places


class Tracker(Protocol):
    """Reads a text id by id, any text, beginning anywhere."""

    def advance(self, token: int, /) -> tuple[int, ...]:
        """The F side features that go with this id: what the text so far, this id included, tells."""


class Given(NamedTuple):
    """A piece of which some tokens are given."""

    tokens: tuple[str | None, ...]  # None where one is to be written
    bars: tuple[int, ...]  # where each bar begins among them; the first is 0


class Codec(Protocol):
    """Turns a piece into tokens and back. Two codecs with the same ``to_json()`` give the same ids.

    ``decode(encode(p))`` equals ``quantize(p)``; what ``quantize`` drops is the codec's declared loss.
    """

    name: str  # versioned, and its meaning never changes: "abc-char.v1"
    notation: str  # of the pieces it reads and writes: "abc"
    unit: str  # what a token is: "character", "word"
    separator: str  # between two tokens where they are shown
    patience: int  # tokens after which a take that has not ended is stopped
    vocabulary: tuple[str, ...]  # token of each id, no token twice
    sides: tuple[int, ...]  # how many values each side feature has; () for none
    opening: tuple[str, ...]  # the tokens that stand before every piece; a model is fed them first

    def encode(self, piece: Piece) -> list[str]:
        """The tokens of a piece, its end included. Tokens may lie outside the vocabulary."""

    def decode(self, tokens: Sequence[str]) -> Piece:
        """The piece that tokens spell; whatever follows its end is ignored."""

    def spans(self, tokens: Sequence[str]) -> list[tuple[int, int]]:
        """Where each token stands in the content of ``decode(tokens)``: (start, end), empty after its end."""

    def places(self, tokens: Sequence[str]) -> Places:
        """What stands where in that content, to which ``spans`` point: bars, beats, musical features."""

    def quantize(self, piece: Piece) -> Piece:
        """The piece as this codec can hold it."""

    def ends(self, tokens: Sequence[str]) -> bool:
        """Whether the last of these tokens completes a piece."""

    def primer(self, text: str) -> list[str]:
        """The tokens of the beginning of a piece, to be continued. No end is added."""

    def given(self, text: str, voices: str) -> "Given":
        """The tokens of a piece of which only some voices are kept.

        Raises TunesmithError where the codec has no voices, or not these.
        """

    def shift(self, piece: Piece, semitones: int) -> list[str] | None:
        """The tokens of the piece transposed; None where vocabulary or notation cannot hold that."""

    def key(self, piece: Piece) -> str:
        """The name of the key that the piece begins in."""

    def signature(self, piece: Piece) -> int:
        """Sharps of the key that the piece begins in, flats negative."""

    def ids_in(self, other: "Codec") -> tuple[NDArray[np.int64], list[NDArray[np.int64]]]:
        """For each id its id in another codec of the same name, -1 for none; and so for each side feature.

        Raises TunesmithError where the two have not the same side features.
        """

    def ids(self, tokens: Sequence[str]) -> list[int]:
        """Raises TunesmithError naming every token that the vocabulary lacks."""

    def tracker(self) -> Tracker:
        """Begins a text whose side features are wanted one after the other, as it is written."""

    def features(self, ids: Sequence[int]) -> NDArray[np.unsignedinteger[Any]]:
        """ids (N,) -> side features (N, F): what a fresh tracker says to each id."""

    def tokens(self, ids: Sequence[int]) -> list[str]: ...

    def grammar(self, controls: Controls) -> Grammar | None:
        """The sound pieces that keep the demands; None for a notation without rules.

        Raises TunesmithError when this vocabulary cannot spell any.
        """

    def to_json(self) -> dict[str, Any]:
        """Everything needed to make the same codec again."""
