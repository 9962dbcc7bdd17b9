"""A score as MEI 5, for engraving: https://music-encoding.org/guidelines/v5/content/."""

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from tunesmith.music.abc.page.mei_notes import ACCIDENTALS, XML_ID
from tunesmith.music.abc.page.values import Value
from tunesmith.music.abc.page.xml_text import xml_text
from tunesmith.music.key import Key
from tunesmith.music.midi.page.rhythm import compound
from tunesmith.music.midi.page.sheet import Event, Head, Measure, Part, Sheet, Signature, Transcription
from tunesmith.music.midi.page.systems import system_starts
from tunesmith.music.midi.page.transcribe import transcribe

if TYPE_CHECKING:
    from symusic.core import ScoreTick

_CLEFS = {"treble": ("G", "2"), "bass": ("F", "4"), "percussion": ("perc", "")}
_LETTERS = "CDEFGAB"
_BOTTOM_LINE = 4 * 7 + _LETTERS.index("E")  # E4, in steps: where a treble staff counts its places from


def write_mei(score: "ScoreTick | Transcription", title: str = "") -> str:
    """The score as an MEI document, written down first if it is not yet.

    Its notes have the ids of the events of the sheet, the heads of a chord ``n12`` are ``n12.1``,
    ``n12.2`` ... Line breaks are encoded.
    """
    sheet = (score if isinstance(score, Transcription) else transcribe(score, title=title)).sheet
    root = Element("mei", {"xmlns": "http://www.music-encoding.org/ns/mei", "meiversion": "5.0"})
    file = SubElement(SubElement(root, "meiHead"), "fileDesc")
    SubElement(SubElement(file, "titleStmt"), "title").text = xml_text(sheet.title)
    SubElement(file, "pubStmt")
    body = SubElement(SubElement(SubElement(root, "music"), "body"), "mdiv")
    holder = SubElement(body, "score")
    _definition(SubElement(holder, "scoreDef"), sheet)
    section = SubElement(holder, "section")
    starts = system_starts(sheet) or {0}  # verovio expects a line break, even if it changes nothing
    for index, measure in enumerate(sheet.measures):
        if index in starts:
            SubElement(section, "sb")
        if index and (measure.new_key or measure.new_meter):
            change = SubElement(section, "scoreDef")
            if measure.new_key:
                _key(change, measure.key)
            if measure.new_meter:
                _meter(change, measure.meter)
        _measure(section, sheet, measure, last=index + 1 == len(sheet.measures))
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _definition(definition: Element, sheet: Sheet) -> None:
    if sheet.title:
        head = SubElement(definition, "pgHead")
        look = {"halign": "center", "valign": "top", "fontsize": "x-large"}
        SubElement(head, "rend", look).text = xml_text(sheet.title)
    definition.set("mnum.visible", "false")
    group = SubElement(definition, "staffGrp", {"symbol": "bracket"} if len(sheet.parts) > 1 else {})
    number = 0
    for part in sheet.parts:
        holder = group
        if len(part.staves) > 1:
            holder = SubElement(group, "staffGrp", {"symbol": "brace", "bar.thru": "true"})
            _label(holder, part)
        for staff in part.staves:
            number += 1
            element = SubElement(holder, "staffDef", {"n": str(number), "lines": "5"})
            if holder is group:
                _label(element, part)
            shape, line = _CLEFS[staff.clef]
            SubElement(element, "clef", {"shape": shape} | ({"line": line} if line else {}))
            _key(element, sheet.measures[0].key if not part.drums else None)
            _meter(element, sheet.measures[0].meter)


def _label(parent: Element, part: Part) -> None:
    if part.name:
        SubElement(parent, "label").text = xml_text(part.name)


def _key(parent: Element, key: Key | None) -> None:
    fifths = key.fifths if key is not None else 0
    sign = f"{abs(fifths)}{'s' if fifths > 0 else 'f'}" if fifths else "0"
    SubElement(parent, "keySig", {"sig": sign})


