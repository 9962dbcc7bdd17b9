"""The order of playing, worked out by hand: one letter for each bar."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tunesmith.music.abc.parser import parse
from tunesmith.music.abc.sound.repeats import MOST_TIMES, part_order, played
from tunesmith.music.abc.tune import Note


def order(body: str, header: str = "") -> str:
    tune = parse(f"X:1\nT:a\nM:4/4\nL:1/4\n{header}K:C\n{body}\n")
    return "".join(element.pitches[0].step for element in played(tune) if isinstance(element, Note))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("A|B|", "AB"),
        ("|:A|B:|", "ABAB"),
        ("A|B:|", "ABAB"),  # from the beginning
        ("A|B:|C|D:|E|", "ABABCDCDE"),  # from the end of the repeat before
        ("A|B||C|D:|", "ABCDCD"),  # from the double bar
        ("A|B|]C|D:|", "ABCDCD"),
        ("|:A||B:|", "ABAB"),  # a double bar within a repeat divides nothing
        ("A||B::C:|", "ABBCC"),
        ("|:A::B:|", "AABB"),
        ("|:A:||:B:|", "AABB"),
        ("|:A:|\n|:B:|", "AABB"),
        ("|:A|:B:|", "AABB"),  # the first :| was forgotten
        ("A|:B|C|", "ABC"),  # never closed
        ("|::A::|B|", "AAAB"),
        ("|:A|1 B:|2 C|]", "ABAC"),
        ("A|1 B:|2 C||D|", "ABACD"),
        ("|:A|[1 B:|[2 C|D:|", "ABACD"),  # the second ending closes both
        ("|:A|[1 B:|\n[2 C||\n|:D:|", "ABACDD"),
        ("A||B|[1 C:|[2 D|]", "ABCBD"),
        ("|:A|1 B|2 C:|", "ABAC"),
        ("|:A|[1,3 B:|[2 C:|[4 D|]E|", "ABACABADE"),
        ("|:A|[1-3 B:|[4 C|]", "ABABABAC"),
        ("|:A|1 B:|C|", "ABAC"),  # the bracket of the second ending was forgotten
        ("|:A|1 B:|2 C:|D|E:|", "ABACDEDE"),
        ("|:A|1 B:|2 C|:D|1 E:|2 F|]", "ABACDEDF"),
    ],
)
def test_repeats_and_endings(body: str, expected: str) -> None:
    assert order(body) == expected


@pytest.mark.parametrize(
    ("header", "body", "expected"),
    [
        ("P:AABA\n", "P:A\nC|\nP:B\nD|\n", "CCDC"),
        ("P:(AB)2A\n", "P:A\nC:|\nP:B\nD|\n", "CCDCCDCC"),
        ("P:AB\n", "G|\nP:A\nC|\nP:B\nD|\n", "GCD"),  # before the first label: an introduction
        ("P:A\n", "C|\nP:B\nD|\n", "CD"),  # a label, no order: part A is nowhere
        ("P:ABC\n", "P:A\nC|\nP:B\nD|\n", "CD"),
        ("", "P:A\nC:|\nP:B\nD:|\n", "CCDD"),
    ],
)
def test_parts(header: str, body: str, expected: str) -> None:
    assert order(body, header) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("AABB", "AABB"),
        ("A.B.A", "ABA"),
        ("(AB)3C", "ABABABC"),
        ("AAB3", "AABBB"),
        ("((AB)2C)2", "ABABCABABC"),
        ("A(B", ""),
        ("A)", ""),
        ("A B?", ""),
        ("(((((((((A9)9)9)9)9)9)9)9)9", ""),
    ],
)
def test_part_order(text: str, expected: str) -> None:
    assert part_order(text) == expected


@given(st.text(alphabet="A|:[]12, \n-P", max_size=60))
@settings(max_examples=300, deadline=None)
def test_nothing_is_lost_and_nothing_endless(body: str) -> None:
    """Whatever the signs, every note is played, but for endings that no pass comes to."""
    tune = parse(f"X:1\nM:4/4\nL:1/4\nK:C\n{body}\n")
    notes = [element for element in tune.body if isinstance(element, Note)]
    heard = [element for element in played(tune) if isinstance(element, Note)]
    assert len(heard) <= MOST_TIMES * len(notes)
    if "[" not in body and "1" not in body and "2" not in body:
        assert {note.start for note in heard} == {note.start for note in notes}
