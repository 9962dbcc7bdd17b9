"""How good models are at texts: pieces that were held out, and some that were learned."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tunesmith.api.evaluation.figures import Good
from tunesmith.api.evaluation.sampling import sample_of
from tunesmith.api.learn import Lesson
from tunesmith.corpora.corpus import Corpus
from tunesmith.evaluation.goodness import Goodness, difference
from tunesmith.evaluation.tokens import TokenFacts, token_facts
from tunesmith.models.engine import Engine
from tunesmith.models.readings import Reading, read_pieces
from tunesmith.music.piece import Piece

MOST_TOKENS = 600_000  # that are read of each kind; of a corpus with more, a sample of pieces


@dataclass(frozen=True, eq=False)
class Texts:
    """Pieces as a codec has them."""

    ids: list[NDArray[Any]]
    facts: list[TokenFacts]

    @classmethod
    def of(cls, lesson: Lesson, pieces: Sequence[Piece], ids: Sequence[NDArray[Any]]) -> "Texts":
        codec = lesson.codec
        facts = (
            token_facts(codec, piece, codec.tokens(own.tolist()))
            for piece, own in zip(pieces, ids, strict=True)
        )
        return cls(list(ids), list(facts))


class Shelf:
    """The texts that every model of a lesson reads, and what each of them made of those."""

    def __init__(self, lesson: Lesson, seed: int) -> None:
        self._lesson, self._seed = lesson, seed
        corpus = lesson.corpus
        self.pieces, ids = _enough(corpus.held_out, lesson.held_out, len(corpus.held_out), seed)
        learned, learned_ids = _enough(corpus.train, lesson.train, len(self.pieces), seed)
        self.held_out = Texts.of(lesson, self.pieces, ids)
        self.learned = Texts.of(lesson, learned, learned_ids)

    def read(self, engine: Engine) -> tuple[list[Reading], list[Reading]]:
        """The held-out pieces, and those that were learned."""
        codec = self._lesson.codec
        opening = codec.ids(codec.opening)
        held_out, learned = (read_pieces(engine, opening, text.ids) for text in (self.held_out, self.learned))
        return held_out, learned

    def good(
        self,
        readings: tuple[list[Reading], list[Reading]],
        ngram: tuple[list[Reading], list[Reading]] | None = None,
    ) -> Good:
        """The figures of one model; ``ngram`` are the readings of that which it is to be held against."""
        held_out = Goodness(readings[0], self.held_out.facts, self._seed)
        known = twins(self._lesson.corpus)
        apart = [place for place, piece in enumerate(self.pieces) if piece.id not in known]
        return Good(
            held_out=held_out,
            learned=Goodness(readings[1], self.learned.facts, self._seed),
            apart=held_out.of(apart) if 0 < len(apart) < len(self.pieces) else None,
            more_of_ngram=difference(ngram[0], readings[0], self._seed) if ngram else None,
        )


def twins(corpus: Corpus) -> frozenset[str]:
    """The ids of held-out pieces that have a near-duplicate among the training pieces."""
    held_out = corpus.split.held_out
    straddling = (group for group in corpus.groups if not held_out.issuperset(group))
    return frozenset(own for group in straddling for own in group if own in held_out)


def _enough(
    pieces: Sequence[Piece], ids: Sequence[NDArray[Any]], most: int, seed: int
) -> tuple[list[Piece], list[NDArray[Any]]]:
    places = sample_of(range(len(pieces)), most, seed)
    tokens = np.cumsum([len(ids[place]) for place in places])
    places = places[: int(np.searchsorted(tokens, MOST_TOKENS)) + 1]
    return [pieces[place] for place in places], [ids[place] for place in places]
