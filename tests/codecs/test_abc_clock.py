from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunesmith.codecs.abc_clock import (
    AFTER_QUOTE,
    BAR,
    COMMENT,
    GRACE,
    INLINE,
    LINE,
    MUSIC,
    NOTE,
    PLACES,
    QUARTER,
    QUOTE,
    QUOTED,
    TUNE,
    TUPLET,
    Clock,
)
from tunesmith.music.abc.book import split_book
from tunesmith.music.abc.parser import parse
from tunesmith.music.abc.tune import Note

HEADER = "\n\nX:1\nM:6/8\nL:1/8\nK:D\n"
ABC = st.text(alphabet='\n\n|:[](){}"%!<>/^_=,-&ABcdKLMPXzZ0123468 ', max_size=120)


def read(text: str, clock: Clock | None = None) -> Clock:
    clock = clock or Clock()
    for char in text:
        clock.advance(char)
    return clock


def eighths(music: str, header: str = HEADER) -> Fraction:
    return Fraction(read(header + music).position, QUARTER // 2)


@pytest.mark.parametrize(
    ("music", "position"),
    [
        ("", 0),
        ("d", 1),
        ("d2", 2),
        ("d3/", Fraction(3, 2)),
        ("d/", Fraction(1, 2)),
        ("d//e", Fraction(5, 4)),
        ("d3/2e/2", 2),
        ("^c'2 =B,", 3),
        ("(3def", 2),  # three in the time of two
        ("(3d2e2f2", 4),
        ("(2de", 3),
        ("(3:2:2de f", Fraction(7, 3)),
        ("(de)f", 3),  # a slur
        ("d>e", 2),
        ("d>", Fraction(3, 2)),
        ("d<e", 2),
        ("d>>e f", 3),
        ("{gfe}d", 1),
        ("{g2", 0),
        ("[d2f2a]", 2),
        ("[df]2", 2),
        ("[^df]3/2", Fraction(3, 2)),
        ('"Am7"e', 1),
        ("!trill!e", 1),
        ("~e.f", 2),
        ("z2x", 3),
        ("Z", 6),
        ("def|", 0),
        ("def|g", 1),
        ("def gfe|a2", 2),
        ("[L:1/16]d", Fraction(1, 2)),
        ("[K:G]d", 1),
        ("d\nM:9/8\ne", 2),
        ("d % e f g\na", 2),
        ("A:|", 1),  # a note and a repeat, no field: the pickup of what comes next
        ("def def|d2:|", 2),  # a section that ends early goes on there
        ("def def|d2 :|\n|: ", 2),
        ("def def|def def:|", 0),
    ],
)
def test_position_by_hand(music: str, position: Fraction | int) -> None:
    assert eighths(music) == position


def test_metre_gives_the_unit_where_no_field_does() -> None:
    assert eighths("d", "\n\nX:1\nM:2/4\nK:D\n") == Fraction(1, 2)
    assert eighths("d", "\n\nX:1\nM:3/4\nK:D\n") == 1


@pytest.mark.parametrize(
    ("music", "bar", "bars"),
    [
        ("", 0, 0),
        ("d|", 0, 1),  # a pickup fills no bar
        ("d|def gfe|", 1, 2),
        ("d|def gfe|def gfe|def", 2, 3),
        ("d|def gfe|d3 d2:|e|d3 d3|", 1, 4),  # the pickup makes the bar before the sign whole
        ("def gfe||def gfe|", 1, 2),
        ("def gfe|[1 def gfe:|[2 def gfe|", 1, 3),
    ],
)
def test_bars_by_hand(music: str, bar: int, bars: int) -> None:
    clock = read(HEADER + music)
    assert (clock.bar, clock.bars) == (bar, bars)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("T:a", ord("T") - ord("A")),
        ("\n", LINE),
        ("\n\n", TUNE),
        (HEADER + "d", NOTE),
        (HEADER + "d ", MUSIC),
        (HEADER + '"', QUOTE),
        (HEADER + '"A', QUOTED),
        (HEADER + '"A"', AFTER_QUOTE),
        (HEADER + "d|", BAR),
        (HEADER + "d|[1", BAR),
        (HEADER + "d%", COMMENT),
        (HEADER + "{", GRACE),
        (HEADER + "(3", TUPLET),
        (HEADER + "[M:3", INLINE),
        (HEADER + "P:", ord("P") - ord("A")),
        (HEADER + "d\nP:A\ne", NOTE),
    ],
)
def test_place_by_hand(text: str, place: int) -> None:
    assert read(text, None if text != "T:a" else read("\n")).place == place


def test_it_says_what_it_does_not_know() -> None:
    clock = read("fed cB")
    assert (clock.timed, clock.placed, clock.full) == (False, False, 0)
    read("A|d", clock)
    assert (clock.timed, clock.placed, clock.position) == (True, False, QUARTER // 2)
    read("ef gab|def gab|", clock)
    assert clock.full == 3 * QUARTER  # two bars of one length
    read("|", clock)
    assert (clock.placed, clock.bar) == (True, 0)


def test_notes_last_as_long_as_the_parser_says(nottingham: Path) -> None:
    """Every note of the 340 jigs: between its first character and its end the clock moves by its duration."""
    wrong = count = 0
    for text in (tune.text for tune in split_book(nottingham.read_text(encoding="utf-8")).tunes):
        tune = parse(text)
        positions, clock = [0], Clock()
        for char in "\n\n" + text.lstrip("\n"):
            clock.advance(char)
            positions.append(clock.position)
        early = len(positions) - 1 - len(text)
        for note in tune.body:
            if isinstance(note, Note) and tune.text == text:
                moved = positions[note.end + early] - positions[note.start + early]
                wrong += moved != note.duration * QUARTER
                count += 1
    assert count > 20_000
    assert wrong / count < 0.002


@given(ABC)
def test_any_text_is_read(text: str) -> None:
    clock = Clock()
    for char in text:
        clock.advance(char)
        assert 0 <= clock.place < PLACES
        assert clock.bars >= 0
        assert clock.bar >= 0


@given(ABC)
def test_after_an_empty_line_nothing_is_left_of_what_was_before(text: str) -> None:
    one, other = read(text + "\n\n"), read("\n\n")
    for char in 'X:1\nK:D\n"A"d>e|f2 (3gab:|\nA3|':
        one.advance(char)
        other.advance(char)
        assert (one.place, one.position, one.bar, one.bars, one.full) == (
            other.place, other.position, other.bar, other.bars, other.full,
        )  # fmt: skip


def test_long_numbers_and_lines_take_no_time() -> None:
    clock = read(HEADER + "d" + "9" * 100_000 + "/" * 100_000 + "\nT:" + "x" * 100_000)
    assert clock.position <= 64 * QUARTER
