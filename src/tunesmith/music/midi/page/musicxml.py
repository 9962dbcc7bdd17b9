"""A score as MusicXML 4.0, for other notation programs: https://www.w3.org/2021/06/musicxml40/."""

from collections.abc import Sequence
from math import lcm
from typing import TYPE_CHECKING
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from tunesmith.music.abc.page.xml_text import xml_text
from tunesmith.music.midi.page.musicxml_notes import Context, add_voice
from tunesmith.music.midi.page.sheet import Event, Measure, Part, Sheet, Staff, Transcription
from tunesmith.music.midi.page.transcribe import transcribe

if TYPE_CHECKING:
    from symusic.core import ScoreTick

_DOCTYPE = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE score-partwise PUBLIC '
    '"-//Recordare//DTD MusicXML 4.0 Partwise//EN" "http://www.musicxml.org/dtds/partwise.dtd">\n'
)
_CLEFS = {"treble": ("G", "2"), "bass": ("F", "4"), "percussion": ("percussion", "")}
_DRUM_CHANNEL = 10
_VOICES = 4  # of every staff: they are numbered through the part


def write_musicxml(score: "ScoreTick | Transcription", title: str = "") -> str:
    """The score as a partwise MusicXML document, written down first if it is not yet."""
    sheet = (score if isinstance(score, Transcription) else transcribe(score, title=title)).sheet
    root = Element("score-partwise", {"version": "4.0"})
    if sheet.title:
        SubElement(SubElement(root, "work"), "work-title").text = xml_text(sheet.title)
    listed = SubElement(root, "part-list")
    divisions = _divisions(sheet)
    first = 0
    for number, part in enumerate(sheet.parts, 1):
        _listed(listed, part, number)
        element = SubElement(root, "part", {"id": f"P{number}"})
        for index, measure in enumerate(sheet.measures):
            staves = measure.staves[first : first + len(part.staves)]
            _measure(element, sheet, measure, part, staves, divisions, index)
        first += len(part.staves)
    return _DOCTYPE + ElementTree.tostring(root, encoding="unicode") + "\n"


def _divisions(sheet: Sheet) -> int:
    """Divisions of a quarter note in which all lengths are whole numbers."""
    return lcm(*(event.duration.denominator for event in sheet.events), *(
        measure.duration.denominator for measure in sheet.measures))  # fmt: skip


def _listed(parent: Element, part: Part, number: int) -> None:
    element = SubElement(parent, "score-part", {"id": f"P{number}"})
    name = SubElement(element, "part-name", {} if part.name else {"print-object": "no"})
    name.text = xml_text(part.name or "Music")
    SubElement(
        SubElement(element, "score-instrument", {"id": f"P{number}-I"}), "instrument-name"
    ).text = name.text
    midi = SubElement(element, "midi-instrument", {"id": f"P{number}-I"})
    channels = [channel for channel in range(1, 17) if channel != _DRUM_CHANNEL]
    channel = _DRUM_CHANNEL if part.drums else channels[(number - 1) % len(channels)]
    SubElement(midi, "midi-channel").text = str(channel)
    SubElement(midi, "midi-program").text = str(part.program + 1)


def _measure(
    parent: Element, sheet: Sheet, measure: Measure, part: Part, staves: Sequence[Sequence[Sequence[Event]]],
    divisions: int, index: int,
) -> None:  # fmt: skip
    implicit = {"implicit": "yes"} if measure.number == 0 else {}
    element = SubElement(parent, "measure", {"number": str(measure.number)} | implicit)
    if index == 0 or measure.new_key or measure.new_meter:
        _attributes(element, measure, part, divisions if index == 0 else 0)
    if measure.tempo is not None and part is sheet.parts[0]:
        _tempo(element, measure.tempo)
    length = round(measure.duration * divisions)
    written = False
    for number, voices in enumerate(staves, 1):
        for layer, voice in enumerate(voices, 1):
            if written:
                SubElement(SubElement(element, "backup"), "duration").text = str(length)
            written = True
            context = Context(
                divisions=divisions,
                voice=_VOICES * (number - 1) + layer,
                staff=number if len(part.staves) > 1 else 0,
                drums=part.drums,
                ties=sheet.ties,
                stem=("up", "down")[(layer - 1) % 2] if len(voices) > 1 else "up" if part.drums else "",
            )
            add_voice(element, voice, context)
    if index + 1 == len(sheet.measures):
        barline = SubElement(element, "barline", {"location": "right"})
        SubElement(barline, "bar-style").text = "light-heavy"


def _attributes(element: Element, measure: Measure, part: Part, divisions: int) -> None:
    attributes = SubElement(element, "attributes")
    if divisions:
        SubElement(attributes, "divisions").text = str(divisions)
    if measure.new_key and not part.drums:
        key = SubElement(attributes, "key")
        SubElement(key, "fifths").text = str(measure.key.fifths)
        if measure.key.mode:
            SubElement(key, "mode").text = measure.key.mode
    if measure.new_meter:
        time = SubElement(attributes, "time")
        SubElement(time, "beats").text = str(measure.meter[0])
        SubElement(time, "beat-type").text = str(measure.meter[1])
    if divisions:
        if len(part.staves) > 1:
            SubElement(attributes, "staves").text = str(len(part.staves))
        for number, staff in enumerate(part.staves, 1):
            _clef(attributes, staff, number if len(part.staves) > 1 else 0)


def _clef(attributes: Element, staff: Staff, number: int) -> None:
    sign, line = _CLEFS[staff.clef]
    clef = SubElement(attributes, "clef", {"number": str(number)} if number else {})
    SubElement(clef, "sign").text = sign
    if line:
        SubElement(clef, "line").text = line


def _tempo(element: Element, tempo: float) -> None:
    direction = SubElement(element, "direction", {"placement": "above"})
    metronome = SubElement(SubElement(direction, "direction-type"), "metronome")
    SubElement(metronome, "beat-unit").text = "quarter"
    SubElement(metronome, "per-minute").text = f"{tempo:.0f}"
    SubElement(direction, "sound", {"tempo": f"{round(tempo, 3):g}"})
