"""The corpus: all of it is sound, and the same of the same seed."""

import random
from collections import Counter
from fractions import Fraction

import pytest

from tunesmith.music.tabla.check import check
from tunesmith.music.tabla.composition import Composition, Section
from tunesmith.music.tabla.compositions import SHORTER, compositions, kaida
from tunesmith.music.tabla.repertoire import KAIDAS, RELAS, Theme
from tunesmith.music.tabla.tala import TALAS, Tala, find_tala
from tunesmith.music.tabla.text import read, read_notes, write
from tunesmith.music.tabla.variations import barred, fill, laid, length, mirrored, phrase


def spelled(section: Section) -> str:
    """A section of one cycle in teental as it is written, without its name."""
    return write(Composition("teental", (section,))).splitlines()[1].partition(": ")[2]


def test_a_theme_is_mirrored_as_the_tradition_has_it() -> None:
    delhi, teental = KAIDAS[0], find_tala("teental")
    filling = laid(delhi, teental, random.Random(0))
    assert filling is not None
    assert spelled(mirrored(delhi, filling, teental, "theme")) == (
        "dha dha tete | dha dha tin na | ta ta tete | dha dha dhin na"
    )


@pytest.mark.parametrize(
    ("place", "bhari", "khali"),
    [
        # tablastudent, "Dha Te Te": Dha Te Te Dha Te Te Dha Dha Te Te Dha Ge Ti Na Ki Na, Ta Te Te Ta ...
        (
            2,
            "dha tete dha tete dha dha | tete dha ge tin na ke na",
            "ta tete ta tete ta ta | tete dha ge dhin na ge na",
        ),
        # The Bol Processor's "dhati": dhatidhagenadhatrktdhatidhageteenakena, the khali ends dheenagena.
        (
            7,
            "dha ti dha ge na dha tere kita | dha ti dha ge tin na ke na",
            "ta ti ta ke na ta tere kita | dha ti dha ge dhin na ge na",
        ),
        # C. Hastings: DhageDhinagena Dha - in the seventh beat of the bhari, TakeTinakena Ta - in the khali.
        (
            16,
            "dha - tete dha dha tete dha ge dhin na ge na dha -"
            " | dha - tete tete dha dha tete dha ge tin na ke na",
            "ta - tete ta ta tete ta ke tin na ke na ta -"
            " | dha - tete tete dha dha tete dha ge dhin na ge na",
        ),
    ],
)
def test_known_themes_are_as_their_sources_have_them(place: int, bhari: str, khali: str) -> None:
    theme, teental = KAIDAS[place], find_tala("teental")
    filling = laid(theme, teental, random.Random(0))
    assert theme.known
    assert filling is not None
    assert spelled(mirrored(theme, filling, teental, "theme")) == f"{bhari} | {khali}"


def test_as_many_themes_are_known_as_the_docs_say() -> None:
    assert len(KAIDAS) == 18
    assert sum(theme.known for theme in KAIDAS) == 8
    assert [theme.known for theme in RELAS] == [False, False, False, True, True, False]


def test_themes_are_eight_matras() -> None:
    for theme in (*KAIDAS, *RELAS):
        assert sum(length(phrase(words, theme.speed)) for words in theme.phrases) == 8
        assert length(phrase(theme.phrases[-1], theme.speed)) == length(phrase(theme.cadence, theme.speed))


def test_fill_is_exact_or_nothing() -> None:
    pieces = ((phrase("dha dha dha"), 1), (phrase("tete"), 1))
    for room in (2, 3, 5, 12):
        found = fill(pieces, Fraction(room), random.Random(room))
        assert found is not None
        assert sum(map(length, found)) == room
    assert fill(pieces, Fraction(1), random.Random(0)) is None
    assert fill(pieces, Fraction(5, 2), random.Random(0)) is None


def test_a_bar_line_parts_tete() -> None:
    section = barred(read_notes("dha dha dha tete dha dha dha"), find_tala("teental"))
    assert spelled(section) == "dha dha dha te | te dha dha dha"


@pytest.mark.parametrize("tala", TALAS, ids=lambda tala: tala.name)
def test_a_few_of_each_form(tala: Tala) -> None:
    chance = random.Random(1)
    chosen: list[tuple[Theme, str]] = [(KAIDAS[0], "kaida"), (KAIDAS[7], "kaida"), (RELAS[1], "rela")]
    tried = [kaida(theme, tala, form, chance) for theme, form in chosen]
    made = [composition for composition in tried if composition]
    assert len(made) >= 2  # short halves leave some themes nothing to vary
    made += [make(tala, chance) for make, _ in SHORTER for _ in range(3)]
    for composition in made:
        text = write(composition)
        again, problems = read(text)
        assert problems == []
        assert again == composition
        assert check(again) == [], text


def test_kaidas_end_on_sam_with_few_rests() -> None:
    for theme in KAIDAS:
        made = kaida(theme, TALAS[0], "kaida", random.Random(3))
        assert made is not None
        assert made.sections[-1].name == "tihai"
        assert 3 <= len(made.sections) <= 6
        assert {section.matras for section in made.sections[:-1]} == {16}


@pytest.mark.long
def test_the_whole_corpus() -> None:
    texts = compositions()
    assert texts == compositions(0) != compositions(1)
    assert len(texts) == len(set(texts)) == 2382  # as docs/tabla.md says
    forms = Counter[str]()
    for text in texts:
        composition, problems = read(text)
        assert problems == []
        assert write(composition) == text
        assert check(composition) == [], text
        forms[composition.form] += 1
        if composition.form in ("kaida", "rela"):
            assert 3 <= len(composition.sections) <= 6
    assert set(forms) == {"theka", "kaida", "rela", "mukhda", "tukda", "tihai", "chakradar"}
    sizes = sorted(map(len, texts))
    assert 150 <= sizes[len(sizes) // 2] <= 700
