"""Chord symbols for a melody: each is written by a model that reads the music around it.

The melody is given, a chord symbol at the beginning of every bar is free. Particles write one symbol after
the other and are weighed by how likely they make the music that follows, which is what a player does who
looks ahead (sequential Monte Carlo, ``generation/swarm.py``).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from tunesmith.codecs.codec import Codec
from tunesmith.errors import TunesmithError
from tunesmith.generation.swarm import Swarm
from tunesmith.models.engine import Engine
from tunesmith.music.abc.grammar.symbols import is_symbol

QUOTE = '"'
LONGEST = 8  # signs of a symbol
SYMBOL_SIGNS = frozenset("ABCDEFGabcdefg#mi7j+su4659/()d2n")


class ChordRequest(BaseModel):
    """How to write chord symbols. Unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    checkpoint: Path = Field(description="A run or checkpoint folder, of a model that learned chord symbols.")
    particles: int = Field(64, ge=1, le=4096, description="Ways of going on that are weighed side by side.")
    temperature: float = Field(
        0.5, ge=0.1, le=2.0, description="Below 1 the usual chords, above it bolder ones."
    )
    seed: int | None = Field(None, ge=0, lt=2**63, description="Random seed.")


@dataclass(frozen=True, slots=True)
class Chords:
    """A symbol for each bar, and how likely the model finds the tune with them."""

    symbols: tuple[str, ...]
    bits_per_character: float


def write_chords(
    codec: Codec, engine: Engine, text: str, places: Sequence[int], request: ChordRequest, seed: int
) -> Chords:
    """The best symbols found for these places in a tune's text, as the codec spells it.

    Raises TunesmithError where the model has not learned chord symbols, or writes none that can be read.
    """
    if QUOTE not in codec.vocabulary:
        raise TunesmithError(
            "this model has never seen a chord symbol: give one that was trained on tunes that have them"
        )
    vocabulary = frozenset(codec.vocabulary)
    writable = np.array([token in SYMBOL_SIGNS for token in codec.vocabulary])
    segments = [text[start:end] for start, end in zip([0, *places], [*places, len(text)], strict=True)]
    until = codec.vocabulary.index(QUOTE)

    @cache
    def sound(written: tuple[int, ...]) -> bool:
        return is_symbol("".join(codec.tokens(written)), vocabulary)

    generator = np.random.Generator(np.random.PCG64(seed))
    swarm = Swarm(engine, None, request.particles, request.temperature, generator)
    swarm.begin(codec.ids(codec.opening), codec.ids([*segments[0], QUOTE]), None)
    for number, segment in enumerate(segments[1:], 1):
        swarm.write(until, writable, sound, LONGEST)
        following = [QUOTE] if number < len(places) else []
        swarm.read(codec.ids([QUOTE, *segment, *following]))
        if not np.isfinite(swarm.log_weights).any():
            raise TunesmithError(f"no chord symbol came to mind for bar {number}: take more --particles")
        if swarm.effective_size() < request.particles / 2:
            swarm.resample()
    alive = np.where(np.isfinite(swarm.log_weights), swarm.log_likelihoods, -np.inf)
    best = int(alive.argmax())
    symbols = tuple("".join(codec.tokens(written)) for written in swarm.done[best])
    length = len(text) + sum(len(symbol) + 2 for symbol in symbols)
    return Chords(symbols, float(-alive[best] / np.log(2)) / length)
