"""The page of a tune as MEI 5, for engraving: https://music-encoding.org/guidelines/v5/content/."""

import re
from itertools import pairwise
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from tunesmith.music.abc.page.key_signature import usual_signature
from tunesmith.music.abc.page.measures import Measure, measures
from tunesmith.music.abc.page.mei_marks import add_marks
from tunesmith.music.abc.page.mei_notes import ACCIDENTALS, fill_layer
from tunesmith.music.abc.page.systems import system_starts
from tunesmith.music.abc.page.xml_text import xml_text
from tunesmith.music.abc.tune import Tune
from tunesmith.music.key import Key
from tunesmith.music.meter import Meter

_METER = re.compile(r"\(?(\d{1,3}(?:\+\d{1,3}){0,9})\)?/(\d{1,3})")
_DASH = "\u2013"
_SYMBOLS = {"C": "common", "C|": "cut"}
_STYLES = {"": "invis", "[|]": "invis", ".|": "dashed", "|": "single", "||": "dbl", "[|": "dbl", "|]": "end"}


def write_mei(tune: Tune) -> str:
    """The tune as an MEI document whose notes have the ids of ``Event``: ``n{offset in the text}``.

    A chord ``n12`` has heads ``n12.1``, ``n12.2`` ...; a length that needs several tied notes has ``n12``
    for the first of them and ``n12-2`` ... for the others; rests are ``r{offset}``. Line breaks are
    encoded where the page looks best; breaks in the source are kept when they do.
    """
    found = measures(tune)
    root = Element("mei", {"xmlns": "http://www.music-encoding.org/ns/mei", "meiversion": "5.0"})
    _head(SubElement(root, "meiHead"), tune)
    music = SubElement(root, "music")
    score = SubElement(SubElement(SubElement(music, "body"), "mdiv"), "score")
    _definition(SubElement(score, "scoreDef"), tune, found[0])
    section = SubElement(score, "section")
    starts = system_starts(found)
    events = [event for measure in found for event in measure.events]
    following = dict(pairwise(events))
    parent = section
    for index, measure in enumerate(found):
        if not measure.ending or measure.ending_starts:
            parent = section
        if index in starts:
            SubElement(parent, "sb")
        if index and (measure.new_key or measure.new_meter):
            _change(SubElement(parent, "scoreDef"), measure)
        if measure.ending_starts:
            parent = SubElement(section, "ending", _ending(found, index))
        element = SubElement(parent, "measure", _lines(found, index))
        fill_layer(SubElement(SubElement(element, "staff", {"n": "1"}), "layer", {"n": "1"}), measure)
        if index == 0:
            measure.labels[:0] = [field for field in tune.header if field.letter == "Q"][:1]
        add_marks(element, measure, following)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _head(head: Element, tune: Tune) -> None:
    file = SubElement(head, "fileDesc")
    statement = SubElement(file, "titleStmt")
    for title in tune.titles or ("",):
        SubElement(statement, "title").text = xml_text(title)
    for composer in _field(tune, "C"):
        SubElement(statement, "composer").text = xml_text(composer)
    SubElement(file, "pubStmt")


def _definition(definition: Element, tune: Tune, first: Measure) -> None:
    _page_head(SubElement(definition, "pgHead"), tune)
    definition.set("mnum.visible", "false")
    group = SubElement(definition, "staffGrp")
    staff = SubElement(group, "staffDef", {"n": "1", "lines": "5"})
    SubElement(staff, "clef", {"shape": "G", "line": "2"})
    _key(staff, first.key)
    _meter(staff, first.meter)


def _page_head(head: Element, tune: Tune) -> None:
    """Title and subtitles in the middle, the rhythm at the left and the composer at the right below them."""
    cells = [("center", "top", "x-large", "normal", title) for title in tune.titles[:1]]
    cells += [("center", "middle", "medium", "normal", title) for title in tune.titles[1:4]]
    cells += [("left", "bottom", "medium", "italic", tune.rhythm[:1].upper() + tune.rhythm[1:])]
    cells += [("right", "bottom", "medium", "normal", composer) for composer in _field(tune, "C")[:3]]
    for across, down, size, style, text in cells:
        if text.strip():
            look = {"halign": across, "valign": down, "fontsize": size, "fontstyle": style}
            SubElement(head, "rend", look).text = xml_text(text).replace("--", _DASH)


def _field(tune: Tune, letter: str) -> list[str]:
    return [field.value for field in tune.header if field.letter == letter and field.value.strip()]


def _change(definition: Element, measure: Measure) -> None:
    if measure.new_key:
        _key(definition, measure.key)
    if measure.new_meter:
        _meter(definition, measure.meter)


def _key(parent: Element, key: Key) -> None:
    """A key signature: so many sharps or flats, or else its accidentals one by one."""
    if usual_signature(key):
        sign = f"{abs(key.fifths)}{'s' if key.fifths > 0 else 'f'}" if key.fifths else "0"
        SubElement(parent, "keySig", {"sig": sign})
        return
    signature = SubElement(parent, "keySig")
    for step, alter in sorted(key.alterations.items(), key=lambda item: "FCGDAEB".index(item[0])):
        octave = "4" if step in "AB" else "5"
        SubElement(signature, "keyAccid", {"pname": step.lower(), "oct": octave, "accid": ACCIDENTALS[alter]})


def _meter(parent: Element, meter: Meter) -> None:
    if meter.length is None:
        return
    match = _METER.fullmatch(meter.text.replace(" ", ""))
    count, unit = match.groups() if match else (str(meter.numerator), str(meter.denominator))
    symbol = {"sym": _SYMBOLS[meter.text]} if meter.text in _SYMBOLS else {}
    SubElement(parent, "meterSig", {"count": count, "unit": unit} | symbol)


def _lines(found: list[Measure], index: int) -> dict[str, str]:
    """The attributes of a measure: its number and its bar lines."""
    measure = found[index]
    attributes = {"n": str(measure.number), "right": _STYLES.get(measure.right.style, "single")}
    if measure.right.closes:
        attributes["right"] = "rptend"
    if measure.left.opens:
        attributes["left"] = "rptstart"
    if not measure.full:
        attributes["metcon"] = "false"
    return attributes


def _ending(found: list[Measure], index: int) -> dict[str, str]:
    last = next((measure for measure in found[index:] if measure.ending_stops), found[-1])
    name = ", ".join(str(number) for number in found[index].ending)
    return {"n": name, "label": f"{name}."} | ({"lendsym": "none"} if last.ending_open else {})
