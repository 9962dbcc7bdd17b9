"""How sound a run's tunes are, with the rules of music and without them, and what the rules cost."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from statistics import median
from typing import Any

from tunesmith.api.corpus import corpus_of
from tunesmith.codecs.registry import codec_from_json
from tunesmith.errors import TunesmithError
from tunesmith.evaluation.masked import MaskedBits, masked_bits
from tunesmith.evaluation.soundness import Soundness, broken_rules, count_sound
from tunesmith.generation.request import Request
from tunesmith.generation.take import Take
from tunesmith.generation.writer import Token, Writer
from tunesmith.models.checkpoint import Checkpoint
from tunesmith.music.abc.grammar.controls import Controls

ROUND = 5  # takes with rules, then as many without: a machine that drifts meets both alike
MOST_TOKENS = {
    "strict": 1_000_000,
    "off": 10_000,
}  # of a take: with rules every tune ends, without some do not
UNENDED = "no-end"  # the rule that a take breaks which was cut off


@dataclass(frozen=True, slots=True)
class Written:
    """Takes that were written in one way."""

    soundness: Soundness
    unsound: tuple[int, ...]  # seeds of the takes that break a rule
    characters: int
    characters_per_second: float  # the median round

    def to_json(self) -> dict[str, Any]:
        fields = ("unsound", "characters", "characters_per_second")
        return {**self.soundness.to_json(), **{name: getattr(self, name) for name in fields}}


@dataclass(frozen=True, slots=True)
class RuleFigures:
    """What ``tunesmith bench rules`` prints."""

    request: Request
    fingerprint: str
    strict: Written
    off: Written
    human: Soundness  # of the tunes that the run learned from, as its model reads them
    held_out: MaskedBits  # of the sound tunes among the held-out ones

    @property
    def speed_ratio(self) -> float:
        """Characters per second with rules over those without."""
        return self.strict.characters_per_second / self.off.characters_per_second

    def to_json(self) -> dict[str, Any]:
        return {
            "run": str(self.request.checkpoint),
            "fingerprint": self.fingerprint,
            "takes": self.request.count,
            "temperature": self.request.temperature,
            "seed": self.request.seed,
            "strict": self.strict.to_json(),
            "off": self.off.to_json(),
            "human": self.human.to_json(),
            "speed_ratio": self.speed_ratio,
            "held_out_sound": self.held_out.to_json(),
        }


def measure_rules(
    checkpoint: Checkpoint, request: Request, told: Callable[[int], None] = lambda takes: None
) -> RuleFigures:
    """Write ``request.count`` takes with rules and as many without, a few of each in turn.

    Both have the same seeds and settings; ``told`` hears how many of each there are. Raises TunesmithError
    for music without rules, and for a run whose corpus is gone or has changed.
    """
    codec = codec_from_json(checkpoint.config["codec"])
    grammar = codec.grammar(Controls())
    if grammar is None:
        raise TunesmithError(f"{codec.name} knows no rules of music; measure a run that learned ABC")
    corpus = corpus_of(checkpoint.config)
    writer = Writer.of(checkpoint)
    desks = [_Desk(writer, request, rules) for rules in ("strict", "off")]
    for done in range(0, request.count, ROUND):
        for desk in desks:
            desk.write(ROUND)
        told(min(done + ROUND, request.count))
    human = count_sound(broken_rules(codec.quantize(piece)) for piece in corpus.train)
    sound = [codec.encode(piece) for piece in corpus.held_out if not broken_rules(codec.quantize(piece))]
    ids = [codec.ids(tokens) for tokens in sound]
    held_out = masked_bits(checkpoint.engine(codec.tracker), grammar, codec.ids(codec.opening), ids)
    strict, off = (desk.written() for desk in desks)
    return RuleFigures(request, checkpoint.fingerprint, strict, off, human, held_out)


class _Desk:
    """Where the takes of one kind are written, timed and examined."""

    def __init__(self, writer: Writer, request: Request, rules: str) -> None:
        wishes = {"rules": rules, "max_tokens": MOST_TOKENS[rules]}
        self._items: Iterator[Token | Take] = writer.write(request.model_copy(update=wishes))
        self._broken: dict[int, frozenset[str]] = {}  # by seed
        self._characters = 0
        self._speeds: list[float] = []

    def write(self, takes: int) -> None:
        """So many more takes; the time counts from the first character to the last."""
        began = time.perf_counter()
        written = list(islice((item for item in self._items if isinstance(item, Take)), takes))
        seconds = time.perf_counter() - began
        characters = sum(len(take.tokens) for take in written)
        self._characters += characters
        self._speeds.append(characters / seconds)
        for take in written:
            cut = frozenset() if take.ended else {UNENDED}
            self._broken[take.seed] = broken_rules(take.piece) | cut

    def written(self) -> Written:
        unsound = tuple(seed for seed, rules in self._broken.items() if rules)
        return Written(count_sound(self._broken.values()), unsound, self._characters, median(self._speeds))
