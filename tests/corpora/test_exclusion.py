from pathlib import Path

from tunesmith.corpora.exclusion import held_out_of, without_twins
from tunesmith.corpora.load import load_corpus
from tunesmith.music.abc.transpose import transpose
from tunesmith.music.piece import Piece


def test_twins_in_any_key_are_left_out_and_reported(little_book: Path) -> None:
    corpus = load_corpus(str(little_book))
    moved = [Piece(f"moved-{n}", "", "abc", transpose(corpus.pieces[n].content, 2), "") for n in (3, 7)]
    less = without_twins(corpus, moved)
    gone = {corpus.pieces[3].id, corpus.pieces[7].id}
    assert {piece.id for piece in corpus.pieces} - {piece.id for piece in less.pieces} == gone
    assert {dropped.id for dropped in less.report.dropped if dropped.reason == "twin"} == gone
    assert not less.split.held_out & gone
    assert len(less.train)
    assert len(less.held_out)
    assert without_twins(corpus, []).pieces == corpus.pieces


def test_what_any_split_holds_out(little_book: Path, nottingham: Path) -> None:
    assert held_out_of(str(little_book)) == list(load_corpus(str(little_book)).held_out)
    name = f"nottingham-jigs={nottingham}"
    both = {piece.id for piece in held_out_of(name)}
    for split in ("grouped", "plain"):
        assert {piece.id for piece in load_corpus(name, split=split).held_out} <= both
