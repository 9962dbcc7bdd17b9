"""Notes, rests, beams and tuplets of a measure as MEI."""

from xml.etree.ElementTree import Element, SubElement

from tunesmith.music.abc.decorations import decoration
from tunesmith.music.abc.page.event import Event, Group
from tunesmith.music.abc.page.measures import Measure
from tunesmith.music.abc.page.values import Value
from tunesmith.music.abc.tune import Note, Pitch, Rest

XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
ACCIDENTALS = {-2: "ff", -1: "f", 0: "n", 1: "s", 2: "x"}
_ARTICULATIONS = {
    "staccato": "stacc", "accent": "acc", "tenuto": "ten", "wedge": "spicc", "^": "marc", "upbow": "upbow",
    "downbow": "dnbow", "open": "open", "snap": "snap", "+": "stop", "doit": "doit", "fall": "fall",
}  # fmt: skip


def fill_layer(layer: Element, measure: Measure) -> None:
    """Write the events of a measure, each inside its beams and tuplets."""
    parents: list[tuple[Element, int]] = [(layer, len(measure.events))]  # and the last event of each
    waiting = iter(measure.groups)
    group = next(waiting, None)
    for index, event in enumerate(measure.events):
        if event.graces:
            _graces(
                parents[-1][0], event
            )  # before a beam that begins here, else verovio makes them part of it
        while group is not None and group.first == index:
            parents.append((_group(parents[-1][0], group), group.last))
            group = next(waiting, None)
        _event(parents[-1][0], event)
        while parents[-1][1] == index:
            parents.pop()


def _group(parent: Element, group: Group) -> Element:
    if group.tuplet is None:
        return SubElement(parent, "beam")
    return SubElement(parent, "tuplet", {"num": str(group.tuplet.p), "numbase": str(group.tuplet.q)})


def _event(parent: Element, event: Event) -> None:
    if not event.values:
        SubElement(parent, "mRest" if _visible(event) else "mSpace", {XML_ID: event.id})
    for piece, value in enumerate(event.values):
        if isinstance(event.element, Rest):
            name = "rest" if event.element.visible else "space"
            SubElement(parent, name, {XML_ID: event.name(piece), **_value(value)})
        else:
            _note(parent, event, event.element, piece)


def _visible(event: Event) -> bool:
    return not isinstance(event.element, Rest) or event.element.visible


def _graces(parent: Element, event: Event) -> None:
    group = SubElement(
        parent, "graceGrp", {"slash": "yes"} if len(event.graces) > 1 and _slashed(event) else {}
    )
    inner = SubElement(group, "beam") if len(event.graces) > 1 else group
    for grace in event.graces:
        attributes = {"grace": "unacc" if _slashed(event) else "acc", "stem.dir": "up"}
        if len(event.graces) == 1 and _slashed(event):
            attributes["stem.mod"] = "1slash"
        if grace.note is not None:
            _note(inner, grace, grace.note, 0, attributes)


def _slashed(event: Event) -> bool:
    return event.note is not None and event.note.slashed


def _note(parent: Element, event: Event, note: Note, piece: int, more: dict[str, str] | None = None) -> None:
    """One value of a note or chord. Articulations and accidentals stand at the first one only."""
    attributes = {XML_ID: event.name(piece), **_value(event.values[piece]), **(more or {})}
    articulations = [_ARTICULATIONS.get(decoration(written), "") for written in note.decorations]
    if piece == 0 and any(articulations):
        attributes["artic"] = " ".join(dict.fromkeys(filter(None, articulations)))
    if len(note.pitches) == 1:
        _accidental(SubElement(parent, "note", attributes | _pitch(note.pitches[0])), event, 0, piece)
        return
    chord = SubElement(parent, "chord", attributes)
    for index, (pitch, name) in enumerate(zip(note.pitches, event.heads(piece), strict=True)):
        _accidental(SubElement(chord, "note", {XML_ID: name} | _pitch(pitch)), event, index, piece)


def _pitch(pitch: Pitch) -> dict[str, str]:
    return {"pname": pitch.step.lower(), "oct": str(min(max(pitch.octave, 0), 9))}


def _accidental(head: Element, event: Event, index: int, piece: int) -> None:
    pitch = event.note.pitches[index] if event.note else None
    shown = event.accidentals[index] if piece == 0 else None
    if shown is not None:
        head.set("accid", ACCIDENTALS[min(max(shown, -2), 2)])
    elif pitch is not None and pitch.alter:
        head.set("accid.ges", ACCIDENTALS[min(max(pitch.alter, -2), 2)])


def _value(value: Value) -> dict[str, str]:
    name = "breve" if value.base == 8 else str(int(4 / value.base))
    return {"dur": name} | ({"dots": str(value.dots)} if value.dots else {})
