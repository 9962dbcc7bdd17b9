"""Bars cut out of a tune."""

from tunesmith.api.excerpt import excerpt
from tunesmith.music.abc.parser import parse
from tunesmith.music.abc.tune import Note
from tunesmith.music.piece import Piece

TUNE = "X:4\nT:Cut\nM:4/4\nL:1/8\nK:G\nGABc dedB|c2 A2 z4|[K:D]defg abag|\nM:3/4\nf6|a2 g2 f2|]\n"


def cut(*notes: str) -> tuple[str, list[str]] | None:
    found = excerpt(Piece("", "", "abc", TUNE, ""), [f"n{TUNE.index(note)}" for note in notes])
    if found is None:
        return None
    piece, ids = found
    tune = parse(piece.content)
    texts = {f"n{e.start}": piece.content[e.start : e.end] for e in tune.body if isinstance(e, Note)}
    return piece.content, [texts[own].strip() for own in ids]


def test_whole_bars_in_key_and_metre_with_the_same_notes_marked() -> None:
    assert cut("B|", "c2") == ("X:1\nM:4/4\nL:1/8\nK:G\nGABc dedB|c2 A2 z4|", ["B", "c2"])


def test_a_change_before_the_bar_is_in_force() -> None:
    assert cut("g2") == ("X:1\nM:3/4\nL:1/8\nK:D\na2 g2 f2|", ["g2"])


def test_all_or_nothing_is_no_excerpt() -> None:
    assert cut("GAB", "g2 f2") is None
    assert cut() is None
