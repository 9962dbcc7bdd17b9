"""The MEI that engraving reads."""

import importlib.util
import re
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest

from tunesmith.music.abc.page.mei import write_mei
from tunesmith.music.abc.parser import parse
from tunesmith.music.abc.tune import Note

MEI = "{http://www.music-encoding.org/ns/mei}"
ID = "{http://www.w3.org/XML/1998/namespace}id"


def mei(body: str, header: str = "M:6/8\nK:D") -> Element:
    return ElementTree.fromstring(write_mei(parse(f"X:1\nT:A tune\n{header}\n{body}\n")).encode())


def found(root: Element, tag: str) -> list[dict[str, str]]:
    """The attributes of all elements of a name, ids left out."""
    return [{k: v for k, v in element.attrib.items() if k != ID} for element in root.iter(f"{MEI}{tag}")]


def real_tunes(step: int, nottingham: Path) -> list[str]:
    spec = importlib.util.find_spec("music21")
    if spec is None or spec.origin is None:
        pytest.skip("music21 is not installed")
    corpus = Path(spec.origin).parent / "corpus"
    folders = ("oneills1850", "ryansMammoth", "airdsAirs")
    files = [nottingham, *(path for folder in folders for path in sorted((corpus / folder).glob("*.abc")))]
    return [tune for path in files for tune in re.split(r"(?m)^(?=X:)", path.read_text("latin-1"))[1:]][
        ::step
    ]


def test_notes_have_their_place_in_the_text_as_id() -> None:
    text = "X:1\nT:t\nM:4/4\nL:1/8\nK:C\nA5 [ce]z2|\n"
    root = ElementTree.fromstring(write_mei(parse(text)).encode())
    ids = [element.attrib[ID] for element in root.iter() if ID in element.attrib]
    chord, rest = text.index("[ce]"), text.index("z2")
    note = text.index("A5")
    assert ids == [f"n{note}", f"n{note}-2", f"n{chord}", f"n{chord}.1", f"n{chord}.2", f"r{rest}"]
    assert found(root, "tie") == [{"startid": f"#n{note}", "endid": f"#n{note}-2"}]
    assert [(head["dur"], head.get("dots")) for head in found(root, "note")[:2]] == [("2", None), ("8", None)]


def test_key_and_metre() -> None:
    assert found(mei("A", "M:6/8\nK:Bb"), "keySig") == [{"sig": "2f"}]
    assert found(mei("A", "M:C|\nK:C"), "meterSig") == [{"count": "2", "unit": "2", "sym": "cut"}]
    assert found(mei("A", "M:2+3/8\nK:C"), "meterSig") == [{"count": "2+3", "unit": "8"}]
    assert found(mei("A", "M:none\nK:C"), "meterSig") == []
    klezmer = found(mei("A", "M:C\nK:D exp _b ^c"), "keyAccid")
    assert {(sign["pname"], sign["accid"]) for sign in klezmer} == {("b", "f"), ("c", "s")}
    change = mei("A6|[K:G]B6|")
    assert [sign["sig"] for sign in found(change, "keySig")] == ["2s", "1s"]


def test_repeats_and_endings() -> None:
    root = mei("|:A6|1 B6:|2 c6||d6|]")
    sides = [(measure.get("left"), measure["right"]) for measure in found(root, "measure")]
    assert sides == [("rptstart", "single"), (None, "rptend"), (None, "dbl"), (None, "end")]
    assert [ending["label"] for ending in found(root, "ending")] == ["1.", "2."]
    assert [len(ending) for ending in root.iter(f"{MEI}ending")] == [1, 1]


def test_accidentals_are_printed_or_only_sound() -> None:
    notes = found(mei("^GGF=F"), "note")
    assert [(note.get("accid"), note.get("accid.ges")) for note in notes] == [
        ("s", None), (None, "s"), (None, "s"), ("n", None),
    ]  # fmt: skip


def test_words_and_signs() -> None:
    root = mei('"Bb7"A"F#m/c+".B "Fine"!trill!c "3"~d "_soft"He uf vg')
    assert [harm.text for harm in root.iter(f"{MEI}harm")] == ["B♭7", "F♯m/C♯"]
    assert [fing.text for fing in root.iter(f"{MEI}fing")] == ["3"]
    assert [(word.text, word.get("place")) for word in root.iter(f"{MEI}dir")] == [
        ("Fine", "above"),
        ("soft", "below"),
    ]
    assert [note["artic"] for note in found(root, "note") if "artic" in note] == ["stacc", "upbow", "dnbow"]
    assert [len(found(root, tag)) for tag in ("trill", "turn", "fermata")] == [1, 1, 1]


def test_beams_tuplets_and_grace_notes_are_nested() -> None:
    root = mei("{/g}AB(3cde {ab}cd", "M:4/4\nL:1/8\nK:C")
    layer = next(root.iter(f"{MEI}layer"))
    assert [child.tag.removeprefix(MEI) for child in layer] == ["graceGrp", "beam", "graceGrp", "beam"]
    beam = layer[1]
    assert [child.tag.removeprefix(MEI) for child in beam] == ["note", "note", "tuplet"]
    assert beam[2].attrib == {"num": "3", "numbase": "2"}
    assert layer[0][0].get("stem.mod") == "1slash"
    assert [child.tag.removeprefix(MEI) for child in layer[2]] == ["beam"]


def test_titles_keep_every_character_that_xml_can_hold() -> None:
    root = ElementTree.fromstring(
        write_mei(parse("X:1\nT:A & <B> \x01\ud800ü -- Reel\nC:Trad.\nR:reel\nK:C\nA|\n"))
    )
    assert next(root.iter(f"{MEI}title")).text == "A & <B> ü -- Reel"
    assert [cell.text for cell in next(root.iter(f"{MEI}pgHead"))] == [
        "A & <B> ü \u2013 Reel",
        "Reel",
        "Trad.",
    ]


def check(tunes: list[str]) -> None:
    """Well-formed; every note there once; no mark points at nothing."""
    for text in tunes:
        tune = parse(text)
        root = ElementTree.fromstring(write_mei(tune).encode())
        ids = [element.attrib[ID] for element in root.iter() if ID in element.attrib]
        assert len(ids) == len(set(ids)), text
        notes = [element for element in tune.body if isinstance(element, Note)]
        assert {f"n{note.start}" for whole in notes for note in (whole, *whole.graces)} <= set(ids), text
        ends = [
            element.attrib[end]
            for element in root.iter()
            for end in ("startid", "endid")
            if end in element.attrib
        ]
        assert {end.removeprefix("#") for end in ends} <= set(ids), text


def test_real_tunes(nottingham: Path) -> None:
    check(real_tunes(50, nottingham))


@pytest.mark.long
def test_every_real_tune(nottingham: Path) -> None:
    check(real_tunes(1, nottingham))
