"""ABC letter by letter: every character of a tune is a token."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import NDArray

from tunesmith.codecs.abc_grammar import AbcGrammar
from tunesmith.codecs.abc_tracker import FEATURES, TOKEN, Tracker, sizes
from tunesmith.codecs.codec import Codec, Given
from tunesmith.errors import TunesmithError
from tunesmith.music.abc.canonical import write_clean
from tunesmith.music.abc.grammar.controls import Controls
from tunesmith.music.abc.parser import parse
from tunesmith.music.abc.places import places
from tunesmith.music.abc.transpose import transpose
from tunesmith.music.piece import Piece
from tunesmith.music.places import Places

Form = Literal["raw", "clean"]

END = "\n\n"  # ABC 2.1, section 2.2.2: an empty line ends a tune
TITLE = "Untitled"
_FIELD_LINE = re.compile(r"([A-Z]):(?![|:])(.*)")


class AbcChar:
    """``abc-char.v1``. The vocabulary is all distinct characters of the pieces it learned from, sorted.

    Two forms of text: ``raw`` is the tune as its file has it; ``clean`` is what ``write_clean`` makes of it
    (core fields and music in canonical spacing), so that a model spends its bits on music.
    """

    name = "abc-char.v1"
    notation = "abc"
    unit = "character"
    separator = ""
    patience = 2_000
    opening: tuple[str, ...] = ("\n", "\n")

    def __init__(
        self,
        form: Form,
        vocabulary: Sequence[str],
        defaults: dict[str, str],
        side_features: Sequence[str] = (),
    ) -> None:
        """``defaults``: the metre (M), unit length (L) and key (K) of a primer that does not say.

        ``side_features``: names of ``abc_tracker.FEATURES``. Raises TunesmithError for a name that is not.
        """
        strange = [name for name in side_features if name not in FEATURES]
        if strange:
            raise TunesmithError(
                f"there is no side feature {strange[0]!r}; choose from {', '.join(FEATURES)}"
            )
        self.form: Form = form
        self.vocabulary = tuple(vocabulary)
        self.defaults = defaults
        self.side_features = tuple(side_features)
        self.sides = sizes(self.side_features, len(self.vocabulary))
        self._ids = {token: index for index, token in enumerate(self.vocabulary)}

    @classmethod
    def learn(
        cls, pieces: Iterable[Piece], *, form: Form = "clean", side_features: Sequence[str] = ()
    ) -> Self:
        """A codec for these pieces. Its defaults are their commonest metre, unit length and key."""
        characters, counts = set(END), {letter: Counter[str]() for letter in "MLK"}
        for piece in pieces:
            tune = parse(piece.content)
            characters.update(_trim(piece.content) if form == "raw" else write_clean(tune))
            counts["M"][tune.meter.text] += 1
            counts["L"][str(tune.unit)] += 1
            counts["K"][tune.key.name] += 1
        defaults = {letter: count.most_common(1)[0][0] for letter, count in counts.items() if count}
        return cls(form, sorted(characters), defaults, side_features)

    def encode(self, piece: Piece) -> list[str]:
        """Every character of the text, then an empty line. Raw: the text down to its first empty line."""
        return list(self._text(piece.content) + END)

    def decode(self, tokens: Sequence[str]) -> Piece:
        """The text up to the first empty line. Clean: with ``X:1`` and a placeholder for the title."""
        text = _trim("".join(tokens))
        content = f"X:1\nT:{TITLE}\n{text}" if self.form == "clean" else text
        title = re.search(r"(?m)^T:(.*)", content)
        return Piece("", title[1].strip() if title else "", self.notation, content, "")

    def spans(self, tokens: Sequence[str]) -> list[tuple[int, int]]:
        """Every character has its own place; line ends before the tune and what follows it have none."""
        text = "".join(tokens)
        content = self.decode(tokens).content
        before = len(text) - len(text.replace("\r\n", "\n").lstrip("\n"))
        shift = len(content) - len(_trim(text)) - before
        places = [min(max(place, 0), len(content)) for place in range(shift, shift + len(text) + 1)]
        return list(pairwise(places))

    def places(self, tokens: Sequence[str]) -> Places:
        return places(parse(self.decode(tokens).content))

    def quantize(self, piece: Piece) -> Piece:
        """Drops id and source. Raw also drops what follows an empty line, which ends a tune in ABC.

        Clean drops what ``write_clean`` drops: the number, titles and other text fields, and spacing.
        """
        return self.decode(self._text(piece.content))

    def ends(self, tokens: Sequence[str]) -> bool:
        return len(tokens) > 2 and tokens[-1] == tokens[-2] == "\n"

    def primer(self, text: str) -> list[str]:
        """The beginning of a tune: header lines in any order, music, or both.

        Fields that music needs and the text does not give come from ``defaults``. A header alone is cut after
        its last given field, so that the model chooses the rest.
        """
        if self.form == "raw" and text.lstrip().startswith("X:"):
            return list(_trim(text.lstrip()))
        fields, music = _split_header(text)
        if not fields and not music:
            return []
        given = set(fields)
        fields = {"X": "1", "T": TITLE, **self._missing(fields), **fields}
        key = fields.pop("K")
        header = [f"{letter}:{value}" for letter, value in {**fields, "K": key}.items()]
        whole = "\n".join([*header, music])
        if self.form == "clean":  # which would drop, without a word, what is no music
            lines = whole.split("\n")
            strays = [p for p in parse(whole).problems if p.rule == "unexpected-text"]
            self.ids([lines[p.line - 1][p.column - 1] for p in strays])
        written = self._text(whole) if self.form == "clean" or music else "\n".join(header)
        return list(written if music else _cut_header(written, given))

    def given(self, text: str, voices: str) -> Given:
        raise TunesmithError("--voices: ABC has one voice here; a model of codec grid writes four")

    def shift(self, piece: Piece, semitones: int) -> list[str] | None:
        """The tokens of the piece transposed.

        None where the vocabulary lacks one of them, or a note would leave the range of MIDI.
        """
        try:
            moved = transpose(self._text(piece.content), semitones)  # clean text stays clean
        except TunesmithError:
            return None
        return list(moved + END) if self._ids.keys() >= set(moved) else None

    def key(self, piece: Piece) -> str:
        return parse(piece.content).key.name

    def signature(self, piece: Piece) -> int:
        """Sharps of the K: field, flats negative."""
        return parse(piece.content).key.fifths

    def ids(self, tokens: Sequence[str]) -> list[int]:
        try:
            return [self._ids[token] for token in tokens]
        except KeyError:
            missing = sorted(set(tokens) - self._ids.keys())
        named = ", ".join(f"{token!r} ({' '.join(f'U+{ord(c):04X}' for c in token)})" for token in missing)
        raise TunesmithError(
            f"the vocabulary of this model ({len(self.vocabulary)} characters) lacks {named}: leave them out"
        )

    def ids_in(self, other: Codec) -> tuple[NDArray[np.int64], list[NDArray[np.int64]]]:
        ours, theirs = list(self.side_features), other.to_json().get("side_features", [])
        if ours != theirs:
            raise TunesmithError(
                f"its side features are {', '.join(theirs) or 'none'} and those of the new run "
                f"{', '.join(ours) or 'none'}: use the preset that it was trained with"
            )
        places = {token: index for index, token in enumerate(other.vocabulary)}
        tokens = np.array([places.get(token, -1) for token in self.vocabulary], np.int64)
        shifted = np.concatenate(
            [[0], np.where(tokens < 0, -1, tokens + 1)]
        )  # of a feature that names a token
        sides = [
            shifted if FEATURES[name] == TOKEN else np.arange(size)
            for name, size in zip(ours, self.sides, strict=True)
        ]
        return tokens, sides

    def tracker(self) -> Tracker:
        return Tracker(self.vocabulary, self.side_features)

    def features(self, ids: Sequence[int]) -> NDArray[np.unsignedinteger[Any]]:
        """ids (N,) -> side features (N, F) of this text alone."""
        advance = self.tracker().advance
        rows = [advance(token) for token in ids]
        smallest = np.min_scalar_type(max(self.sides, default=0))  # a corpus in all keys is large
        return np.array(rows, smallest).reshape(len(rows), len(self.sides))

    def grammar(self, controls: Controls) -> AbcGrammar:
        return AbcGrammar(self.vocabulary, controls, clean=self.form == "clean")

    def tokens(self, ids: Sequence[int]) -> list[str]:
        return [self.vocabulary[index] for index in ids]

    def to_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "form": self.form,
            "vocabulary": "".join(self.vocabulary),
            "defaults": self.defaults,
            **({"side_features": list(self.side_features)} if self.side_features else {}),
        }

    @classmethod
    def from_json(cls, config: dict[str, Any]) -> Self:
        side_features = config.get("side_features", ())
        return cls(config["form"], tuple(config["vocabulary"]), dict(config["defaults"]), side_features)

    def _text(self, content: str) -> str:
        return _trim(content if self.form == "raw" else _clean(content))

    def _missing(self, fields: dict[str, str]) -> dict[str, str]:
        wanted = "MLK" if self.form == "clean" else "MK"  # raw files mostly leave L: to its default
        return {letter: self.defaults[letter] for letter in wanted if letter not in fields}


def _trim(text: str) -> str:
    """From the first line with anything on it to the next empty line."""
    return text.replace("\r\n", "\n").lstrip("\n").partition(END)[0].rstrip()


@lru_cache(maxsize=10_000)  # training asks for the same tunes in every epoch
def _clean(content: str) -> str:
    return write_clean(parse(content))


def _split_header(text: str) -> tuple[dict[str, str], str]:
    """The field lines at the head of a text, letter -> value, and the music after them, without comments."""
    fields: dict[str, str] = {}
    lines = [line for line in text.strip().splitlines() if not line.startswith("%")]
    for index, line in enumerate(lines):
        match = _FIELD_LINE.match(line)
        if match is None:
            return fields, "\n".join(lines[index:])
        fields[match[1]] = match[2].strip()
    return fields, ""


def _cut_header(header: str, given: set[str]) -> str:
    """The header down to the last line whose letter was given, with its line end."""
    lines = header.splitlines()
    last = max((index for index, line in enumerate(lines) if line[0] in given), default=-1)
    return "".join(f"{line}\n" for line in lines[: last + 1])
