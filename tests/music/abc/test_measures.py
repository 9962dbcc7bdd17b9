"""Measures, lengths, beams, ties, slurs and accidentals, worked out by hand."""

import importlib.util
import re
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunesmith.music.abc.page.measures import Line, Measure, measures
from tunesmith.music.abc.page.systems import system_starts
from tunesmith.music.abc.page.values import Value, spell
from tunesmith.music.abc.parser import parse
from tunesmith.music.abc.tune import Note, Rest

HALF, QUARTER, EIGHTH = Fraction(2), Fraction(1), Fraction(1, 2)


def cut(body: str, key: str = "C", meter: str = "6/8") -> list[Measure]:
    return measures(parse(f"X:1\nT:t\nM:{meter}\nL:1/8\nK:{key}\n{body}\n"))


def real_tunes(step: int) -> list[str]:
    spec = importlib.util.find_spec("music21")
    if spec is None or spec.origin is None:
        pytest.skip("music21 is not installed")
    corpus = Path(spec.origin).parent / "corpus"
    files = sorted(
        path
        for name in ("oneills1850", "ryansMammoth", "airdsAirs")
        for path in (corpus / name).glob("*.abc")
    )
    return [tune for path in files for tune in re.split(r"(?m)^(?=X:)", path.read_text("latin-1"))[1:]][
        ::step
    ]


@pytest.mark.parametrize(
    ("eighths", "values", "ratio"),
    [
        ("1", [(EIGHTH, 0)], 1),
        ("3", [(QUARTER, 1)], 1),
        ("5", [(HALF, 0), (EIGHTH, 0)], 1),
        ("7", [(HALF, 2)], 1),
        ("9", [(Fraction(4), 0), (EIGHTH, 0)], 1),
        ("15", [(Fraction(4), 1), (QUARTER, 1)], 1),
        ("3/2", [(EIGHTH, 1)], 1),
        ("1/3", [(Fraction(1, 4), 0)], Fraction(2, 3)),
        ("2/5", [(Fraction(1, 4), 0)], Fraction(4, 5)),
    ],
)
def test_lengths_are_spelled_as_engravers_do(
    eighths: str, values: list[tuple[Fraction, int]], ratio: Fraction
) -> None:
    assert spell(Fraction(eighths) / 2) == (tuple(Value(*value) for value in values), ratio)


@given(st.fractions(min_value=Fraction(1, 10**6), max_value=10**6))
def test_values_and_ratio_give_the_length_back(written: Fraction) -> None:
    values, ratio = spell(written)
    assert 1 <= len(values) <= 8
    assert sum(value.duration for value in values) * ratio == written


def test_a_pickup_is_measure_0_and_a_repeat_breaks_a_measure_in_two() -> None:
    found = cut("A|GFG GAB|A3 A2::c|ded dcB|A3 A2:|")
    assert [measure.number for measure in found] == [0, 1, 2, 2, 3, 4]
    assert [measure.implicit for measure in found] == [True, False, False, True, False, False]
    assert found[2].right == Line("|", closes=1, opens=1)
    assert found[3].left.opens == 1


def test_bar_lines_with_nothing_between_them_are_one() -> None:
    found = cut("|:A6:| |:B6||\n|:c6:|")
    assert [str(measure.events[0].note.pitches[0].step) for measure in found if measure.events[0].note] == [
        "A",
        "B",
        "C",
    ]
    assert found[0].left.opens == 1
    assert (found[0].right.closes, found[1].left.opens) == (1, 1)
    assert (found[1].right.style, found[2].left.opens) == ("||", 1)


def test_endings_stop_at_a_repeat_at_a_double_bar_or_when_as_long_as_the_first() -> None:
    found = cut("A6|1 B6:|2 c6|d6|[1,3 e6|f6:|[2 g6||a6|]")
    assert [measure.ending for measure in found] == [(), (1,), (2,), (), (1, 3), (1, 3), (2,), ()]
    assert [measure.ending_stops for measure in found] == [False, True, True, False, False, True, True, False]
    assert [measure.ending_open for measure in found if measure.ending_stops] == [False, True, False, False]


