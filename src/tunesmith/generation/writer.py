"""A checkpoint at work: requests become takes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from importlib.metadata import version
from itertools import islice
from secrets import randbelow
from typing import NamedTuple

import numpy as np

from tunesmith.codecs.codec import Codec, Given
from tunesmith.codecs.grammar import Grammar
from tunesmith.codecs.registry import codec_from_json
from tunesmith.errors import TunesmithError
from tunesmith.generation.completion import Task, complete
from tunesmith.generation.filters import Rules, request_filters
from tunesmith.generation.homekey import known_key
from tunesmith.generation.request import Request
from tunesmith.generation.sampler import Choice, sample
from tunesmith.generation.take import FORMAT, Take
from tunesmith.models.checkpoint import Checkpoint, load_checkpoint
from tunesmith.models.clamp import hold, read_clamp
from tunesmith.models.engine import Engine
from tunesmith.music.abc.grammar.controls import Controls
from tunesmith.music.notation import notation
from tunesmith.music.piece import Piece


class Token(NamedTuple):
    """One token of a take, as it is written."""

    text: str
    probability: float  # under the model alone: at temperature 1, before any filter


class Writer:
    """Writes takes with one engine and one codec. Takes do not depend on each other."""

    def __init__(
        self, codec: Codec, engine: Engine, fingerprint: str, keys: Mapping[str, int] | None = None
    ) -> None:
        """``keys``: how many of the pieces it learned were in each key."""
        if len(codec.vocabulary) != engine.vocabulary_size:
            raise TunesmithError(
                f"the model knows {engine.vocabulary_size} tokens and its codec {len(codec.vocabulary)}: "
                "the checkpoint is damaged, train again"
            )
        self.codec = codec
        self.engine = engine
        self.fingerprint = fingerprint
        self.keys = keys or {}
        self._rules: tuple[Controls, Grammar | None] | None = None  # those of the last request

    @classmethod
    def of(cls, checkpoint: Checkpoint) -> "Writer":
        codec = codec_from_json(checkpoint.config["codec"])
        keys = checkpoint.config["corpus"].get("keys")
        return cls(codec, checkpoint.engine(codec.tracker), checkpoint.fingerprint, keys)

    def write(self, request: Request) -> Iterator[Token | Take]:
        """All takes of a request: the tokens of each as they come, then the take itself.

        Take i has the seed of the request plus i and is the one that this seed alone gives; a request
        without a seed gets a fresh one, which its takes record. Raises TunesmithError, before anything
        is written, for a primer that the codec cannot hold, that leaves nothing to write or breaks a rule,
        and for demands that cannot be kept.
        """
        plan = self._plan(request)
        first = randbelow(2**32) if request.seed is None else request.seed
        seeds = range(first, first + request.count)
        return (item for seed in seeds for item in self._take(plan, seed))

    def again(self, take: Take) -> Take:
        """The take that the request and the seed of a take give."""
        *_, result = self._take(self._plan(take.request), take.seed)
        assert isinstance(result, Take)
        return result

    def _plan(self, request: Request) -> "_Plan":
        """Everything that the takes of a request share. Raises what ``write`` raises."""
        controls = request.controls
        semitones = 0
        if not request.primer:  # which is in the key that it is in
            controls, semitones = known_key(controls, self.keys)
        grammar = self._grammar(controls) if request.rules == "strict" else None
        engine = hold(self.engine, [read_clamp(text) for text in request.held])
        if request.voices is not None:
            given = self._given(request, grammar)
            return _Plan(request, engine, [], grammar, 0, given)
        for name in ("particles", "sweeps"):
            if getattr(request, name) != Request.model_fields[name].default:
                raise TunesmithError(f"--{name} is for --voices: leave it out")
        return _Plan(request, engine, self._primer(request.primer, grammar), grammar, semitones)

    def _grammar(self, controls: Controls) -> Grammar | None:
        """A grammar works out its masks where it is used: the next request with these demands finds them."""
        if self._rules is None or self._rules[0] != controls:
            self._rules = controls, self.codec.grammar(controls)
        return self._rules[1]

    def _given(self, request: Request, grammar: Grammar | None) -> Given:
        """The tokens of the voices to keep."""
        plain = (request.top_k, request.top_p, request.min_p) == (0, 1.0, 0.0) and request.temperature > 0
        if not plain:
            raise TunesmithError(
                "--voices goes with --temperature above 0, not with --top-k, --top-p or --min-p"
            )
        if not request.primer.strip():
            raise TunesmithError("--voices needs --primer FILE, the music whose voices are kept")
        if request.demands:
            raise TunesmithError(
                f"--voices takes key, metre and bars from the primer: leave {request.demands} out"
            )
        if grammar is None:
            raise TunesmithError("--voices can only be held with --rules strict; leave --rules off out")
        return self.codec.given(request.primer, request.voices or "")

    def _take(self, plan: "_Plan", seed: int) -> Iterator[Token | Take]:
        request, primer = plan.request, plan.primer
        tokens: list[str] = []
        probabilities: list[float] = []
        ended = False
        for choice in islice(
            self._choices(plan, seed), len(primer) + (request.max_tokens or self.codec.patience)
        ):
            token = Token(self.codec.vocabulary[choice.id], choice.probability)
            tokens.append(token.text)
            probabilities.append(token.probability)
            yield token
            ended = self.codec.ends(tokens)
            if ended:
                break
        yield Take(
            format=FORMAT,
            version=version("tunesmith"),
            request=request,
            seed=seed,
            fingerprint=self.fingerprint,
            piece=self._piece(tokens, request.key if plan.semitones else None),
            transposed=plan.semitones,
            ended=ended,
            primed=len(primer),
            tokens=tuple(tokens),
            probabilities=tuple(probabilities),
        )

    def _choices(self, plan: "_Plan", seed: int) -> Iterator[Choice]:
        """What the model writes: on from the primer, or around what is given of it."""
        opening, request = self.codec.ids(self.codec.opening), plan.request
        if plan.given is None:
            rules = Rules(plan.grammar) if plan.grammar else None
            given = self.codec.ids(plan.primer)
            return sample(plan.engine, opening, given, request_filters(request), seed, rules)
        ids = [None if token is None else self.codec.ids([token])[0] for token in plan.given.tokens]
        task = Task(
            plan.engine, plan.grammar, opening, ids, plan.given.bars, request.temperature,
            np.random.Generator(np.random.PCG64(seed)),
        )  # fmt: skip
        return complete(task, request.particles, request.sweeps)

    def _piece(self, tokens: list[str], key: str | None) -> Piece:
        """What the tokens spell, moved to ``key`` if one is given."""
        piece = self.codec.decode(tokens)
        if key is None:
            return piece
        return replace(piece, content=notation(piece.notation).transpose_to(piece.content, key))

    def _primer(self, text: str, grammar: Grammar | None) -> list[str]:
        """The tokens of a primer, known to the vocabulary, open to continuation and within the rules."""
        tokens = self.codec.primer(text)
        ids = self.codec.ids(tokens)
        read: list[str] = []
        for token in tokens:
            read.append(token)
            if self.codec.ends(read):
                raise TunesmithError(
                    "the primer holds a whole piece: give only its beginning, to be continued"
                )
        state = grammar.start() if grammar else None
        for place, index in enumerate(ids if grammar else []):
            assert grammar is not None
            if not grammar.allowed(state)[index]:
                raise TunesmithError(
                    f"the primer breaks a rule or a demand at {tokens[place]!r}, after "
                    f"{self.codec.separator.join(tokens[max(0, place - 30) : place])!r}: mend it, or use "
                    "--rules off"
                )
            state = grammar.advance(state, index)
        return tokens


@dataclass(frozen=True)
class _Plan:
    request: Request
    engine: Engine
    primer: list[str]
    grammar: Grammar | None
    semitones: int  # to move the tune by, once it is written
    given: Given | None = None  # instead of a primer: what is kept of a whole piece


def stream(request: Request, checkpoint: Checkpoint) -> Iterator[Token | Take]:
    """What ``Writer.write`` gives: tokens as they come, and each take after its last token."""
    return Writer.of(checkpoint).write(request)


def generate(request: Request, checkpoint: Checkpoint) -> Iterator[Take]:
    """The takes of a request, each as soon as it is whole. Raises what ``Writer.write`` raises."""
    return (item for item in stream(request, checkpoint) if isinstance(item, Take))


def replay(take: Take) -> Take:
    """Write a take again, with the same tokens and, on the same kind of machine, the same probabilities.

    Raises TunesmithError when the checkpoint is missing or not the one that wrote the take, or when
    something else comes out: a take that was changed.
    """
    path = take.request.checkpoint
    if not path.exists():
        raise TunesmithError(
            f"{path} is missing, which wrote this take: restore it, or replay where it stands"
        )
    checkpoint = load_checkpoint(path)
    if checkpoint.fingerprint != take.fingerprint:
        raise TunesmithError(
            f"{path} is not the checkpoint that wrote this take (fingerprint {checkpoint.fingerprint[:12]}, "
            f"not {take.fingerprint[:12]}): restore that one, or generate a new take"
        )
    again = Writer.of(checkpoint).again(take)
    # Another processor may round the probabilities differently in their last digits.
    same = (again.tokens, again.primed, again.ended, again.piece) == (
        take.tokens, take.primed, take.ended, take.piece,
    ) and np.allclose(again.probabilities, take.probabilities, rtol=1e-3, atol=0)  # fmt: skip
    if not same:
        raise TunesmithError(
            f"its request and seed {take.seed} give other music than this take (written by tunesmith "
            f"{take.version}, replayed by {again.version}): the take was changed; generate a new one"
        )
    return again.model_copy(update={"version": take.version})
