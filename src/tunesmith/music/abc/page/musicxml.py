"""A tune as MusicXML 4.0, for other notation programs: https://www.w3.org/2021/06/musicxml40/."""

from math import lcm
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from tunesmith.music.abc.page.key_signature import usual_signature
from tunesmith.music.abc.page.measures import Measure, measures
from tunesmith.music.abc.page.musicxml_marks import add_words
from tunesmith.music.abc.page.musicxml_notes import add_events
from tunesmith.music.abc.page.tempo_text import tempo_text
from tunesmith.music.abc.page.xml_text import xml_text
from tunesmith.music.abc.tune import Tune
from tunesmith.music.key import Key
from tunesmith.music.meter import Meter

_DOCTYPE = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE score-partwise PUBLIC '
    '"-//Recordare//DTD MusicXML 4.0 Partwise//EN" "http://www.musicxml.org/dtds/partwise.dtd">\n'
)
_STYLES = {
    "": "none", "[|]": "none", ".|": "dashed", "|": "regular", "||": "light-light", "[|": "heavy-light",
    "|]": "light-heavy",
}  # fmt: skip
_SYMBOLS = {"C": "common", "C|": "cut"}
_MOST_DIVISIONS = 16383  # of a quarter note, as MIDI counts; music21 reads no more either


def write_musicxml(tune: Tune) -> str:
    """The tune as a partwise MusicXML document of one part."""
    found = measures(tune)
    root = Element("score-partwise", {"version": "4.0"})
    _head(root, tune)
    part = SubElement(root, "part", {"id": "P1"})
    divisions = _divisions(found)
    for index, measure in enumerate(found):
        _measure(part, measure, index, divisions, tune)
    return _DOCTYPE + ElementTree.tostring(root, encoding="unicode") + "\n"


def _head(root: Element, tune: Tune) -> None:
    if tune.titles:
        SubElement(SubElement(root, "work"), "work-title").text = xml_text(tune.titles[0])
    composers = [field.value for field in tune.header if field.letter == "C" and field.value]
    if composers:
        creator = SubElement(SubElement(root, "identification"), "creator", {"type": "composer"})
        creator.text = xml_text("; ".join(composers))
    score_part = SubElement(SubElement(root, "part-list"), "score-part", {"id": "P1"})
    SubElement(score_part, "part-name", {"print-object": "no"}).text = "Melody"


def _divisions(found: list[Measure]) -> int:
    """Divisions of a quarter note in which all lengths are whole numbers, or nearly so in absurd tunes."""
    common = 1
    for measure in found:
        for event in measure.events:
            parts = [value.duration * event.time_ratio for value in event.values] or [event.duration]
            for part in parts:
                common = lcm(common, part.denominator)
                if common > _MOST_DIVISIONS:
                    return 10080
    return common


def _measure(part: Element, measure: Measure, index: int, divisions: int, tune: Tune) -> None:
    """Numbers of measures must differ: the second part of a broken measure has one of its own."""
    number = f"X{index}" if measure.implicit and index else str(measure.number)
    implicit = {"implicit": "yes"} if measure.implicit else {}
    element = SubElement(part, "measure", {"number": number} | implicit)
    _left(element, measure)
    if index == 0 or measure.new_key or measure.new_meter:
        _attributes(element, measure, divisions if index == 0 else 0)
    tempi = [field for field in tune.header if field.letter == "Q"][:1] if index == 0 else []
    for label in [*tempi, *measure.labels]:
        add_words(
            element, tempo_text(label.value) if label.letter == "Q" else label.value, "above", bold=True
        )
    add_events(element, measure, divisions)
    _right(element, measure)


def _attributes(element: Element, measure: Measure, divisions: int) -> None:
    attributes = SubElement(element, "attributes")
    if divisions:
        SubElement(attributes, "divisions").text = str(divisions)
    if measure.new_key:
        _key(SubElement(attributes, "key"), measure.key)
    if measure.new_meter:
        _time(attributes, measure.meter)
    if divisions:
        clef = SubElement(attributes, "clef")
        SubElement(clef, "sign").text = "G"
        SubElement(clef, "line").text = "2"


def _key(element: Element, key: Key) -> None:
    if usual_signature(key):
        SubElement(element, "fifths").text = str(key.fifths)
        if key.mode:
            SubElement(element, "mode").text = key.mode
        return
    for step, alter in key.alterations.items():
        SubElement(element, "key-step").text = step
        SubElement(element, "key-alter").text = str(alter)


def _time(attributes: Element, meter: Meter) -> None:
    symbol = {"symbol": _SYMBOLS[meter.text]} if meter.text in _SYMBOLS else {}
    time = SubElement(attributes, "time", symbol)
    if meter.length is None:
        SubElement(time, "senza-misura")
    else:
        SubElement(time, "beats").text = str(meter.numerator)
        SubElement(time, "beat-type").text = str(meter.denominator)


def _left(element: Element, measure: Measure) -> None:
    if not measure.ending_starts and not measure.left.opens:
        return
    barline = SubElement(element, "barline", {"location": "left"})
    if measure.left.opens:
        SubElement(barline, "bar-style").text = "heavy-light"
    if measure.ending_starts:
        name = ",".join(map(str, measure.ending))
        SubElement(barline, "ending", {"number": name, "type": "start"}).text = f"{name}."
    if measure.left.opens:
        SubElement(barline, "repeat", {"direction": "forward"})


def _right(element: Element, measure: Measure) -> None:
    line = measure.right
    if line.style == "|" and not line.closes and not measure.ending_stops:
        return
    barline = SubElement(element, "barline", {"location": "right"})
    SubElement(barline, "bar-style").text = (
        "light-heavy" if line.closes else _STYLES.get(line.style, "regular")
    )
    if measure.ending_stops:
        stop = "discontinue" if measure.ending_open else "stop"
        SubElement(barline, "ending", {"number": ",".join(map(str, measure.ending)), "type": stop})
    if line.closes:
        times = {"times": str(line.closes + 1)} if line.closes > 1 else {}
        SubElement(barline, "repeat", {"direction": "backward"} | times)
