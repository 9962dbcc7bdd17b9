"""What is known of the tokens of a piece without any model."""

from collections.abc import Sequence
from dataclasses import dataclass

from tunesmith.codecs.codec import Codec
from tunesmith.errors import TunesmithError
from tunesmith.evaluation.novelty.melody import read_melody
from tunesmith.music.piece import Piece

END = "end"  # the kind of a token that spells nothing


@dataclass(frozen=True, slots=True)
class TokenFacts:
    """A piece of T tokens, and how much music they spell, counted alike for every codec."""

    kinds: tuple[str, ...]  # (T,) what sort of sign each token ends with: "note", "bar line"
    notes: int  # of the melody, or bols
    bars: int  # or cycles


def token_facts(codec: Codec, piece: Piece, tokens: Sequence[str]) -> TokenFacts:
    """``tokens`` are those of ``piece`` under ``codec``, the end included."""
    try:
        melody = read_melody(codec.quantize(piece))
        notes, bars = len(melody), len(melody.bar_keys)
    except TunesmithError:  # nothing that sounds
        notes, bars = 0, 0
    kinds = codec.places(tokens).kinds
    spans = codec.spans(tokens)
    return TokenFacts(
        tuple(kinds[end - 1] if end > start else END for start, end in spans), notes=notes, bars=bars
    )
