"""The text form: worked examples, a round trip of everything, and no text that it cannot read."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tunesmith.music.tabla.bols import BOLS
from tunesmith.music.tabla.check import check
from tunesmith.music.tabla.composition import Bar, Composition, Note, Repeat, Section
from tunesmith.music.tabla.forms import SECTIONS, form_names
from tunesmith.music.tabla.tala import names
from tunesmith.music.tabla.text import read, read_notes, write

THEME = """tala: teental   laya: 90   form: kaida
theme:  dha dha tete | dha dha tin na | ta ta tete | dha dha dhin na
"""


def said(words: str, speed: int = 1) -> str:
    """The notes of these words, each with its length."""
    return " ".join(f"{note.bol or '-'}:{note.duration}" for note in read_notes(words, speed).notes)


def test_the_example() -> None:
    composition, problems = read(THEME)
    assert problems == []
    assert (composition.tala, composition.laya, composition.form) == ("teental", 90, "kaida")
    theme = composition.sections[0]
    assert (theme.name, theme.matras) == ("theme", 16)
    assert [note.bol for note in theme.notes[:4]] == ["dha", "dha", "tete", "dha"]
    assert [bar.at for bar in theme.bars] == [3, 7, 10]
    assert [(str(played.onset), played.note.bol) for played in composition.played()][2:5] == [
        ("2", "tete"), ("4", "dha"), ("5", "dha"),
    ]  # fmt: skip
    tete = theme.notes[2]
    assert THEME[tete.start : tete.end] == "tete"
    assert write(composition) == THEME.replace("theme:  ", "theme: ")


@pytest.mark.parametrize(
    ("words", "notes"),
    [
        ("dha - dhage", "dha:1 -:1 dha:1/2 ge:1/2"),
        ("dhatete tirakita", "dha:1/3 tete:2/3 tirakita:1"),
        ("tete tita te.te tete[1]", "tete:2 tita:2 te:1/2 te:1/2 tete:1"),
        ("dha- -dha --", "dha:1/2 -:1/2 -:1/2 dha:1/2 -:1/2 -:1/2"),
        ("dha[1/2] dhage[3] -[7/4]", "dha:1/2 dha:3/2 ge:3/2 -:7/4"),
        ("Ghe DHI zork", "ge:1 dhin:1 zork:1"),
    ],
)
def test_words(words: str, notes: str) -> None:
    assert said(words) == notes


def test_speed_divides_all_but_what_is_exact() -> None:
    assert said("dha tete dhage dha[1] -", 2) == "dha:1/2 tete:1 dha:1/4 ge:1/4 dha:1 -:1/2"


def test_groups_play_again() -> None:
    composition, problems = read("tala: teental\ntukda: na ( dha ( te ) x2 ge ) x3 ta")
    assert problems == []
    assert [played.note.bol for played in composition.played()] == [
        "na", *("dha", "te", "te", "ge") * 3, "ta",
    ]  # fmt: skip
    assert [played.index for played in composition.played()][:6] == [0, 1, 2, 2, 3, 1]
    assert composition.matras == 14
    assert composition.seconds == pytest.approx(14 * 60 / 90)


def test_comments_lines_and_marks() -> None:
    composition, problems = read(
        "title: A song: # 1\ntala: dadra # six\ntempo: drut\n\ntheka: |X dha dhin na # first\n  |0 dha tin na"
    )
    assert problems == []
    assert (composition.title, composition.laya) == ("A song: # 1", 240)
    assert composition.sections[0].bars == (Bar(0, "X"), Bar(3, "0"))
    assert write(composition) == (
        "title: A song: # 1\ntala: dadra   laya: 240\ntheka: |X dha dhin na |0 dha tin na\n"
    )


def test_a_line_for_each_cycle() -> None:
    text = "tala: dadra   laya: 90\ntheka: dha dhin na | dha tin na |\n  dha dhin na | dha tin na\n"
    composition, _ = read(text.replace("|\n ", "|"))
    assert write(composition) == text


def test_words_are_joined_on_the_beat_alone() -> None:
    for words, standard in (
        ("dha[1/2] ge[1/2] dha[1/2] -[1/2]", "dhage dha-"),
        ("dha[1/3] dha[1/2] ge[1/2]", "dha[1/3] dha[1/2] ge[1/2]"),
        ("te[1/2] te[1/2]", "te.te"),
        ("tete[1]", "tete[1]"),
        ("te te", "te te"),
    ):
        assert write(read(f"tala: dadra\ngat: {words}")[0]).splitlines()[1] == f"gat: {standard}"


def test_problems_by_line_and_column() -> None:
    text = "tala: dadra   laya: soon\ntheka: dha ) dhin ?\n  na[0] ( dha\n"
    assert [(p.line, p.column, p.rule) for p in read(text)[1]] == [
        (1, 15, "laya-wrong"), (2, 12, "group-unopened"), (2, 19, "sign-unknown"), (3, 5, "length-wrong"),
        (3, 9, "group-open"),
    ]  # fmt: skip


# What can be written: any lengths, bars and nested groups.
LENGTHS = st.sampled_from(
    [Fraction(1, 4), Fraction(1, 3), Fraction(1, 2), Fraction(1), Fraction(2), Fraction(5, 7)]
)
NOTES = st.builds(Note, st.sampled_from(["", "zork", *(bol.name for bol in BOLS)]), LENGTHS)


@st.composite
def sections(draw: st.DrawFn) -> Section:
    notes = tuple(draw(st.lists(NOTES, min_size=1, max_size=12)))
    bars = sorted(draw(st.sets(st.integers(0, len(notes)))))
    marked = tuple(Bar(at, draw(st.sampled_from(["", "X", "0", "2"]))) for at in bars)
    repeats, low, high = list[Repeat](), 0, len(notes)
    for _ in range(draw(st.integers(0, 3))):  # each within the last
        low = draw(st.integers(low, high - 1))
        high = draw(st.integers(low + 1, high))
        repeats.append(Repeat(low, high, draw(st.integers(2, 16))))
    return Section(draw(st.sampled_from(SECTIONS)), notes, marked, tuple(repeats), draw(st.integers(1, 4)))


TITLES = st.text("ab:#|é 1", max_size=8).map(lambda text: " ".join(text.split()))
COMPOSITIONS = st.builds(
    Composition,
    st.sampled_from(["", "nosuch", *names()]),
    st.lists(sections(), min_size=1, max_size=3).map(tuple),
    st.integers(10, 999),
    st.sampled_from(["", *form_names()]),
    TITLES,
)


@settings(max_examples=150, deadline=None)
@given(COMPOSITIONS)
def test_what_is_written_is_read_again(composition: Composition) -> None:
    text = write(composition)
    again, _ = read(text)
    assert again == composition
    assert write(again) == text


SIGNS = st.sampled_from(
    ["tala: dadra\n", "theme:", "theme @2:", "dha", "te.te", "dhage", "[1/2]", "[", "-", ".", "|X", "|", "(",
     ") x3", ")", "x9", "#", "\n", " ", "title:", "laya: 20", "é", "\r\n", "x", "0", ":"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=80), st.lists(SIGNS, max_size=40).map(" ".join)))
def test_any_text_is_read_and_standard_spelling_stays(text: str) -> None:
    composition, problems = read(text)
    for problem in [*problems, *check(composition)]:
        assert problem.line >= 1
        assert problem.column >= 1
        assert problem.line <= text.count("\n") + 1
    once = write(composition)
    again, _ = read(once)
    assert again == composition
    assert write(again) == once


def test_hostile_texts_end_soon() -> None:
    for text in (
        "( " * 20_000,
        "( dha ) x9 " * 5_000,
        "dha" * 20_000,
        "theme: ( ( ( dha ) x16 ) x16 ) x16 " * 300,
    ):
        check(read(text)[0])