def test_a_change_of_key_in_a_measure_cuts_it_without_a_line() -> None:
    first, second = cut("ABC [K:D]DEF|")
    assert first.right == Line()
    assert (second.new_key, second.key.fifths, second.implicit) == (True, 2, True)


def test_beams_follow_the_spaces_and_stop_at_long_notes_and_rests() -> None:
    (measure,) = cut("AB cd2e fzgab|")
    assert [(group.first, group.last) for group in measure.groups] == [(0, 1), (7, 9)]


def test_a_beam_holds_a_tuplet_or_is_cut_at_its_edge() -> None:
    (whole,) = cut("AB(3cde|", meter="2/4")
    assert [(group.first, group.last, group.tuplet is None) for group in whole.groups] == [
        (0, 4, True),
        (2, 4, False),
    ]
    (partial,) = cut("(3A2BcdefG|", meter="4/4")
    assert [(group.first, group.last, group.tuplet is None) for group in partial.groups] == [
        (0, 2, False),
        (1, 2, True),
        (3, 6, True),
    ]


def test_ties_lead_to_the_same_pitch_of_the_next_note() -> None:
    events = [event for measure in cut("[Ac]-[ce] e-|f A-z A") for event in measure.events]
    assert [event.ties for event in events] == [{1: 0}, {}, {}, {}, {}, {}, {}]


def test_slurs_nest_and_chain_and_join_grace_notes() -> None:
    body = "(A(BC)D (E)F) ({g}a)(b"
    events = [event for measure in cut(body) for event in measure.events]
    offset = events[0].element.start - body.index("A")
    names = {(body[slur.first.element.start - offset], body[slur.last.element.start - offset])
             for event in events for slur in event.slurs}  # fmt: skip
    assert names == {("A", "E"), ("B", "C"), ("E", "F"), ("g", "a")}


@pytest.mark.parametrize(
    ("body", "key", "printed"),
    [
        ("FGF", "D", [None, None, None]),
        ("=FF|F", "D", [0, None, None]),  # the natural holds to the bar line
        ("^F=F", "C", [1, 0]),
        ("^F-|FF", "C", [1, None, None]),  # the tie carries the sharp over the bar line, to one note only
        ("{^c}dc", "C", [None, None]),
    ],
)
def test_accidentals_are_printed_where_a_reader_needs_them(
    body: str, key: str, printed: list[int | None]
) -> None:
    assert [event.accidentals[0] for measure in cut(body, key) for event in measure.events] == printed


def test_a_note_that_sounds_otherwise_than_the_staff_says_gets_its_accidental() -> None:
    (measure,) = cut("^Ff")  # ABC's accidentals hold in every octave, those of a staff in one
    high = measure.events[1]
    assert high.note is not None
    assert high.accidentals == [1 if high.note.pitches[0].alter else None]


def test_a_measure_without_end_is_cut_and_a_rest_of_many_bars_bounded() -> None:
    assert max(len(measure.events) for measure in cut("ABc" * 1000)) <= 48
    assert len(cut("Z99999|A")) <= 101
    assert len(measures(parse(""))) == 1


def test_lines_break_after_four_measures_and_at_repeats() -> None:
    found = cut("|:" + "ABc def|" * 7 + "ABc d3:|" + "|:" + "ABc def|" * 7 + "ABc d3:|")
    assert sorted(system_starts(found)) == [4, 8, 12]


def check_durations(tunes: list[str]) -> None:
    for text in tunes:
        tune = parse(text)
        written = sum(element.duration for element in tune.body if isinstance(element, Note | Rest))
        found = measures(tune)
        assert sum(measure.duration for measure in found) == written, text
        for measure in found:
            for event in measure.events:
                if event.values:
                    assert (
                        sum(value.duration for value in event.values) * event.time_ratio == event.duration
                    ), text


def test_real_tunes_lose_no_time() -> None:
    check_durations(real_tunes(step=40))


@pytest.mark.long
def test_every_real_tune_loses_no_time() -> None:
    check_durations(real_tunes(step=1))
