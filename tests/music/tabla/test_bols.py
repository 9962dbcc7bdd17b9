"""Bols: what hands do for them, the khali rule, and joined words taken apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunesmith.errors import TunesmithError
from tunesmith.music.tabla.bols import BOLS, dry, find_bol, known_bol, split
from tunesmith.music.tabla.hits import STROKES


def named(word: str) -> list[str]:
    return [bol.name for bol, _, _ in split(word)]


def test_strokes_and_hands() -> None:
    assert find_bol("dha").strokes == (("na", "ge"),)
    assert find_bol("tete").strokes == (("te",), ("re",))
    assert find_bol("TiraKita").strokes == (("te",), ("re",), ("ke",), ("te",))
    assert find_bol("kitataka").strokes == (("ke",), ("te",), ("re",), ("ke",))
    assert set(find_bol("kre").strokes[0]) == {"ke", "te"}  # a flam of closed strokes
    assert [find_bol(name).hands for name in ("dha", "tin", "ge", "kat", "tirakita")] == [
        "both", "right", "left", "left", "both",
    ]  # fmt: skip
    assert [find_bol(name).resonant for name in ("dha", "ge", "dhere", "ke", "ta")] == [True] * 3 + [
        False
    ] * 2
    assert {stroke for bol in BOLS for moment in bol.strokes for stroke in moment} == set(STROKES)


def test_names_are_of_one_bol_each() -> None:
    names = [name for bol in BOLS for name in (bol.name, *bol.aliases)]
    assert len(names) == len(set(names))
    assert all(name.isalpha() and name.islower() for name in names)
    assert len(BOLS) >= 40


@pytest.mark.parametrize(
    ("full", "empty"),
    [
        ("dha", "ta"),
        ("dhin", "tin"),
        ("ge", "ke"),
        ("dhere", "tere"),
        ("ta", "ta"),
        ("tirakita", "tirakita"),
        ("ghran", "kran"),
    ],
)
def test_khali(full: str, empty: str) -> None:
    assert dry(find_bol(full)).name == empty


@pytest.mark.parametrize("bol", BOLS, ids=lambda bol: bol.name)
def test_dry_is_without_the_bass_and_otherwise_alike(bol) -> None:  # type: ignore[no-untyped-def]
    partner = dry(bol)
    assert not partner.resonant
    assert dry(partner) == partner
    without = [{stroke for stroke in moment if stroke not in ("ge", "ke")} for moment in bol.strokes]
    assert without == [{stroke for stroke in moment if stroke != "ke"} for moment in partner.strokes]


@pytest.mark.parametrize(
    ("word", "bols"),
    [
        ("dhatete", "dha tete"),
        ("dhageti", "dha ge ti"),
        ("tirakita", "tirakita"),
        ("katete", "ka tete"),  # kat would leave ete
        ("kattete", "kat tete"),
        ("dhinagena", "dhina ge na"),
        ("tinna", "tin na"),
        ("gadigana", "ga di ga na"),
        ("DhaGhe", "dha ge"),
        ("dhaxna", ""),
    ],
)
def test_split(word: str, bols: str) -> None:
    assert named(word) == bols.split()


@given(st.lists(st.sampled_from([name for bol in BOLS for name in (bol.name, *bol.aliases)]), max_size=12))
def test_any_run_of_bols_is_taken_apart_without_a_gap(spellings: list[str]) -> None:
    word = "".join(spellings)
    parts = split(word)
    assert "".join(word[start:end] for _, start, end in parts) == word
    assert all(known_bol(word[start:end]) is bol for bol, start, end in parts)


def test_long_words_take_no_time() -> None:
    assert split("te" * 90 + "x") == ()
    assert split("te" * 1000) == ()


def test_unknown() -> None:
    with pytest.raises(TunesmithError, match="unknown bol 'dhq': did you mean dha"):
        find_bol("dhq")
    with pytest.raises(TunesmithError, match="unknown bol 'xyzzy': see the list"):
        find_bol("xyzzy")
