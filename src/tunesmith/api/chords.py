"""A tune with chord symbols that a learned model found for it."""

import re
from dataclasses import dataclass, replace
from importlib.metadata import version
from secrets import randbelow
from typing import Any

from tunesmith.codecs.registry import codec_from_json
from tunesmith.errors import TunesmithError
from tunesmith.generation.chords import ChordRequest, Chords, write_chords
from tunesmith.models.checkpoint import Checkpoint
from tunesmith.music.abc.bar_spans import bar_spans
from tunesmith.music.abc.parser import parse
from tunesmith.music.piece import Piece

FORMAT = "tunesmith-chords.v1"
_SYMBOL = re.compile(r'"[A-G(][^"\n]*"[ ]?')  # a chord symbol; annotations begin with other signs


@dataclass(frozen=True, slots=True)
class Harmonised:
    """A tune and its chords."""

    request: ChordRequest
    seed: int
    fingerprint: str
    piece: Piece
    chords: Chords

    def to_json(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "version": version("tunesmith"),
            "request": self.request.model_dump(mode="json"),
            "seed": self.seed,
            "fingerprint": self.fingerprint,
            "abc": self.piece.content,
            "chords": self.chords.symbols,
            "bits_per_character": self.chords.bits_per_character,
        }


def add_chords(checkpoint: Checkpoint, piece: Piece, request: ChordRequest) -> Harmonised:
    """A chord symbol at the beginning of every full bar; those that the tune has are replaced.

    Raises TunesmithError for music that is no ABC or has no bars, characters that the vocabulary lacks, and
    a model that has not learned chord symbols.
    """
    codec = codec_from_json(checkpoint.config["codec"])
    if piece.notation != "abc" or codec.notation != "abc":
        raise TunesmithError("chord symbols are written over ABC; give an ABC tune and a model of ABC")
    bare = replace(piece, content=_SYMBOL.sub("", piece.content))
    text = "".join(codec.encode(bare))
    places, where = _bars(text), _bars(bare.content)
    if not where or len(places) != len(where):
        raise TunesmithError("the tune has no bars that could be told apart: check it with `tunesmith check`")
    seed = randbelow(2**32) if request.seed is None else request.seed
    engine = checkpoint.engine(codec.tracker)
    chords = write_chords(codec, engine, text, places, request, seed)
    return Harmonised(request, seed, checkpoint.fingerprint, _with(bare, where, chords.symbols), chords)


def _with(piece: Piece, places: list[int], symbols: tuple[str, ...]) -> Piece:
    content = piece.content
    for place, symbol in reversed(list(zip(places, symbols, strict=True))):
        content = f'{content[:place]}"{symbol}"{content[place:]}'
    return replace(piece, content=content)


def _bars(text: str) -> list[int]:
    """Where each bar but a pickup begins."""
    spans = bar_spans(parse(text))
    return [span.start for span in spans if span.number > 0]
