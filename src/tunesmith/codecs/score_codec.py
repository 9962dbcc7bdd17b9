"""What the codecs of scores of events have in common."""

import re
from abc import abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from tunesmith.codecs.word_codec import END, WordCodec
from tunesmith.errors import TunesmithError
from tunesmith.music.key import spell as tonic
from tunesmith.music.midi.text import read, write
from tunesmith.music.midi.transpose import transpose
from tunesmith.music.piece import Piece
from tunesmith.music.places import Places

if TYPE_CHECKING:
    from symusic.core import ScoreTick


class ScoreCodec(WordCodec):
    """Turns a score (symusic's, in ticks) into words and back.

    A subclass says what it can ``hold`` of a score, and how that is spelled and read.
    """

    notation: ClassVar[str] = "midi"

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

    def encode(self, piece: Piece) -> list[str]:
        return [*self.spell(self.hold(read(piece.content))), END]

    def decode(self, tokens: Sequence[str]) -> Piece:
        words = list(tokens)
        if END in words:
            words = words[: words.index(END)]
        return Piece("", "", self.notation, write(self.read(words)), "")

    def quantize(self, piece: Piece) -> Piece:
        return Piece("", "", self.notation, write(self.hold(read(piece.content))), "")

    def places(self, tokens: Sequence[str]) -> Places:
        """Of each word only what kind it is. A subclass that knows more says more."""
        unknown = np.full(len(tokens), np.nan)
        kinds = tuple(re.split(r"[:_]", token)[0] if not token.isdigit() else "note" for token in tokens)
        return Places(np.full(len(tokens), -1), unknown, kinds, (), ())

    def primer(self, text: str) -> list[str]:
        """``text``: a score as text. Nothing is an empty primer."""
        return self.spell(self.hold(read(text))) if text.strip() else []

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
