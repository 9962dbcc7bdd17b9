"""An index goes to a file and comes back; the cache knows when it is out of date."""

import os
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from tunesmith.corpora.load import load_corpus
from tunesmith.errors import TunesmithError
from tunesmith.evaluation.novelty import store
from tunesmith.evaluation.novelty.humans import measure_humans
from tunesmith.evaluation.novelty.index import Index, build_index, load_index, save_index
from tunesmith.evaluation.novelty.store import open_index


def test_round_trip(little_index: Index, tmp_path: Path) -> None:
    save_index(little_index, tmp_path / "one")
    again = load_index(tmp_path / "one")
    for name in ("ids", "titles", "corpus", "checksum", "notation"):
        assert getattr(again, name) == getattr(little_index, name)
    for name in (
        "families",
        "starts",
        "heights",
        "lengths",
        "bar_keys",
        "bar_owners",
        "texts",
        "text_starts",
    ):
        assert np.array_equal(getattr(again, name), getattr(little_index, name))
    assert np.array_equal(again.timed.suffixes.order, little_index.timed.suffixes.order)
    assert np.array_equal(again.plain.kinds, little_index.plain.kinds)
    save_index(again, tmp_path / "two")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_pieces_come_back(little_index: Index, little_book: Path) -> None:
    assert [little_index.piece(number) for number in range(len(little_index))] == list(
        load_corpus(str(little_book)).pieces
    )


def test_what_is_no_index_is_refused(little_index: Index, tmp_path: Path) -> None:
    with pytest.raises(TunesmithError, match="cannot be read as an index: remove it"):
        load_index(tmp_path / "none")
    save_index(little_index, tmp_path / "one")
    whole = (tmp_path / "one").read_bytes()
    for damaged in (whole[: len(whole) // 2], whole[:4], b"", b"\xff" * 99):
        (tmp_path / "one").write_bytes(damaged)
        with pytest.raises(TunesmithError, match="cannot be read as an index"):
            load_index(tmp_path / "one")
    (tmp_path / "one").write_bytes(whole.replace(b'\\"format\\": 1', b'\\"format\\": 0'))
    with pytest.raises(TunesmithError, match="of another version"):
        load_index(tmp_path / "one")


def test_a_corpus_without_notes_is_refused(piece, corpus_of) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(TunesmithError, match="mine: no piece has a melody of two notes"):
        build_index(corpus_of([piece("1", "C8 |"), piece("2", "z8 |")]))


def test_pieces_without_notes_stand_among_others(piece, corpus_of) -> None:  # type: ignore[no-untyped-def]
    index = build_index(
        corpus_of([piece("1", "z8 |"), piece("2", "CDEF |"), piece("3", "z8 |"), piece("4", "C |")])
    )
    assert index.starts.tolist() == [0, 0, 4, 4, 5]
    assert index.owners.tolist() == [1, 1, 1, 1, 3]
    # C D, D E, E F, then what stands behind each piece and is nowhere else; 2 and 4 are for steps of a take
    assert index.timed.suffixes.tokens.tolist() == [3, 3, 1, 5, 6]


def test_the_cache(little_book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUNESMITH_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(store, "measure_humans", partial(measure_humans, sample=3))
    book, done = tmp_path / "book.abc", list[str]()

    def note(work: str, _done: int, _total: int) -> None:
        done.append(work)

    book.write_bytes(little_book.read_bytes())
    index, humans = open_index(str(book), note)
    assert set(done) == {"reading", "indexing", "measuring"}
    assert humans.long_run > 1
    done.clear()
    again, _ = open_index(str(book), note)
    assert done == []
    assert again.ids == index.ids
    (cached,) = (tmp_path / "cache" / "novelty").glob("*[0-9a-f].safetensors")
    cached.write_bytes(b"damaged")
    assert open_index(str(book), note)[0].ids == index.ids
    assert "indexing" in done
    before = book.stat().st_mtime_ns
    book.write_text(book.read_text().rpartition("X:40")[0])
    os.utime(book, ns=(before, before))
    assert len(open_index(str(book))[0]) == len(index) - 1
    assert len(list((tmp_path / "cache" / "novelty").iterdir())) == 2  # what was there before is gone
    os.utime(book, ns=(1, 1))
    done.clear()
    open_index(str(book), note)
    assert "indexing" in done
