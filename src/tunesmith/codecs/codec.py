"""The contract between music and integers."""

from collections.abc import Sequence
from typing import Any, Protocol

from tunesmith.music.piece import Piece


class Codec(Protocol):
    """Turns a piece into tokens and back. Two codecs with the same ``to_json()`` give the same ids.

    ``decode(encode(p))`` equals ``quantize(p)``; what ``quantize`` drops is the codec's declared loss.
    """

    name: str  # versioned, and its meaning never changes: "abc-char.v1"
    notation: str  # of the pieces it reads and writes: "abc"
    vocabulary: tuple[str, ...]  # token of each id, no token twice
    opening: tuple[str, ...]  # the tokens that stand before every piece; a model is fed them first

    def encode(self, piece: Piece) -> list[str]:
        """The tokens of a piece, its end included. Tokens may lie outside the vocabulary."""

    def decode(self, tokens: Sequence[str]) -> Piece:
        """The piece that tokens spell; whatever follows its end is ignored."""

    def quantize(self, piece: Piece) -> Piece:
        """The piece as this codec can hold it."""

    def ends(self, tokens: Sequence[str]) -> bool:
        """Whether the last of these tokens completes a piece."""

    def primer(self, text: str) -> list[str]:
        """The tokens of the beginning of a piece, to be continued. No end is added."""

    def shift(self, piece: Piece, semitones: int) -> list[str] | None:
        """The tokens of the piece transposed; None where vocabulary or notation cannot hold that."""

    def ids(self, tokens: Sequence[str]) -> list[int]:
        """Raises TunesmithError naming every token that the vocabulary lacks."""

    def tokens(self, ids: Sequence[int]) -> list[str]: ...

    def to_json(self) -> dict[str, Any]:
        """Everything needed to make the same codec again."""
