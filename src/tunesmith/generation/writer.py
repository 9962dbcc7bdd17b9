"""A checkpoint at work: requests become takes."""

from collections.abc import Iterator
from importlib.metadata import version
from itertools import islice
from secrets import randbelow
from typing import NamedTuple

import numpy as np

from tunesmith.codecs.codec import Codec
from tunesmith.codecs.registry import codec_from_json
from tunesmith.errors import TunesmithError
from tunesmith.generation.filters import request_filters
from tunesmith.generation.request import Request
from tunesmith.generation.sampler import sample
from tunesmith.generation.take import FORMAT, Take
from tunesmith.models.checkpoint import Checkpoint, load_checkpoint
from tunesmith.models.engine import Engine


class Token(NamedTuple):
    """One token of a take, as it is written."""

    text: str
    probability: float  # under the model alone: at temperature 1, before any filter


class Writer:
    """Writes takes with one engine and one codec. Takes do not depend on each other."""

    def __init__(self, codec: Codec, engine: Engine, fingerprint: str) -> None:
        if len(codec.vocabulary) != engine.vocabulary_size:
            raise TunesmithError(
                f"the model knows {engine.vocabulary_size} tokens and its codec {len(codec.vocabulary)}: "
                "the checkpoint is damaged, train again"
            )
        self.codec = codec
        self.engine = engine
        self.fingerprint = fingerprint

    @classmethod
    def of(cls, checkpoint: Checkpoint) -> "Writer":
        return cls(codec_from_json(checkpoint.config["codec"]), checkpoint.engine(), checkpoint.fingerprint)

    def write(self, request: Request) -> Iterator[Token | Take]:
        """All takes of a request: the tokens of each as they come, then the take itself.

        Take i has the seed of the request plus i and is the one that this seed alone gives; a request
        without a seed gets a fresh one, which its takes record. Raises TunesmithError, before anything
        is written, for a primer that the codec cannot hold or that leaves nothing to write.
        """
        primer = self._primer(request.primer)
        first = randbelow(2**32) if request.seed is None else request.seed
        seeds = range(first, first + request.count)
        return (item for seed in seeds for item in self._take(request, primer, seed))

    def again(self, take: Take) -> Take:
        """The take that the request and the seed of a take give."""
        *_, result = self._take(take.request, self._primer(take.request.primer), take.seed)
        assert isinstance(result, Take)
        return result

    def _take(self, request: Request, primer: list[str], seed: int) -> Iterator[Token | Take]:
        opening, given = self.codec.ids(self.codec.opening), self.codec.ids(primer)
        choices = sample(self.engine, opening, given, request_filters(request), seed)
        tokens: list[str] = []
        probabilities: list[float] = []
        ended = False
        for choice in islice(choices, len(primer) + request.max_tokens):
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
            piece=self.codec.decode(tokens),
            ended=ended,
            primed=len(primer),
            tokens=tuple(tokens),
            probabilities=tuple(probabilities),
        )

    def _primer(self, text: str) -> list[str]:
        """The tokens of a primer, known to the vocabulary and open to continuation."""
        tokens = self.codec.primer(text)
        self.codec.ids(tokens)
        read: list[str] = []
        for token in tokens:
            read.append(token)
            if self.codec.ends(read):
                raise TunesmithError(
                    "the primer holds a whole piece: give only its beginning, to be continued"
                )
        return tokens


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
