"""The corpus of a run, when it begins and when somebody comes back to it."""

from collections.abc import Callable
from typing import Any

from tunesmith.corpora.corpus import Corpus
from tunesmith.corpora.exclusion import held_out_of, without_twins
from tunesmith.corpora.load import load_corpus
from tunesmith.errors import TunesmithError


def find_corpus(
    name: str,
    split: str,
    exclude: str | None = None,
    progress: Callable[[int, int], None] = lambda done, files: None,
) -> Corpus:
    """``exclude`` is another corpus: near-duplicates of its held-out tunes are left out.

    ``progress`` is told how many files are read, and of how many.
    """
    corpus = load_corpus(name, split=split, progress=progress)
    return corpus if exclude is None else without_twins(corpus, held_out_of(exclude))


def corpus_of(config: dict[str, Any]) -> Corpus:
    """What the checkpoint with this config learned from and was measured on.

    Raises TunesmithError where the checkpoint does not say, and for a corpus that is gone or has changed.
    """
    if "corpus" not in config:
        raise TunesmithError("the checkpoint does not say what it learned from; train a new run")
    stored = config["corpus"]
    corpus = find_corpus(stored["name"], stored["split"], config["training"].get("exclude"))
    if corpus.checksum != stored["checksum"]:
        raise TunesmithError(
            f"the corpus {corpus.name} has changed since this run was begun; start a new run with -o"
        )
    return corpus