def _meter(parent: Element, meter: Signature) -> None:
    SubElement(parent, "meterSig", {"count": str(meter[0]), "unit": str(meter[1])})


def _measure(section: Element, sheet: Sheet, measure: Measure, last: bool) -> None:
    attributes = {"n": str(measure.number), "right": "end" if last else "single"}
    if not measure.full:
        attributes["metcon"] = "false"
    element = SubElement(section, "measure", attributes)
    percussion = [staff.clef == "percussion" for staff in sheet.staves]
    for number, voices in enumerate(measure.staves, 1):
        staff = SubElement(element, "staff", {"n": str(number)})
        for layer, voice in enumerate(voices, 1):
            _fill(SubElement(staff, "layer", {"n": str(layer)}), voice, percussion[number - 1])
    if measure.tempo is not None:
        at = {"staff": "1", "tstamp": "1", "place": "above"}
        beat, sign = (1.5, "♩.") if compound(measure.meter) else (1.0, "♩")
        rend = SubElement(SubElement(element, "tempo", at), "rend", {"fontweight": "normal"})
        rend.text = f"{sign} = {measure.tempo / beat:.0f}"
    for number, voices in enumerate(measure.staves, 1):
        for event in (event for voice in voices for event in voice):
            _marks(element, sheet, event, number)


def _marks(parent: Element, sheet: Sheet, event: Event, staff: int) -> None:
    for head in event.heads:
        if head.id in sheet.ties:
            SubElement(parent, "tie", {"startid": f"#{head.id}", "endid": f"#{sheet.ties[head.id]}"})
    if event.fermata:
        form = {"form": "inv"} if event.fermata == "below" else {}
        at = {"startid": f"#{event.id}", "staff": str(staff), "place": event.fermata}
        SubElement(parent, "fermata", at | form)


def _fill(layer: Element, voice: Sequence[Event], percussion: bool) -> None:
    """Events in their tuplets, and those in their beams; no beam goes over the edge of a tuplet."""
    for tuplet, members in groupby(voice, key=lambda event: event.tuplet):
        parent = layer
        if tuplet is not None:
            parent = SubElement(layer, "tuplet", {"num": str(tuplet.num), "numbase": str(tuplet.base)})
        for beam, events in groupby(members, key=lambda event: event.beam):
            holder = SubElement(parent, "beam") if beam else parent
            for event in events:
                _event(holder, event, percussion)


def _event(parent: Element, event: Event, percussion: bool) -> None:
    attributes = {XML_ID: event.id}
    if event.value is None:
        SubElement(parent, "mRest", attributes)
        return
    attributes |= _value(event.value)
    if not event.heads:
        SubElement(parent, "rest" if event.visible else "space", attributes)
        return
    if percussion:
        attributes["stem.dir"] = "up"
    if event.staccato:
        attributes["artic"] = "stacc"
    if len(event.heads) == 1:
        _head(SubElement(parent, "note", attributes), event.heads[0], percussion)
        return
    chord = SubElement(parent, "chord", attributes)
    for head in event.heads:
        _head(SubElement(chord, "note", {XML_ID: head.id}), head, percussion)


def _head(note: Element, head: Head, percussion: bool) -> None:
    if percussion:
        note.set("loc", str(head.octave * 7 + _LETTERS.index(head.step) - _BOTTOM_LINE))
        if head.cross:
            note.set("head.shape", "x")
        return
    note.set("pname", head.step.lower())
    note.set("oct", str(min(max(head.octave, 0), 9)))
    if head.accidental is not None:
        note.set("accid", ACCIDENTALS[head.accidental])
    elif head.alter:
        note.set("accid.ges", ACCIDENTALS[head.alter])


def _value(value: Value) -> dict[str, str]:
    name = "breve" if value.base == 8 else str(int(4 / value.base))
    return {"dur": name} | ({"dots": str(value.dots)} if value.dots else {})
