"""What is played: times, accents, and the arithmetic of tihais."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunesmith.errors import TunesmithError
from tunesmith.music.tabla.composition import Note, accent, clock
from tunesmith.music.tabla.hits import Hit
from tunesmith.music.tabla.tala import find_tala
from tunesmith.music.tabla.text import read, read_notes
from tunesmith.music.tabla.tihai import ends_thrice, gap, land, strokes, thrice, tihai


def test_hits() -> None:
    composition, _ = read("tala: dadra   laya: 120\ntheka: dha tete[1] - | dhage")
    assert composition.hits() == [
        Hit(0.0, "na", 1.0), Hit(0.0, "ge", 1.0), Hit(0.5, "te", 0.7), Hit(0.75, "re", 0.6),
        Hit(1.5, "na", pytest.approx(0.65)), Hit(1.5, "ge", pytest.approx(0.65)),
        Hit(1.75, "ge", pytest.approx(0.45)),
    ]  # fmt: skip


def test_hands_are_human_and_the_same_of_the_same_seed() -> None:
    composition, _ = read("tala: dadra\ntheka: ( dha dhin na | dha tin na ) x4")
    exact, first = composition.hits(), composition.hits(7)
    assert first == composition.hits(7) != composition.hits(8)
    assert 0 < max(abs(a.time - b.time) for a, b in zip(exact, first, strict=True)) < 0.03
    assert all(0 < hit.loudness <= 1 for hit in first)


def test_accents() -> None:
    teental = find_tala("teental")
    assert accent(Fraction(16), teental) == 1.0
    assert accent(Fraction(4), teental) > accent(Fraction(5), teental) > accent(Fraction(9), teental)
    assert accent(Fraction(5), teental) > accent(Fraction(11, 2), teental)
    assert accent(Fraction(5), None) == 0.7


def test_clock() -> None:
    notes = [Note("dha", Fraction(1, 2)), Note("", Fraction(1, 3))]
    assert clock(notes) == (6, [0, 3, 5])
    assert clock([]) == (1, [0])


def test_where_a_tihai_begins_and_rests() -> None:
    assert land(16, 12) == 5  # matra 6 of 16: the twelfth is the next sam
    assert land(10, Fraction(9, 2), Fraction(1, 2)) == 6
    assert gap(16, 6, last=2) == 0
    assert gap(16, 5) == 1  # 5 + 1 + 5 + 1 + 5 = 17, and the last of them is sam
    assert gap(16, 4, start=8) == Fraction(13, 2)  # 8 + 12 + 13 - 1 = 32


PHRASES = st.lists(st.sampled_from(["dha", "-", "tete", "dhage", "na[1/3]"]), max_size=6)


@given(PHRASES, st.sampled_from([6, 7, 10, 16]), st.integers(0, 15), st.sampled_from([1, 2, 3]))
def test_a_tihai_lands_on_sam(words: list[str], cycle: int, start: int, speed: int) -> None:
    phrase = read_notes(" ".join([*words, "dha"]), speed).notes
    section = tihai(phrase, cycle, start, speed=speed)
    played = strokes(section)
    assert (start + played[-1][1]) % cycle == 0
    assert thrice(played)
    assert 0 <= section.matras / 3 - sum(note.duration for note in phrase) < Fraction(cycle, 2)


def test_a_tihai_ends_with_a_stroke() -> None:
    with pytest.raises(TunesmithError, match="end it with a bol"):
        tihai(read_notes("dha -").notes, 16)


def test_three_alike() -> None:
    def played(words: str) -> list[tuple[str, Fraction]]:
        return strokes(read_notes(words))

    assert thrice(played("dha te - dha te - dha te"))
    assert not thrice(played("dha te - dha te - - dha te"))  # another distance
    assert not thrice(played("dha te dha ta dha te"))  # another bol
    assert not thrice([])
    assert ends_thrice(played("na na dha te dha te dha te"))
    assert not ends_thrice(played("na na dha te dha te dha ta"))
