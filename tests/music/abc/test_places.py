"""The musical side of every character, worked out by hand."""

import math

import pytest

from tunesmith.music.abc.parser import parse
from tunesmith.music.abc.places import places
from tunesmith.music.places import NotePlace, Places

HEADER = "X:1\nT:A tune\nM:2/4\nL:1/8\nK:D\n"
MUSIC = '|:A,|"D"d2 ^c(3def|1 A4:|2 B4|]\n'
ROWS = {
    # a digit is a value, + one above 9, - one below 0, ~ a fraction, . no value
    "in a chord symbol":                  "00000111000000000000000000000000",
    "in a tuplet":                        "00000000000000011100000000000000",
    "second ending":                      "00000000000000000000000001111000",
    "accidental in force":                "00000000000111111100000000000000",
    "bar number in the section":          "00001111111111111122222000000000",
    "characters since the bar line":      "00120123456789++++01234001234001",
    "characters to the bar line":         "00210++++9876543210432100432100.",
    "position in the bar, quarter notes": "00~~000000111~~~~~00000000000000",
    "note length, log2 of quarter notes": "..------000----------11111111111",
    "contour: up 1, down -1":             "........111----111111------11111",
    "scale degree 1":                     "..000000111000010000000000000000",
    "scale degree 5":                     "..111111000000000000011111100000",
    "scale degree 7":                     "..000000000111100000000000000000",
}  # fmt: skip


@pytest.fixture(scope="module")
def found() -> Places:
    return places(parse(HEADER + MUSIC))


def sign(value: float) -> str:
    if math.isnan(value):
        return "."
    if value < 0 or value > 9:
        return "-" if value < 0 else "+"
    return f"{value:g}" if value == int(value) else "~"


@pytest.mark.parametrize("name", ROWS)
def test_by_hand(found: Places, name: str) -> None:
    values = next(feature.values for feature in found.features if feature.name == name)
    assert MUSIC + "\n" + "".join(map(sign, values[len(HEADER) :])) == MUSIC + "\n" + ROWS[name]


def test_the_header_is_the_header(found: Places) -> None:
    header = next(feature for feature in found.features if feature.name == "header")
    assert header.values.tolist() == [1] * len(HEADER) + [0] * len(MUSIC)
    assert set(found.bars[: len(HEADER)]) == {-1}
    assert all(math.isnan(beat) for beat in found.beats[: len(HEADER)])


def test_bars_are_numbered_as_in_the_score(found: Places) -> None:
    assert "".join(map(str, found.bars[len(HEADER) :])) == "00001111111111111122222333333333"


def test_kinds(found: Places) -> None:
    names = {
        "bar line": "|", "note": "n", "octave": ",", "chord symbol": "q", "length": "2", "space": " ",
        "accidental": "^", "mark": "(",
    }  # fmt: skip
    signs = "".join(names[kind] for kind in found.kinds[len(HEADER) :])
    assert signs == "||n,|qqqn2 ^n((nnn|| n2||| n2|| "
    assert set(found.kinds[: len(HEADER)]) == {"header"}


def test_notes_have_the_ids_of_the_score(found: Places) -> None:
    start = len(HEADER) + MUSIC.index("^c")
    assert found.notes[2] == NotePlace(start, start + 2, f"n{start}")
    assert len(found.notes) == 8


def test_a_bar_that_comes_again_is_repeated() -> None:
    tune = parse(HEADER + "A2B2|c4|A2B2|1 c4:|2 d4|]\n")
    repeated = next(feature for feature in places(tune).features if feature.name == "repeated bar")
    body = repeated.values[len(HEADER) :]
    assert [body[at] for at in (0, 6, 9, 16, 22)] == [0, 0, 1, 1, 0]


def test_hostile_text_has_places_too() -> None:
    for text in ("", "K:", "X:1\nK:C\n", "|||", "X:1\nM:none\nK:none\n[CEG]2 z Z3|&|x\n", '"' * 9):
        found = places(parse(text))
        assert len(found.bars) == len(found.kinds) == len(text)
        assert all(len(feature.values) == len(text) for feature in found.features)
