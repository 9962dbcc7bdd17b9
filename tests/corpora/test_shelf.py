"""Pieces whose texts lie in a file: a sequence like any other, and small."""

import gc
import tracemalloc

import pytest

from tunesmith.corpora.shelf import Shelf
from tunesmith.music.piece import Piece


def piece(number: int, text: str = "") -> Piece:
    return Piece(f"some/{number}", f"Number {number}", "abc", text or f"K:C\n{'C' * number}|", "some.abc:1")


def test_a_sequence_of_pieces() -> None:
    some = [piece(number) for number in range(7)]
    shelf = Shelf(some)
    assert shelf == some
    assert shelf == Shelf(some)
    assert shelf != some[1:]
    assert (len(shelf), shelf[3], shelf[-1], shelf[2:4]) == (7, some[3], some[6], (some[2], some[3]))
    assert list(shelf) == some
    assert list(reversed(shelf)) == some[::-1]
    assert some[5] in shelf
    assert piece(5, "other") not in shelf
    assert shelf.has("some/5")
    assert not shelf.has("some/7")
    with pytest.raises(IndexError):
        shelf[7]


def test_some_of_them_outlive_the_shelf() -> None:
    some = [piece(number, "é\ud800\0") for number in range(4)]
    odd = Shelf(some).only(lambda own: own in ("some/1", "some/3"))
    gc.collect()
    assert odd == [some[1], some[3]]
    assert not odd.has("some/2")
    odd.add(piece(9))
    assert odd[-1] == piece(9)
    assert odd[0] == some[1]


def test_texts_are_not_in_memory() -> None:
    tracemalloc.start()
    shelf = Shelf(piece(number, f"{number} " + "x" * 100_000) for number in range(200))
    held = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert len(shelf[199].content) == 100_004
    assert held < 1_000_000  # of 20 million characters
