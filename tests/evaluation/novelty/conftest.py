from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tunesmith.corpora.corpus import Corpus, Report, Split
from tunesmith.corpora.load import load_corpus
from tunesmith.evaluation.novelty.index import Index, build_index
from tunesmith.music.piece import Piece


def _piece(own: str, music: str) -> Piece:
    head = f"X:1\nT:Tune {own}\nM:4/4\nL:1/8\nK:C\n"
    return Piece(own, f"Tune {own}", "abc", f"{head}{music}\n", "here")


def _corpus(pieces: Sequence[Piece], *groups: tuple[str, ...]) -> Corpus:
    report, split = Report(len(pieces), ()), Split("grouped", frozenset())
    return Corpus("mine", "Mine", tuple(pieces), "here", "none", False, "0" * 64, report, groups, split)


@pytest.fixture(scope="session")
def piece() -> Callable[[str, str], Piece]:
    """A tune in C and 4/4, in eighths."""
    return _piece


@pytest.fixture(scope="session")
def corpus_of() -> Callable[..., Corpus]:
    """A corpus of some pieces, then groups of near-duplicates."""
    return _corpus


@pytest.fixture(scope="session")
def little_index(little_book: Path) -> Index:
    return build_index(load_corpus(str(little_book)))
