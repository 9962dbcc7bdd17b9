"""Ties and lengths, one note after the other."""

import pytest

from tunesmith.music.abc.check.checker import check
from tunesmith.music.abc.parser import parse


def rules(body: str, unit: str = "1/8") -> list[str]:
    """The rules broken, in free metre."""
    return [problem.rule for problem in check(parse(f"X:1\nM:none\nL:{unit}\nK:D\n{body}"))]


@pytest.mark.parametrize(
    "body",
    [
        "A-A|",
        "A-|A|",
        "A-||A|",
        "A-|\nA|",
        "A- A-A|",
        "[FA]-[FA]|",
        "[F-A][FB]|",  # of a chord one note may be held
        "F-[FA]|",
        "^G-|G|",  # the accidental lasts as long as the tie
        "^G-_A|",  # the same key on a piano
        "A-{B}A|",
        "A-[K:G]A|",
        '"D"A-"G"A|',
    ],
)
def test_ties_that_lead_to_their_pitch(body: str) -> None:
    assert rules(body) == []


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ("A-B|", "tie-to-other-pitch"),
        ("A-a|", "tie-to-other-pitch"),
        ("A-zA|", "tie-to-other-pitch"),
        ("G-^G|", "tie-to-other-pitch"),
        ("[FA]-F|", "tie-to-other-pitch"),
        ("[F-A-][FB]|", "tie-to-other-pitch"),
        ("A-|]", "tie-cut"),
        ("A-", "tie-cut"),
        ("|:AB-:|B|", "tie-cut"),
        ("A-|:AB:|", "tie-cut"),
        ("|:A-|1 A:|2 A|]", "tie-cut"),
    ],
)
def test_ties_that_do_not(body: str, rule: str) -> None:
    assert rules(body) == [rule]


@pytest.mark.parametrize(
    "length", ["", "2", "3", "4", "6", "7", "8", "12", "14", "15", "16", "/2", "3/2", "7/4", "/32"]
)
def test_lengths_of_one_notehead(length: str) -> None:
    assert rules(f"A{length}|z{length}|[FA]{length}|") == []


@pytest.mark.parametrize("length", ["5", "9", "10", "11", "13", "20", "24", "32", "/64", "/3", "5/2", "4/3"])
def test_other_lengths(length: str) -> None:
    assert rules(f"A{length}|z{length}|[FA]{length}|") == ["length-unusual"] * 3


def test_lengths_count_as_they_are_written() -> None:
    assert rules("(3ABc (5:4ABcde|") == []  # the heads of a tuplet are eighths
    assert rules("A>B A>>B A>>>B|") == []  # dotted once, twice, three times
    assert rules("A3>B2|") == ["length-unusual"]  # 9/16
    assert rules("{A5}B|Z5|") == []
    assert rules("A5|", "1/4") == ["length-unusual"]
