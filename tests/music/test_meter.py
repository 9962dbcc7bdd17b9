"""Time signatures."""

from fractions import Fraction

import pytest

from tunesmith.music.meter import FREE, parse_meter


@pytest.mark.parametrize(
    ("text", "length", "numerator", "denominator", "compound"),
    [
        ("6/8", 3, 6, 8, True),
        ("9/8", Fraction(9, 2), 9, 8, True),
        ("12/8", 6, 12, 8, True),
        ("3/8", Fraction(3, 2), 3, 8, False),
        ("3/4", 3, 3, 4, False),
        ("C", 4, 4, 4, False),
        ("C|", 4, 2, 2, False),
        ("2+3/8", Fraction(5, 2), 5, 8, False),
        ("(2+3)/8", Fraction(5, 2), 5, 8, False),
        (" 4/1 ", 16, 4, 1, False),
    ],
)
def test_a_metre(text: str, length: Fraction, numerator: int, denominator: int, compound: bool) -> None:
    meter = parse_meter(text)
    assert meter is not None
    assert (meter.length, meter.numerator, meter.denominator) == (length, numerator, denominator)
    assert meter.compound is compound
    assert meter.text == text.strip()


@pytest.mark.parametrize("text", ["none", "None", "", "  "])
def test_free_metre(text: str) -> None:
    assert parse_meter(text) == FREE


@pytest.mark.parametrize("text", ["FREI4/4", "2/2]", "6", "0/4", "4/0", "4/3", "9999/8", "6/8 x", "/"])
def test_what_is_no_metre(text: str) -> None:
    assert parse_meter(text) is None


@pytest.mark.parametrize(
    ("text", "unit"), [("2/4", 16), ("3/8", 16), ("5/8", 16), ("3/4", 8), ("6/8", 8), ("C", 8), ("none", 8)]
)
def test_the_default_unit_length_turns_at_three_quarters(text: str, unit: int) -> None:
    meter = parse_meter(text)
    assert meter is not None
    assert meter.default_unit == Fraction(1, unit)
