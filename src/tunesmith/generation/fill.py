"""Bars of a tune written anew, so that they fit what comes before them and after.

Sequential Monte Carlo over a model that reads from left to right: particles write bar after bar; the bar
lines between, and at the end the whole rest of the tune, are given, and weigh each particle by how likely
it finds them. At every bar line a glance ahead (``Swarm.foresee``) tells how likely the music after the gap
would be if it came at once; such a provisional weight is taken back at the next bar line, so that it guides
the particles and leaves the result unbiased (a twisted target: Whiteley & Lee 2014).
"""

import math
import re
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from tunesmith.codecs.codec import Codec
from tunesmith.codecs.grammar import Grammar, read
from tunesmith.errors import TunesmithError
from tunesmith.generation.gap import Gap
from tunesmith.generation.swarm import Swarm
from tunesmith.models.engine import Engine
from tunesmith.music.abc.grammar.controls import Controls

LONGEST_BAR = 80  # tokens
GLANCE = 24  # tokens after the gap that a particle looks at ahead of time: two or three bars
# What no bar holds. A model that wants ":|" where "||" stands takes "|" instead; letters are those of fields,
# which it would begin with "[" to get out of a bar that is full.
FORM_SIGNS = "|:\n\r%\\IKLMNPQRUVW"
# A glance counts by this power. In full it misleads: what fits right before the music after the gap seldom
# fits two bars earlier.
GLANCE_POWER = 0.25
_BAR_LINE = re.compile(r"[|:\[\]\s]*")


class FillRequest(BaseModel):
    """What to write anew, and how. Unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    checkpoint: Path = Field(description="A run or checkpoint folder.")
    bars: str = Field(description="Bars to write anew, numbered as in the score from 1 (a pickup is 0): 5-8.")
    candidates: int = Field(3, ge=1, le=100, description="How many different fillings to give, best first.")
    particles: int = Field(64, ge=2, le=4096, description="Continuations written side by side and weighed.")
    temperature: float = Field(0.4, ge=0.1, le=2.0, description="Below 1 what is likely counts more.")
    seed: int | None = Field(None, ge=0, lt=2**63, description="Random seed.")
    rules: Literal["strict", "off"] = Field(
        "strict", description="strict: the tune stays as sound as it was; off: the model alone decides."
    )


@dataclass(frozen=True, slots=True)
class Filling:
    """What to write for each bar, and how likely the model finds the whole tune with it."""

    bars: tuple[str, ...]
    bits_per_character: float


def fill(
    codec: Codec, engine: Engine, gap: Gap, request: FillRequest, seed: int, *, guided: bool = True
) -> list[Filling]:
    """Every different filling that was found, the likeliest whole tune first.

    The particles write all bars in turn; then the best filling is gone through once more, bar by bar, each
    being written anew between its neighbours and kept where that makes the tune likelier (block updates, as
    in particle Gibbs sampling: Singh, Lindsten & Moulines 2017). ``guided=False`` leaves all that out: each
    particle writes for itself, without looking at the others or ahead.

    Raises TunesmithError where the vocabulary lacks a character of the tune, and where no particle ends well.
    """
    found = _write(codec, engine, gap, request, seed, guided)
    for index in range(len(gap.bars) if guided else 0):
        best = found[0]
        try:
            one = _write(codec, engine, gap.around(best.bars, index), request, seed, guided)[0]
        except TunesmithError:  # no particle came upon the bar that stands there
            continue
        if one.bits_per_character < best.bits_per_character:
            bars = (*best.bars[:index], *one.bars, *best.bars[index + 1 :])
            found = [Filling(bars, one.bits_per_character), *found]
    return list({filling.bars: filling for filling in reversed(found)}.values())[::-1]


def _write(
    codec: Codec, engine: Engine, gap: Gap, request: FillRequest, seed: int, guided: bool
) -> list[Filling]:
    """One pass of the particles over the gap: what they end with, the likeliest whole tune first."""
    particles, strict = request.particles, request.rules == "strict"
    grammar = _grammar(codec, gap) if strict else None
    before, *lines = (codec.ids(list(text)) for text in (gap.before, *gap.lines))
    start, end = _BAR_LINE.match(gap.lines[-1]).end(), len(gap.lines) - 1  # type: ignore[union-attr]
    glance = lines[-1][start : start + GLANCE]
    writable = np.array([token not in FORM_SIGNS for token in codec.vocabulary])
    swarm = Swarm(engine, grammar, particles, request.temperature, np.random.Generator(np.random.PCG64(seed)))
    swarm.begin(codec.ids(codec.opening), before, grammar and read(grammar, before))
    foreseen = np.zeros(particles)
    for index, line in enumerate(lines):
        swarm.write(line[0], writable, cache(partial(_sound, codec, gap, index, strict)), LONGEST_BAR)
        swarm.read(line)
        if not np.isfinite(swarm.log_weights).any():
            raise TunesmithError(
                f"none of {particles} particles could write bar {gap.bars[index].number}: "
                "take more particles, another seed, or --rules off"
            )
        if not guided:
            continue
        ahead = GLANCE_POWER * swarm.power * swarm.foresee(glance) if index < end else np.zeros(particles)
        swarm.log_weights += ahead - foreseen
        foreseen = ahead
        if index < end and swarm.effective_size() < particles / 2:
            foreseen = foreseen[swarm.resample()]
    return _ranked(codec, swarm, len(before) + sum(map(len, lines)))


def _ranked(codec: Codec, swarm: Swarm, given: int) -> list[Filling]:
    bits = -swarm.log_likelihoods / math.log(2)
    found = {}
    for row in np.flatnonzero(np.isfinite(swarm.log_weights)).tolist():
        bars, length = swarm.done[row], given + sum(map(len, swarm.done[row]))
        found[bars] = Filling(tuple("".join(codec.tokens(bar)) for bar in bars), float(bits[row]) / length)
    return sorted(found.values(), key=lambda filling: (filling.bits_per_character, filling.bars))


def _sound(codec: Codec, gap: Gap, index: int, strict: bool, written: tuple[int, ...]) -> bool:
    text = "".join(codec.tokens(written))
    return gap.sound(index, text) if strict else gap.free(index, text)


def _grammar(codec: Codec, gap: Gap) -> Grammar | None:
    """The rules of sound music, where the tune as it was keeps them all.

    Elsewhere each bar is still held to its length (``Gap.sound``), which needs nothing of its surroundings.
    """
    grammar = codec.grammar(Controls())
    if grammar is None:
        return None
    try:
        read(grammar, codec.ids(list(gap.text)))
    except TunesmithError:
        return None
    return grammar
