"""Byte pair encoding: words that often follow each other become one (Gage 1994; Sennrich et al. 2016)."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tunesmith.errors import TunesmithError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Merge = tuple[int, int]  # two ids that become one
JOINT = "+"
LONGEST = 16  # words in one
_FIRST = 33  # characters below, such as the blank, mean something to the library


class BytePairs:
    """Words, and the merges of two into one, in the order learned. Ids: the words, then what merges make."""

    def __init__(self, words: Sequence[str], merges: Sequence[Merge]) -> None:
        self.merges = tuple((left, right) for left, right in merges)
        self.pieces: list[tuple[int, ...]] = [(index,) for index in range(len(words))]  # each as word ids
        known = set[tuple[int, ...]]()
        for left, right in self.merges:
            if not 0 <= min(left, right) <= max(left, right) < len(self.pieces):
                raise ValueError(f"a merge of {left} and {right}")
            made = self.pieces[left] + self.pieces[right]
            if made not in known:
                known.add(made)
                self.pieces.append(made)
        self.vocabulary = tuple(JOINT.join(words[index] for index in piece) for piece in self.pieces)
        self._ids = {word: index for index, word in enumerate(words)}

    @classmethod
    def learn(cls, words: Sequence[str], texts: Iterable[Sequence[str]], size: int) -> "BytePairs":
        """The merges that make ``size`` words of these, or fewer. Deterministic."""
        models, trainers, kind = _library()
        plain, library = cls(words, ()), kind(models.BPE())
        alphabet = [_sign(index) for index in range(len(words))]
        trainer = trainers.BpeTrainer(
            vocab_size=size, min_frequency=2, show_progress=False, initial_alphabet=alphabet,
            max_token_length=LONGEST,
        )  # fmt: skip
        library.train_from_iterator((plain._signs(text) for text in texts), trainer)
        return cls(words, _merges(library, len(words)))

    def join(self, words: Sequence[str]) -> list[str]:
        if not self.merges:
            return list(words)
        return [self.vocabulary[index] for index in self._library.encode(self._signs(words)).ids]

    def part(self, tokens: Iterable[str]) -> Iterator[str]:
        for token in tokens:
            yield from token.split(JOINT)

    def _signs(self, words: Sequence[str]) -> str:
        return "".join(_sign(self._ids[word]) for word in words)

    @cached_property
    def _library(self) -> "Tokenizer":
        models, _, kind = _library()
        spelled = ["".join(map(_sign, piece)) for piece in self.pieces]
        vocabulary = {text: index for index, text in enumerate(spelled)}
        library: Tokenizer = kind(models.BPE(vocabulary, [(spelled[a], spelled[b]) for a, b in self.merges]))
        return library


def _sign(index: int) -> str:
    return chr(_FIRST + index)


def _merges(library: "Tokenizer", words: int) -> list[Merge]:
    """What the library has learned, in our ids."""
    import json

    ids = {_sign(index): index for index in range(words)}
    found = []
    for merge in json.loads(library.to_str())["model"]["merges"]:
        left, right = merge.split(" ") if isinstance(merge, str) else merge
        found.append((ids[left], ids[right]))
        ids.setdefault(left + right, len(ids))
    return found


def _library() -> tuple[Any, Any, Any]:
    """The modules of models and of trainers, and the class that joins them."""
    try:
        from tokenizers import Tokenizer, models, trainers
    except ImportError as error:
        raise TunesmithError("byte pair encoding needs tokenizers: pip install 'tunesmith[train]'") from error
    return models, trainers, Tokenizer
