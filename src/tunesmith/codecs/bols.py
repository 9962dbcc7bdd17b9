"""Tabla bol by bol: every stroke is a word, with its length."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, Self

from tunesmith.codecs.bol_grammar import BolGrammar
from tunesmith.codecs.bol_lexicon import Lexicon
from tunesmith.codecs.bol_places import bol_places
from tunesmith.codecs.bol_tracker import BolTracker, sizes
from tunesmith.codecs.bol_words import LAYA_IS, composition_of, note_of, note_word, settled, words_of
from tunesmith.codecs.word_codec import END, WordCodec, refuse_options
from tunesmith.errors import TunesmithError
from tunesmith.music.abc.grammar.controls import Controls
from tunesmith.music.piece import Piece
from tunesmith.music.places import Places
from tunesmith.music.tabla.bols import dry, find_bol
from tunesmith.music.tabla.composition import Note
from tunesmith.music.tabla.text import read, write

LAYAS = range(30, 301, 5)  # that a model may be asked for, whatever its pieces have


class Bols(WordCodec):
    """``bol.v1``: ``tala:teental laya:60 form:kaida theme@2 dha=1/2 dha=1/2 tete=1 ...``.

    A model is also told, with every word, where in the cycle the next one stands, what a tihai lacks to land,
    and which bol stood at this place in the bhari half and in the theme (``bol_tracker.py``).
    """

    name = "bol.v1"
    loss = (
        "titles and comments are dropped; a bar line stands at every vibhag; of spellings one is kept; "
        "a form that is not stated is told by the sections"
    )
    notation: ClassVar[str] = "tabla"

    def __init__(self, vocabulary: Sequence[str]) -> None:
        super().__init__(vocabulary)
        self.sides = sizes(self.vocabulary)
        self._lexicon = Lexicon(self.vocabulary)

    @classmethod
    def learn(cls, pieces: Iterable[Piece], **options: Any) -> Self:
        """The words of these pieces, what each bol becomes in the khali, and round numbers of laya."""
        refuse_options(cls.name, options)
        words = {END} | {f"{LAYA_IS}{laya}" for laya in LAYAS}
        for piece in pieces:
            try:
                words.update(words_of(settled(piece.content)))
            except TunesmithError:  # what cannot be held teaches nothing
                continue
        notes = [note for word in words if (note := note_of(word)) and note.bol]
        words |= {note_word(Note(dry(find_bol(note.bol)).name, note.duration)) for note in notes}
        return cls(sorted(words))

    def encode(self, piece: Piece) -> list[str]:
        return [*words_of(settled(piece.content)), END]

    def decode(self, tokens: Sequence[str]) -> Piece:
        words = list(tokens)
        if END in words:
            words = words[: words.index(END)]
        return Piece("", "", self.notation, write(composition_of(words)), "")

    def quantize(self, piece: Piece) -> Piece:
        return Piece("", "", self.notation, write(settled(piece.content)), "")

    def places(self, tokens: Sequence[str]) -> Places:
        return bol_places(tokens)

    def primer(self, text: str) -> list[str]:
        """The beginning of a composition, in the text form: the model goes on where it stops."""
        return words_of(settled(text)) if text.strip() else []

    def shift(self, piece: Piece, semitones: int) -> list[str] | None:
        """Tabla has no key."""
        return None

    def key(self, piece: Piece) -> str:
        """What stands for it: the tala."""
        return read(piece.content)[0].tala

    def signature(self, piece: Piece) -> int:
        return 0

    def tracker(self) -> BolTracker:
        return BolTracker(self._lexicon)

    def grammar(self, controls: Controls) -> BolGrammar:
        return BolGrammar(self.vocabulary, controls)
