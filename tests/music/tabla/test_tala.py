"""Talas: vibhags that add up, and thekas that fill them."""

from fractions import Fraction

import pytest

from tunesmith.errors import TunesmithError
from tunesmith.music.tabla.composition import length
from tunesmith.music.tabla.tala import TALAS, Tala, find_tala, known_tala, names
from tunesmith.music.tabla.text import read_notes

MATRAS = {
    "teental": 16, "jhaptal": 10, "ektal": 12, "rupak": 7, "dadra": 6, "keherwa": 8, "deepchandi": 14,
    "dhamar": 14, "chautal": 12, "jhoomra": 14, "tilwada": 16, "addha": 16, "sooltal": 10,
}  # fmt: skip


def test_matras() -> None:
    assert {name: find_tala(name).matras for name in MATRAS} == MATRAS
    assert names()[:2] == ["teental", "jhaptal"]


@pytest.mark.parametrize("tala", TALAS, ids=lambda tala: tala.name)
def test_theka_fills_the_vibhags(tala: Tala) -> None:
    theka = read_notes(tala.theka)
    assert theka.matras == tala.matras
    assert tuple(length(theka.notes[: bar.at]) for bar in theka.bars) == tala.starts[1:]
    assert len(tala.marks) == len(tala.vibhags)
    assert tala.marks[0] == ("0" if tala.name == "rupak" else "X")
    claps = [int(mark) for mark in tala.marks if mark not in "X0"]
    assert claps == sorted(claps)


@pytest.mark.parametrize(
    ("name", "claps", "khali"),  # matras from 1, as the pages say that docs/tabla.md names
    [
        ("teental", {1, 5, 13}, {9}), ("jhaptal", {1, 3, 8}, {6}), ("ektal", {1, 5, 9, 11}, {3, 7}),
        ("rupak", {4, 6}, {1}), ("dadra", {1}, {4}), ("keherwa", {1}, {5}), ("deepchandi", {1, 4, 11}, {8}),
        ("dhamar", {1, 6, 11}, {8}), ("chautal", {1, 5, 9, 11}, {3, 7}), ("jhoomra", {1, 4, 11}, {8}),
        ("tilwada", {1, 5, 13}, {9}), ("addha", {1, 5, 13}, {9}), ("sooltal", {1, 5, 7}, {3, 9}),
        ("ada chautal", {1, 3, 7, 11}, {5, 9, 13}), ("tevra", {1, 4, 6}, set()),
    ],
)  # fmt: skip
def test_claps_and_waves(name: str, claps: set[int], khali: set[int]) -> None:
    tala = find_tala(name)
    marked = list(zip(tala.starts, tala.marks, strict=True))
    assert {start + 1 for start, mark in marked if mark != "0"} == claps
    assert {start + 1 for start, mark in marked if mark == "0"} == khali


def test_where_vibhags_are() -> None:
    jhaptal = find_tala("Jhaptaal")
    assert jhaptal.starts == (0, 2, 5, 7)
    assert [jhaptal.vibhag(onset) for onset in (0, Fraction(3, 2), 2, 5, 9, 10, 17)] == [0, 0, 1, 2, 3, 0, 3]


def test_names() -> None:
    assert find_tala("  Rupak  tal").name == "rupak"
    assert find_tala("sitarkhani").name == "addha"
    assert find_tala("Teora").name == "tevra"
    assert known_tala("jhampa") is None  # a tala of its own
    with pytest.raises(TunesmithError, match="unknown tala 'tental': did you mean teental"):
        find_tala("tental")
    with pytest.raises(TunesmithError, match="choose from teental, jhaptal"):
        find_tala("waltz")
