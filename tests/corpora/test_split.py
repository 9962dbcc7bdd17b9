"""Held-out pieces: chosen by text alone, families together, and for Nottingham as the reference does."""

import ast
import hashlib
import io
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tunesmith.codecs.abc_char import AbcChar
from tunesmith.corpora.corpus import Corpus
from tunesmith.corpora.load import load_corpus
from tunesmith.corpora.split import grouped_split
from tunesmith.music.piece import Piece


def _open(path: str, encoding: str, errors: str) -> io.StringIO:
    """The reference never closes its file, which is a warning here."""
    return io.StringIO(Path(path).read_text(encoding, errors))


REFERENCE = Path(__file__).resolve().parents[3] / "shared" / "peers" / "keras_charrnn.py"


@pytest.fixture(scope="module")
def reference() -> dict[str, Any]:
    """Its own functions ``tunes``, ``held_out`` and ``streams``, without Keras."""
    if not REFERENCE.exists():
        pytest.skip(f"no {REFERENCE}")
    tree = ast.parse(REFERENCE.read_text())
    tree.body = [node for node in tree.body if isinstance(node, ast.FunctionDef)][:3]
    names: dict[str, Any] = {"re": re, "hashlib": hashlib, "open": _open}
    exec(compile(tree, str(REFERENCE), "exec"), names)
    return names


def test_the_plain_split_is_the_references(nottingham: Path, reference: dict[str, Any]) -> None:
    corpus = load_corpus(f"nottingham-jigs={nottingham}", split="plain")
    tunes = reference["tunes"](str(nottingham))
    assert [piece.content for piece in corpus.pieces] == tunes
    assert [piece.content for piece in corpus.held_out] == [t for t in tunes if reference["held_out"](t)]
    assert (len(corpus.pieces), len(corpus.held_out), len(corpus.train)) == (340, 28, 312)
    assert corpus.report.dropped == ()


def test_the_references_counts_of_characters(nottingham: Path, reference: dict[str, Any]) -> None:
    """It prints vocab=86 train_chars=118464 held_out_chars=10848: whole rows of 16 streams."""
    corpus = load_corpus(f"nottingham-jigs={nottingham}", split="plain")
    codec = AbcChar.learn(corpus.pieces, form="raw")
    assert len(codec.vocabulary) == 86
    assert list(codec.vocabulary) == sorted(set("\n\n".join(reference["tunes"](str(nottingham)))))

    def characters(pieces: tuple[Piece, ...]) -> int:
        ids = np.array([index for piece in pieces for index in codec.ids(codec.encode(piece))])
        return int(reference["streams"](ids, 16).size)

    assert characters(corpus.train) == 118464
    assert characters(corpus.held_out) == 10848


def test_about_one_in_ten_is_held_out_and_no_group_straddles(jigs: Corpus) -> None:
    assert 0.07 < len(jigs.held_out) / len(jigs.pieces) < 0.13
    assert len(jigs.held_out) + len(jigs.train) == len(jigs.pieces)
    held_out = {piece.id for piece in jigs.held_out}
    assert held_out == jigs.split.held_out
    assert len(jigs.groups) > 100
    assert any(held_out.issuperset(group) for group in jigs.groups)
    assert all(held_out.issuperset(group) or held_out.isdisjoint(group) for group in jigs.groups)


def pieces(count: int) -> list[Piece]:
    return [Piece(f"a/{n}", "", "abc", f"X:{n}\nK:C\nCDE", f"a:{n}") for n in range(count)]


def test_the_split_depends_on_text_alone() -> None:
    some = pieces(400)
    held_out = grouped_split(some, []).held_out
    assert 20 < len(held_out) < 60
    assert grouped_split(some[::-1], []).held_out == held_out
    assert grouped_split(some[:100], []).held_out == held_out & {piece.id for piece in some[:100]}


def test_a_group_goes_one_way() -> None:
    some = pieces(400)
    groups = [[piece.id for piece in some[start : start + 5]] for start in range(0, 400, 5)]
    held_out = grouped_split(some, groups).held_out
    assert 10 < len(held_out) < 80
    assert all(held_out.issuperset(group) or held_out.isdisjoint(group) for group in groups)
