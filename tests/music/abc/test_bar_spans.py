"""Where bars stand, and the numbers their score gives them."""

from fractions import Fraction

from tunesmith.music.abc.bar_spans import bar_spans
from tunesmith.music.abc.canonical import write_clean
from tunesmith.music.abc.parser import parse

TUNE = """X:1
M:6/8
L:1/8
K:D
% a remark
A | "D"dAF DFA | ~B3 {c}d3 |
w: one two
[M:9/8] d3 d3 d3 | [M:6/8] f3- f2 :|
|: g | fed cBA |1 d3 d2 :|2 d6 |]
"""


def test_by_hand() -> None:
    tune = parse(TUNE)
    spans = bar_spans(tune)
    assert [(span.number, tune.text[span.start : span.end]) for span in spans] == [
        (0, "A"), (1, '"D"dAF DFA'), (2, "~B3 {c}d3"), (3, "d3 d3 d3"), (4, "f3- f2"), (4, "g"),
        (5, "fed cBA"), (6, "d3 d2"), (7, "d6"),
    ]  # fmt: skip
    eighths = [span.duration * 2 for span in spans]
    assert eighths == [1, 6, 6, 9, 5, 1, 6, 5, 6]
    assert [tune.text[note] for note in spans[2].notes] == ["B", "d"]
    assert spans[3].meter.text == "9/8"
    assert all(span.whole for span in spans)


def test_a_bar_that_is_wrong_should_last_as_long_as_its_metre() -> None:
    spans = bar_spans(parse("X:1\nM:C\nL:1/4\nK:C\nCDEF|CDE|CDEF GA|C4|]"))
    assert [span.duration for span in spans] == [Fraction(4)] * 4


def test_bars_with_fields_inside_and_long_rests_are_not_to_be_rewritten() -> None:
    spans = bar_spans(parse("X:1\nM:C\nL:1/4\nK:C\nCD[K:G]EF|Z2|CDEF|C4 \\\n|CDEF|\n"))
    assert [span.whole for span in spans] == [False, False, True, True, True]


def test_clean_text_has_the_same_bars(some_tunes: list[tuple[str, str]]) -> None:
    for place, text in some_tunes[::3]:
        tune = parse(text)
        clean = parse(write_clean(tune))
        assert [(s.number, s.duration) for s in bar_spans(tune)] == [
            (s.number, s.duration) for s in bar_spans(clean)
        ], place
        for span in bar_spans(clean):
            assert "|" not in clean.text[span.start : span.end], place
