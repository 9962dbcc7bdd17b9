"""Writing tunes back: the same music, in one manner."""

from fractions import Fraction
from typing import Any

import pytest

from tunesmith.music.abc.canonical import write, write_clean
from tunesmith.music.abc.parser import parse
from tunesmith.music.abc.tune import Bar, Ending, Field, LineBreak, Note, Rest, Tune

HEADER = "X:1\nM:4/4\nL:1/8\nK:C\n"


def music(tune: Tune, clean: bool = False) -> list[Any]:
    """The music alone, without places in the text."""
    return [
        tune.unit,
        tune.meter.length,
        tune.key.alterations,
        *filter(None, (_music(e, clean) for e in tune.body)),
    ]


def _music(element: object, clean: bool) -> tuple[Any, ...] | None:
    match element:
        case Note() | Rest():
            tuplet = element.tuplet and (element.tuplet.p, element.tuplet.q, element.tuplet.r)
            graces = [(g.pitches, g.written) for g in element.graces] if isinstance(element, Note) else None
            what = element.pitches if isinstance(element, Note) else (element.visible, element.measures)
            marks = (element.symbol, element.annotations, element.decorations)
            slurs = (element.slurs_opened, element.slurs_closed)
            plain = (what, element.duration, element.written, tuplet, element.beamed, graces)
            return plain if clean else (*plain, marks, slurs)
        case Bar():
            return (element.style, element.closes, element.opens)
        case Ending():
            return element.numbers
        case LineBreak():
            return ("line",)
        case Field() if clean:
            meaning = (
                element.key and element.key.alterations,
                element.meter and element.meter.length,
                element.unit,
            )
            return (element.letter, meaning) if element.letter in "KML" else None
        case Field():
            return (element.letter, element.value, element.inline)
    raise AssertionError(element)


@pytest.mark.parametrize(
    ("body", "written"),
    [
        ("A2 | B", "A2|B"),
        ("A B  cd|e", "A B cd|e"),
        ("A/2 B2/4 c4/2", "A/ B/ c2"),
        ("A>B c << d", "A>B c<< d"),
        ("A3/2B/", "A3/2B/"),
        ("A2>B2 [CE]>z", "A2>B2 [CE]>z"),
        (":|:A:||:B::", ":|: A:||:B::"),
        ("A|1B:|2c|]", "A|[1 B:|[2 c|]"),
        ("[C2E2]2 [C-E] [CE]-|", "[CE]4 [C-E] [CE]-|"),
        ("{/gab}A {g}|A", "{/gab}A{g}|A"),
        ('(3!trill!"^hi""Am"AB.c', '"Am""^hi"(3!trill!AB.c'),
        ("(5:2:5ABcde (3:2:2AB (3:2ABc", "(5ABcde (3:2:2AB (3ABc"),
        ("((A)B)", "((A)B)"),
        ("Z2 x/ X y z", "Z2 x/ X z"),
        ("A`B % comment", "AB"),
        ("A\\\nB", "A B"),
        ("A\\\nP:x\nB", "A\\\nP:x\nB"),
        ("A[K:G]B\nK:D\nc\nw:la", "A[K:G]B\nK:D\nc\nw:la"),
    ],
)
def test_the_manner(body: str, written: str) -> None:
    assert write(parse(HEADER + body)) == HEADER + written.replace(":|: A", "::A") + "\n"


def test_missing_fields_are_added() -> None:
    assert write(parse("M:6/8\nABc|")) == "X:1\nM:6/8\nK:C\nABc|\n"


def test_the_clean_form_has_the_music_only() -> None:
    text = """X:7
T:A Title
R: Jig
C:Someone
M: 6/8
Q:3/8=120
K: E Minor clef=treble
|: "Em""^slow"(E>F)~G {a}"4"B3 !D.C.!:| % comment
w: la la
P:B
[M:3/4]uE2 [L:1/16]E4 "Bm7/d"E4 |]
"""
    assert write_clean(parse(text)) == (
        'R:jig\nM:6/8\nL:1/8\nK:Em\n|:"Em"E>FG {a}B3:|\n[M:3/4]E2[L:1/16]E4 "Bm7/d"E4|]\n'
    )


def test_the_same_music_for_real_tunes(some_tunes: list[tuple[str, str]]) -> None:
    for place, text in some_tunes:
        assert_same_music(place, text)


@pytest.mark.long
def test_the_same_music_for_every_tune(collections: list[tuple[str, str]]) -> None:
    for place, text in collections:
        assert_same_music(place, text)


def assert_same_music(place: str, text: str) -> None:
    tune = parse(text)
    whole, clean = write(tune), write_clean(tune)
    assert music(parse(whole)) == music(tune), place
    assert write(parse(whole)) == whole, place
    assert music(parse(clean), clean=True) == music(tune, clean=True), place
    assert write_clean(parse(clean)) == clean, place
    assert {problem.rule for problem in parse(clean).problems} <= {"number-missing", "tuplet-cut"}, place


def test_lengths_are_exact() -> None:
    tune = parse(HEADER + "A7/3 (7ABcdefg A>>>B")
    again = parse(write(tune))
    assert [e.duration for e in again.body if isinstance(e, Note)][:2] == [Fraction(7, 6), Fraction(1, 7)]
