"""The rules: what docs/tabla.md shows of each is so."""

import re
from fractions import Fraction
from pathlib import Path

import pytest

from tunesmith.music.tabla.bols import BOLS, dry
from tunesmith.music.tabla.check import check
from tunesmith.music.tabla.composition import Composition, Note, Section
from tunesmith.music.tabla.notation import Tabla
from tunesmith.music.tabla.tala import TALAS
from tunesmith.music.tabla.text import read

ROOT = Path(__file__).parents[3]
DOC = (ROOT / "docs" / "tabla.md").read_text(encoding="utf-8")
RULES = re.findall(
    r"^### ([a-z-]+)\n.*?```broken\n(.*?)```\s+```sound\n(.*?)```", DOC, re.MULTILINE | re.DOTALL
)


@pytest.mark.parametrize(("rule", "broken", "sound"), RULES, ids=[rule for rule, _, _ in RULES])
def test_examples_of_the_doc(rule: str, broken: str, sound: str) -> None:
    assert rule in {problem.rule for problem in Tabla().problems(broken)}
    assert Tabla().problems(sound) == []


def test_the_doc_has_every_rule() -> None:
    source = "".join(
        (ROOT / "src/tunesmith/music/tabla" / name).read_text(encoding="utf-8")
        for name in ("reading.py", "check.py", "mirror.py")
    )
    called = set(re.findall(r'"([a-z]+-[a-z-]+)"', source))
    documented = {rule for rule, _, _ in RULES}
    assert called <= documented
    # These are made of a section's or a form's name.
    made = {
        "tihai-unequal", "tihai-not-on-sam", "chakradar-unequal", "chakradar-not-on-sam", "mukhda-long",
        "theka-missing",
    }  # fmt: skip
    assert documented - called == made


def test_the_tables_of_the_doc() -> None:
    for tala in TALAS:
        theka = tala.theka.replace("|", "\\|")
        vibhags = "+".join(map(str, tala.vibhags))
        assert f"| {tala.name} | {tala.matras} | {vibhags} | {' '.join(tala.marks)} | {theka} |" in DOC
    for bol in BOLS:
        strokes = " ".join("+".join(moment) for moment in bol.strokes)
        assert f"| {bol.name} | {strokes} | {bol.hands} | {', '.join(bol.aliases)} | {dry(bol).name} |" in DOC


def found(text: str) -> list[str]:
    return [str(problem) for problem in check(read(text)[0])]


def test_a_cycle_that_does_not_add_up_says_by_how_much_and_where() -> None:
    assert found(
        "tala: teental   form: theka\ntheka: dha dhin dhin dha | dha dhin dhin | dha tin tin ta"
    ) == [
        "2:42: 3 matras since the last bar line, 1 too few: vibhag 2 of teental has 4 [vibhag-misplaced]",
        "2:56: the theka lasts 11 matras, 5 matras short of 16 (teental has 16); it ends in vibhag 3 "
        "[cycle-incomplete]",
    ]
    over = found("tala: dadra\ngat: dha dhin na dha tin na dha dhin")
    assert over == [
        "2:33: the gat lasts 8 matras, 2 matras more than 6 (dadra has 6); it ends in vibhag 1 "
        "[cycle-incomplete]"
    ]


def test_one_wrong_section_does_not_blame_the_next() -> None:
    text = (
        "tala: dadra   form: kaida\ntheme: dha dhin | ta tin na\n"
        "variation: dhin dhin na | tin tin na\ntihai: ( dha tete dha -[1/2] ) x3"
    )
    assert {line.partition(":")[0] for line in found(text)} == {"2"}


def test_the_khali_may_ring_again_in_its_last_vibhag() -> None:
    head = "tala: teental   form: kaida\ntheme: dha dha tete | dha dha tin na | "
    assert found(head + "ta ta tete | dha dha dhin na") == []
    assert found(head + "ta ta tete | ta ta dhin na") == []
    assert found(head + "ta dha tete | dha dha dhin na") == [
        "2:43: dha rings in the khali: ta is dry [khali-not-dry]"
    ]
    assert found(head + "ta ta te te | dha dha dhin na") == []  # tete is te te


def test_what_was_never_read_is_checked_as_it_is_written() -> None:
    made = Composition("dadra", (Section("gat", (Note("dha", Fraction(5)),)),), form="theka")
    assert [(p.line, p.column, p.rule) for p in check(made)] == [
        (2, 1, "theka-missing"),
        (2, 6, "cycle-incomplete"),
    ]
    assert check(made) == check(read("tala: dadra   laya: 90   form: theka\ngat: dha[5]\n")[0])


def test_a_landing_stroke_is_all_that_may_follow_the_last_cycle() -> None:
    assert found("tala: dadra\ngat: dha dhin na | dha tin na | dha") == []
    assert found("tala: dadra\ngat: dha dhin na | dha tin na | dha dha") != []
