"""Where pieces are written and measured one by one: the work that a crew shares."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from tunesmith.api.evaluation.figures import Measured
from tunesmith.codecs.codec import Codec
from tunesmith.codecs.registry import codec_from_json
from tunesmith.errors import TunesmithError
from tunesmith.evaluation.form import form_of
from tunesmith.evaluation.novelty.humans import HumanScale
from tunesmith.evaluation.novelty.index import Index
from tunesmith.evaluation.novelty.melody import read_melody
from tunesmith.evaluation.novelty.store import open_index
from tunesmith.evaluation.novelty.summary import take_novelty
from tunesmith.evaluation.soundness import broken_rules
from tunesmith.evaluation.style.distances import StyleDistance, compare_style
from tunesmith.evaluation.style.judge import Judgement, control, judge
from tunesmith.evaluation.style.traits import traits
from tunesmith.generation.request import Request
from tunesmith.generation.take import Take
from tunesmith.generation.writer import Writer
from tunesmith.models.bits import piece_bits
from tunesmith.models.checkpoint import load_checkpoint
from tunesmith.models.engine import Engine
from tunesmith.models.markov import Markov
from tunesmith.music.abc.grammar.controls import Controls
from tunesmith.music.piece import Piece

MODEL, NGRAM = "model", "n-gram"  # who writes
UNENDED = "no-end"  # the rule that a take breaks which was cut off
ALL = 1_000_000  # tokens: with rules every take ends


@dataclass(frozen=True, eq=False)
class Setup:
    """What a desk is made of; it can be sent to another process."""

    run: Path | None  # None: pieces are read, and none written but by the n-gram
    codec: dict[str, Any]
    ngrams: Mapping[str, Markov]  # by what the judge calls their bits; the last one also writes
    keys: Mapping[str, int]  # of the pieces that were learned
    corpus: str
    temperature: float


class Desk:
    """Writes takes and measures pieces."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._codec: Codec = codec_from_json(setup.codec)
        self._writers: dict[str, Writer] = {}

    def write(self, who: str, rules: str, seeds: Sequence[int]) -> list[Measured]:
        """The takes of these seeds, each as its seed alone gives it. Of those without rules only the
        rules that they break, and their form, are measured.
        """
        bounded = rules == "strict" and self._codec.grammar(Controls()) is not None
        found = []
        for seed in seeds:
            request = Request(
                checkpoint=self._setup.run or Path(),
                seed=seed,
                temperature=self._setup.temperature,
                rules="strict" if rules == "strict" else "off",
                max_tokens=ALL if bounded else None,
            )
            (take,) = (item for item in self._writer(who).write(request) if isinstance(item, Take))
            cut = frozenset() if take.ended else frozenset({UNENDED})
            full = rules == "strict"
            found.append(self._full(take.piece, take.tokens, cut) if full else _short(take.piece, cut))
        return found

    def read(self, pieces: Sequence[Piece], of_corpus: bool) -> list[Measured]:
        """Pieces as they are. One ``of_corpus`` is compared with the rest, without its near-duplicates."""
        found = []
        for piece in pieces:
            try:
                tokens: Sequence[str] = self._codec.encode(piece)
                as_read = self._codec.quantize(piece)
            except TunesmithError:  # beyond this codec; all else can be measured
                tokens, as_read = (), piece
            found.append(self._full(as_read, tokens, exclude=(piece.id,) if of_corpus else ()))
        return found

    def compare(
        self, ours: Sequence[Measured], theirs: Sequence[Measured], seed: int
    ) -> tuple[list[StyleDistance], Judgement | None]:
        """The style of some pieces beside that of others."""
        known, people = ([one.traits for one in side if one.traits] for side in (ours, theirs))
        told, told_people = ([one.numbers for one in side if one.traits] for side in (ours, theirs))
        return compare_style(known, people, seed), judge(told, told_people, seed)

    def halve(self, people: Sequence[Measured], seed: int) -> tuple[list[StyleDistance], Judgement | None]:
        """What a judge makes of people beside people."""
        return [], control([one.numbers for one in people if one.traits], seed)

    def _full(
        self,
        piece: Piece,
        tokens: Sequence[str],
        cut: frozenset[str] = frozenset(),
        exclude: Sequence[str] = (),
    ) -> Measured:
        short = _short(piece, cut)
        index, humans = self._compared
        try:
            return Measured(
                piece,
                short.broken,
                short.form,
                melody=read_melody(piece),
                traits=traits(piece),
                novelty=take_novelty(piece, index, humans, exclude),
                bits=self._bits(tokens),
            )
        except TunesmithError:  # it has hardly a note
            return short

    def _bits(self, tokens: Sequence[str]) -> dict[str, float]:
        """Per token under each n-gram; nothing for tokens that they do not know."""
        if not tokens or not self._known.issuperset(tokens):
            return {}
        ids, opening = self._codec.ids(tokens), self._codec.ids(self._codec.opening)
        ngrams = self._setup.ngrams.items()
        return {name: piece_bits(ngram, opening, [ids]).per_token for name, ngram in ngrams}

    def _writer(self, who: str) -> Writer:
        if who not in self._writers:
            engine, fingerprint = self._engine(who)
            self._writers[who] = Writer(self._codec, engine, fingerprint, self._setup.keys)
        return self._writers[who]

    def _engine(self, who: str) -> tuple[Engine, str]:
        if who == NGRAM:
            return list(self._setup.ngrams.values())[-1], ""
        assert self._setup.run is not None
        checkpoint = load_checkpoint(self._setup.run)
        return checkpoint.engine(self._codec.tracker), checkpoint.fingerprint

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(self._codec.vocabulary)

    @cached_property
    def _compared(self) -> tuple[Index, HumanScale]:
        return open_index(self._setup.corpus)


def _short(piece: Piece, cut: frozenset[str]) -> Measured:
    return Measured(piece, broken_rules(piece) | cut, form_of(piece))
