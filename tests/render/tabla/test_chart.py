"""The bol chart: every note has its place, and every row is a vibhag."""

import re
import xml.etree.ElementTree as ET
from fractions import Fraction

import pytest

from tunesmith.errors import TunesmithError
from tunesmith.music.tabla.composition import Composition, Note, Section
from tunesmith.music.tabla.tala import TALAS, Tala
from tunesmith.music.tabla.text import read, read_notes
from tunesmith.render.inline_svg import inline_svg
from tunesmith.render.svg import page_size
from tunesmith.render.tabla.chart import pdf, png, svg
from tunesmith.render.tabla.rows import blocks, statements

KAIDA = """title: A & B <kaida>
tala: teental   laya: 90   form: kaida
theme: dha dha tete | dha dha tin na | ta ta tete | dha dha dhin na
tihai: ( dha dha tirakita dha - tete ) x3 dha
"""
SVG = "{http://www.w3.org/2000/svg}"


def composition(text: str = KAIDA) -> Composition:
    found, problems = read(text)
    assert not problems
    return found


def elements(page: str) -> dict[str, ET.Element]:
    """The elements of the chart that have an id. Fails for a page that is not well-formed."""
    found = [element for element in ET.fromstring(page).iter() if "id" in element.attrib]
    assert len({element.attrib["id"] for element in found}) == len(found)
    return {element.attrib["id"]: element for element in found}


def test_every_note_has_its_element() -> None:
    kaida = composition()
    found = elements(svg(kaida))
    played = kaida.played()
    for note, name in zip(played, kaida.element_ids(), strict=True):
        assert found.pop(name).text == (note.note.bol or "–")
    assert list(found) == ["sheet"]
    ids = kaida.element_ids()
    assert ids[:2] == ["n0", "n1"]
    assert ids.count("n14") == 1
    assert {"n14x2", "n14x3"} < set(ids)
    assert "n13x2" not in ids  # the last of the theme, which is played once


@pytest.mark.parametrize("tala", TALAS, ids=[tala.name for tala in TALAS])
def test_rows_are_vibhags(tala: Tala) -> None:
    theka = Composition(tala.name, (read_notes(tala.theka),), form="theka")
    rows = blocks(theka)[0].rows
    assert [row.matras for row in rows] == list(tala.vibhags)
    assert [row.mark for row in rows] == list(tala.marks)
    assert [row.sam for row in rows] == [True] + [False] * (len(rows) - 1)
    page = svg(theka)
    root = ET.fromstring(page)
    bands = [e for e in root.iter(f"{SVG}rect") if e.get("class", "").startswith("vibhag")]
    widths = [float(band.attrib["width"]) for band in bands]
    assert [round(width / widths[0] * tala.vibhags[0], 3) for width in widths] == list(tala.vibhags)
    marks = [e.text for e in root.iter(f"{SVG}text") if e.get("class") == "mark"]
    assert marks == list(tala.marks)
    for name, element in elements(page).items():
        if name != "sheet":
            assert 100 < float(element.attrib["x"]) < 752


def test_notes_stand_where_they_sound() -> None:
    theka = composition("tala: dadra\ntheme: dha dhadhin na | dha[2] tin\n")
    first, second = blocks(theka)[0].rows
    assert [(note.bol, note.start, note.end) for note in first.notes] == [
        ("dha", 0, 1), ("dha", 1, Fraction(3, 2)), ("dhin", Fraction(3, 2), 2), ("na", 2, 3),
    ]  # fmt: skip
    assert [(note.start, note.end) for note in second.notes] == [(0, 2), (2, 3)]
    found = elements(svg(theka))
    places = [float(found[f"n{number}"].attrib["x"]) for number in range(6)]
    cell = (places[3] - places[0]) / 2  # both alone in the first and the third matra
    assert places[1] - places[0] == pytest.approx((0.5 + 0.25 + 0.05 * (1 - 0.5)) * cell, abs=0.01)
    assert places[2] - places[1] == pytest.approx(0.5 * 0.9 * cell, abs=0.01)
    assert places[4] == pytest.approx(places[0])
    sizes = [float(found[f"n{number}"].attrib["font-size"]) for number in range(6)]
    assert sizes[1] < sizes[0]
    assert sizes[3] == sizes[0]


def test_letters_come_before_time_in_a_crowd() -> None:
    found = elements(svg(composition("tala: dhamar\ntheme @4: tirakita dha - dha\n")))
    notes = [found[f"n{number}"] for number in range(4)]
    places = [float(note.attrib["x"]) for note in notes]
    assert places == sorted(places)
    assert {note.attrib["font-size"] for note in notes} == {notes[0].attrib["font-size"]}
    assert float(notes[0].attrib["font-size"]) > 12  # in equal shares there would be room for 8
    assert places[1] - places[0] > 1.5 * (places[2] - places[1])


