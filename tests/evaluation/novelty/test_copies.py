"""Runs against looking at every pair of places; bars and exclusion by hand."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tunesmith.evaluation.novelty.copies import matches, shared_bars, whole_bars
from tunesmith.evaluation.novelty.index import Index, build_index, codes
from tunesmith.evaluation.novelty.melody import read_melody

TUNES = {
    "a": "CDEF GABc | cBAG FEDC | C8 |]",
    "b": "E2G2 c2e2 | g4 e4 | CDEF G2A2 |]",
    "twin": "DE^FG ABcd | dcBA GFED |]",
}


@pytest.fixture(scope="module")
def index(piece, corpus_of) -> Index:  # type: ignore[no-untyped-def]
    return build_index(corpus_of([piece(own, music) for own, music in TUNES.items()], ("a", "twin")))


def longest(index: Index, take, steps: str, *excluded: str):  # type: ignore[no-untyped-def]
    melody = read_melody(take)
    plain, timed = codes(melody.heights, melody.lengths)
    found = {"plain": plain, "timed": timed}[steps]
    return matches(index, getattr(index, steps), found, index.excluding(excluded)).longest(index)


def test_a_run_in_another_key_and_octave(index: Index, piece) -> None:  # type: ignore[no-untyped-def]
    take = piece("take", "A2 F2 FG | AB,cd | e4 B,4 |")
    run = longest(index, take, "timed")
    assert (run.notes, run.first, index.ids[run.piece], run.source) == (
        6,
        3,
        "a",
        0,
    )  # G A B c d e: C D E F G A


def test_a_run_in_another_rhythm(index: Index, piece) -> None:  # type: ignore[no-untyped-def]
    take = piece("take", "e4 | C3D EFG2 | ABc4 z2 |")
    timed, plain = longest(index, take, "timed"), longest(index, take, "plain")
    assert (plain.notes, plain.first, index.ids[plain.piece], plain.source) == (8, 1, "a", 0)
    assert (timed.notes, timed.first, index.ids[timed.piece], timed.source) == (5, 2, "b", 7)  # D E F G2 A


def test_near_duplicates_of_what_is_excluded_do_not_count(index: Index, piece) -> None:  # type: ignore[no-untyped-def]
    take = piece("take", TUNES["a"])
    assert longest(index, take, "timed").notes == 17
    run = longest(index, take, "timed", "twin")
    assert (run.notes, index.ids[run.piece]) == (5, "b")  # C D E F G
    assert longest(index, take, "timed", "twin", "b") is None


def test_no_run_goes_from_one_piece_to_the_next(index: Index, piece) -> None:  # type: ignore[no-untyped-def]
    take = piece("take", "C8 | E2G2 c2e2 |")
    run = longest(index, take, "timed")
    assert (run.notes, run.first, index.ids[run.piece]) == (4, 1, "b")


def test_cover_and_whole_bars(index: Index, piece) -> None:  # type: ignore[no-untyped-def]
    melody = read_melody(piece("take", "CDEF GABc | cBA_G =F2z2 | z8 |"))
    found = matches(index, index.timed, codes(melody.heights, melody.lengths)[1], index.excluding(()))
    assert found.covered(11).tolist() == [True] * 11 + [False] * 2
    assert not found.covered(12).any()
    assert [whole_bars(melody, 0, notes) for notes in (7, 8, 12, 13)] == [0, 1, 1, 2]


def test_bars(index: Index, piece) -> None:  # type: ignore[no-untyped-def]
    melody = read_melody(piece("take", "DE^FG ABcd | e2g2 c'2f'2 | CDEF GABB | C8 |"))
    assert shared_bars(index, melody, index.excluding(())).tolist() == [True, False, False, False]
    assert not shared_bars(index, melody, index.excluding(("a",))).any()


notes = st.lists(st.sampled_from(["C", "D", "E", "C2", "D2"]), min_size=2, max_size=20)


@settings(max_examples=60, deadline=None)
@given(st.lists(notes, min_size=1, max_size=4), notes, st.integers(0, 3))
def test_as_every_pair_of_places(piece, corpus_of, tunes, take, out: int) -> None:  # type: ignore[no-untyped-def]
    pieces = [piece(str(number), " ".join(tune)) for number, tune in enumerate(tunes)]
    index = build_index(corpus_of(pieces))
    excluded = index.excluding((str(out),))
    melody = read_melody(piece("take", " ".join(take)))
    for steps, own in zip((index.plain, index.timed), codes(melody.heights, melody.lengths), strict=True):
        others = [
            codes(other.heights, other.lengths)[steps is index.timed].tolist()
            for number, other in enumerate(map(read_melody, pieces))
            if not excluded[number]
        ]
        found = matches(index, steps, own, excluded)
        for start in range(len(own)):
            best = max(
                (_common(own[start:], other[place:]) for other in others for place in range(len(other))),
                default=0,
            )
            assert found.steps[start] == best
            if best:
                place = found.places[start]
                assert not excluded[index.owners[place]]
                there = codes(index.heights[place:].astype(int), index.lengths[place:].astype(int))
                assert _common(own[start:], there[steps is index.timed]) >= best


def _common(one: np.ndarray, other: np.ndarray) -> int:
    return next(
        (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def test_every_piece_is_found_in_full(little_index: Index) -> None:
    for number, steps in product(range(5), ("timed", "plain")):
        run = longest(little_index, little_index.piece(number), steps)
        assert (run.piece, run.first, run.source) == (number, 0, 0)
        assert run.notes == little_index.starts[number + 1] - little_index.starts[number]
