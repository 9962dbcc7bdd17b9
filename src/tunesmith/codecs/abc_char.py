"""ABC letter by letter: every character of a tune is a token."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, Literal, Self

from tunesmith.errors import TunesmithError
from tunesmith.music.abc.canonical import write_clean
from tunesmith.music.abc.parser import parse
from tunesmith.music.abc.transpose import transpose
from tunesmith.music.piece import Piece

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
    opening: tuple[str, ...] = ("\n", "\n")

    def __init__(self, form: Form, vocabulary: Sequence[str], defaults: dict[str, str]) -> None:
        """``defaults``: the metre (M), unit length (L) and key (K) of a primer that does not say."""
        self.form: Form = form
        self.vocabulary = tuple(vocabulary)
        self.defaults = defaults
        self._ids = {token: index for index, token in enumerate(self.vocabulary)}

    @classmethod
    def learn(cls, pieces: Iterable[Piece], *, form: Form = "clean") -> Self:
        """A codec for these pieces. Its defaults are their commonest metre, unit length and key."""
        characters, counts = set(END), {letter: Counter[str]() for letter in "MLK"}
        for piece in pieces:
            tune = parse(piece.content)
            characters.update(_trim(piece.content) if form == "raw" else write_clean(tune))
            counts["M"][tune.meter.text] += 1
            counts["L"][str(tune.unit)] += 1
            counts["K"][tune.key.name] += 1
        defaults = {letter: count.most_common(1)[0][0] for letter, count in counts.items() if count}
        return cls(form, sorted(characters), defaults)

    def encode(self, piece: Piece) -> list[str]:
        """Every character of the text, then an empty line. Raw: the text down to its first empty line."""
        return list(self._text(piece.content) + END)

    def decode(self, tokens: Sequence[str]) -> Piece:
        """The text up to the first empty line. Clean: with ``X:1`` and a placeholder for the title."""
        text = _trim("".join(tokens))
        content = f"X:1\nT:{TITLE}\n{text}" if self.form == "clean" else text
        title = re.search(r"(?m)^T:(.*)", content)
        return Piece("", title[1].strip() if title else "", self.notation, content, "")

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

    def shift(self, piece: Piece, semitones: int) -> list[str] | None:
        """The tokens of the piece transposed.

        None where the vocabulary lacks one of them, or a note would leave the range of MIDI.
        """
        try:
            moved = transpose(self._text(piece.content), semitones)  # clean text stays clean
        except TunesmithError:
            return None
        return list(moved + END) if self._ids.keys() >= set(moved) else None

    def ids(self, tokens: Sequence[str]) -> list[int]:
        try:
            return [self._ids[token] for token in tokens]
        except KeyError:
            missing = sorted(set(tokens) - self._ids.keys())
        named = ", ".join(f"{token!r} ({' '.join(f'U+{ord(c):04X}' for c in token)})" for token in missing)
        raise TunesmithError(
            f"the vocabulary of this model ({len(self.vocabulary)} characters) lacks {named}: leave them out"
        )

    def tokens(self, ids: Sequence[int]) -> list[str]:
        return [self.vocabulary[index] for index in ids]

    def to_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "form": self.form,
            "vocabulary": "".join(self.vocabulary),
            "defaults": self.defaults,
        }

    @classmethod
    def from_json(cls, config: dict[str, Any]) -> Self:
        return cls(config["form"], tuple(config["vocabulary"]), dict(config["defaults"]))

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
