"""Tabla character by character: the text of a composition, as one would type it."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any, ClassVar, Self

from tunesmith.codecs.bol_char_grammar import BolCharGrammar
from tunesmith.codecs.bol_char_places import bol_char_places
from tunesmith.codecs.bol_char_spelling import ENDED, alphabet, joined_words, spelling
from tunesmith.codecs.bol_words import settled
from tunesmith.codecs.bols import Bols
from tunesmith.codecs.grammar import read as read_ids
from tunesmith.codecs.word_codec import WordCodec, refuse_options
from tunesmith.errors import TunesmithError
from tunesmith.music.abc.grammar.controls import Controls
from tunesmith.music.piece import Piece
from tunesmith.music.places import Places
from tunesmith.music.tabla.composition import Composition
from tunesmith.music.tabla.forms import known_form
from tunesmith.music.tabla.tala import known_tala
from tunesmith.music.tabla.text import read, write

_LAYA = re.compile(r"(?:laya|tempo)[ \t]*:", re.IGNORECASE)


class BolChars(WordCodec):
    """``bol-char.v1``: the standard text of a composition, and an empty line.

    Its vocabulary is the characters of the texts that it learned from, and those of which the words of
    ``bol.v1`` are spelled at the speeds that it learned.
    """

    name = "bol-char.v1"
    loss = (
        "titles and comments are dropped; a bar line stands at every vibhag; of spellings one is kept, "
        "in which bols are joined only to words that were learned: dha[1/2] ti[1/2] where dhati was not"
    )
    notation: ClassVar[str] = Bols.notation
    unit: ClassVar[str] = "character"
    separator: ClassVar[str] = ""
    opening: ClassVar[tuple[str, ...]] = tuple(ENDED)

    def __init__(self, vocabulary: Sequence[str], words: Sequence[str], joined: Iterable[str]) -> None:
        """``words``: those of ``bol.v1``, which may be spelled; ``joined``: those of several bols."""
        super().__init__(vocabulary)
        self._words, self._joined = tuple(words), frozenset(joined)

    @classmethod
    def learn(cls, pieces: Iterable[Piece], **options: Any) -> Self:
        """The words of these pieces as ``bol.v1`` learns them, and the joined words in their texts."""
        refuse_options(cls.name, options)
        pieces, joined, signs = list(pieces), set[str](), set[str]()
        for piece in pieces:
            try:
                text = write(settled(piece.content))
            except TunesmithError:  # what cannot be held teaches nothing
                continue
            joined.update(joined_words(text))
            signs.update(text)
        words = Bols.learn(pieces).vocabulary
        return cls(sorted(signs | alphabet(words, joined)), words, joined)

    def encode(self, piece: Piece) -> list[str]:
        return list(self._text(settled(piece.content)) + ENDED)

    def decode(self, tokens: Sequence[str]) -> Piece:
        """The text down to its first empty line."""
        text = "".join(tokens).lstrip("\n").partition(ENDED)[0].rstrip("\n")
        return Piece("", "", self.notation, f"{text}\n" if text else "", "")

    def quantize(self, piece: Piece) -> Piece:
        return self.decode(self._text(settled(piece.content)))

    def spans(self, tokens: Sequence[str]) -> list[tuple[int, int]]:
        """Every character has its own place; empty lines before the text and after it have none."""
        text, size = "".join(tokens), len(self.decode(tokens).content)
        before = len(text) - len(text.lstrip("\n"))
        places = [min(max(place, 0), size) for place in range(-before, len(text) + 1 - before)]
        return list(pairwise(places))

    def places(self, tokens: Sequence[str]) -> Places:
        return bol_char_places(self.decode(tokens).content)

    def ends(self, tokens: Sequence[str]) -> bool:
        return len(tokens) > 2 and tokens[-1] == tokens[-2] == "\n"

    def primer(self, text: str) -> list[str]:
        """The beginning of a composition. What our spelling can begin with is taken as it stands.

        Any other text is spelled anew, and goes on where it stops; a header stops after its last field.
        Raises TunesmithError for what nobody knows.
        """
        if not text.strip():
            return []
        begun = text.lstrip().rstrip("\n")
        if text.endswith("\n") and self._begins(f"{begun}\n"):
            return list(f"{begun}\n")
        if self._begins(begun):
            return list(begun)
        composition, _ = read(text)
        if any(section.notes for section in composition.sections):
            return list(self._text(settled(text)))
        return list(_header(composition))

    def shift(self, piece: Piece, semitones: int) -> list[str] | None:
        """Tabla has no key."""
        return None

    def key(self, piece: Piece) -> str:
        """What stands for it: the tala."""
        return read(piece.content)[0].tala

    def signature(self, piece: Piece) -> int:
        return 0

    def grammar(self, controls: Controls) -> BolCharGrammar:
        return BolCharGrammar(self.vocabulary, self._words, self._joined, controls)

    def to_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "vocabulary": "".join(self.vocabulary),
            "words": list(self._words),
            "joined": sorted(self._joined),
        }

    @classmethod
    def from_json(cls, config: dict[str, Any]) -> Self:
        return cls(tuple(config["vocabulary"]), config["words"], config["joined"])

    def _text(self, composition: Composition) -> str:
        """Its text, without the newline at the end."""
        return spelling(composition, self._joined).rstrip("\n")

    def _begins(self, text: str) -> bool:
        """Whether a sound piece in our spelling can begin so."""
        try:
            grammar = self.grammar(Controls())
            read_ids(grammar, self.ids(text))
        except TunesmithError:
            return False
        return True


def _header(composition: Composition) -> str:
    """A header without music, down to its last field that is given."""
    tala, form = known_tala(composition.tala), composition.form
    if tala is None or (form and known_form(form) is None):
        unknown = f"form {form!r}" if tala else f"tala {composition.tala!r}"
        raise TunesmithError(f"{unknown} is unknown: a primer begins with a line such as 'tala: teental'")
    laya = f"   laya: {composition.laya}" if form or _LAYA.search(composition.source) else ""
    return f"tala: {tala.name}{laya}{f'   form: {form}' if form else ''}"