def test_a_note_that_lasts_goes_on_in_the_next_row() -> None:
    long = composition("tala: dadra\ntheme: dha dhin na[7] -[3]\n")
    rows = blocks(long)[0].rows
    assert [row.holds for row in rows] == [[], [(0, 3)], [(0, 3)], []]
    assert [len(row.notes) for row in rows] == [3, 0, 0, 1]


def test_a_section_begins_within_the_cycle() -> None:
    late = composition("tala: rupak\ntheka: tin tin na dhin\ntihai: ( dha dha ) x3 dha\n")
    first, second = blocks(late)
    assert [row.onset for row in first.rows] == [0, 3]
    assert [row.onset for row in second.rows] == [3, 5, 7, 10]
    assert [note.start for note in second.rows[0].notes] == [1]  # after the matra of the theka
    assert [row.mark for row in second.rows] == ["1", "2", "0", "1"]


def test_statements_of_a_tihai() -> None:
    rows = blocks(composition("tala: teental\ntihai: ( dha dha - ) x3 dha\n"))[0].rows
    assert [[tuple(s) for s in row.statements] for row in rows] == [
        [(0, 3, "1 of 3", 0, True), (3, 4, "2 of 3", 0, False)],
        [(0, 2, "", 0, True), (2, 4, "3 of 3", 0, False)],
        [(0, 1, "", 0, True)],
    ]
    page = svg(composition("tala: teental\ntihai: ( dha dha - ) x3 dha\n"))
    assert re.findall(r">(\d of \d)<", page) == ["1 of 3", "2 of 3", "3 of 3"]


def test_statements_within_statements() -> None:
    section = read_notes("dha ( na ( ge te ) x2 ( ke ) x2 ) x2 ( re ) x2 na")
    bols = " ".join(section.notes[place].bol for place in section.order())
    assert bols == "dha na ge te ge te ke ke na ge te ge te ke ke re re na"
    assert sorted(statements(section)) == [
        (1, 8, 1, 2, 0), (2, 4, 1, 2, 1), (4, 6, 2, 2, 1), (6, 7, 1, 2, 1), (7, 8, 2, 2, 1),
        (8, 15, 2, 2, 0), (9, 11, 1, 2, 1), (11, 13, 2, 2, 1), (13, 14, 1, 2, 1), (14, 15, 2, 2, 1),
        (15, 16, 1, 2, 0), (16, 17, 2, 2, 0),
    ]  # fmt: skip


def test_titles_and_prefixes_are_escaped() -> None:
    page = svg(composition(), "a<b")
    ET.fromstring(page)
    assert "A &amp; B &lt;kaida&gt;" in page
    odd = Composition("teental", (Section("the\x00me", (Note('dh"<a', Fraction(1)),)),), title="\x07bell")
    assert elements(svg(odd))["n0"].text == 'dh"<a'


def test_marks_are_explained() -> None:
    assert ">X sam · 0 khali · 2 3 claps<" in svg(Composition("teental", ()))
    assert ">0 sam, which is khali here · 1 2 claps<" in svg(Composition("rupak", ()))
    assert ">X sam · 2 3 claps<" in svg(Composition("tevra", ()))


def test_inside_a_page() -> None:
    page = svg(composition())
    assert elements(inline_svg(page, "p-")).keys() == {f"p-{name}" for name in elements(page)}


def test_two_charts_on_one_page() -> None:
    first, second = elements(svg(composition(), "one-")), elements(svg(composition(), "two-"))
    assert not first.keys() & second.keys()
    assert {"one-sheet", "one-n0"} <= first.keys()


def test_nothing_is_drawn_over_the_edge() -> None:
    fast = "tala: teental\ntheme @4: " + "dha tere kita dha " * 4 + "\nlate @16: " + "tirakita " * 16 + "\n"
    page = svg(composition(fast.replace("late", "variation")))
    wide, high = page_size(page)
    assert wide == 800
    for name, element in elements(page).items():
        if name != "sheet":
            assert float(element.attrib["y"]) < high - 40
            assert float(element.attrib["font-size"]) >= 6


def test_what_cannot_be_drawn() -> None:
    with pytest.raises(TunesmithError, match="unknown tala 'tintaal'"):
        svg(Composition("tintaal", ()))
    long = Composition("teental", (Section("theme", (Note("dha", Fraction(999)),) * 20),))
    with pytest.raises(TunesmithError, match="cannot draw 19980 matras: a chart has 4000 rows at most"):
        svg(long)
    assert "Teental" in svg(Composition("teental", ()))


def test_files() -> None:
    assert png(composition())[:8] == b"\x89PNG\r\n\x1a\n"
    document = pdf(composition(), composition())
    assert document.startswith(b"%PDF")
    assert b"/Count 2" in document
