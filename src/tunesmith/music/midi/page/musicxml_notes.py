"""The notes of a voice in a measure as MusicXML."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

from tunesmith.music.midi.page.sheet import Event, Head

_TYPES = ("breve", "whole", "half", "quarter", "eighth", "16th", "32nd", "64th", "128th", "256th")
_ACCIDENTALS = {-2: "flat-flat", -1: "flat", 0: "natural", 1: "sharp", 2: "double-sharp"}


@dataclass(frozen=True, slots=True)
class Context:
    """What the notes of a voice share."""

    divisions: int  # of a quarter note
    voice: int
    staff: int  # 0 where the part has one
    drums: bool
    ties: Mapping[str, str]
    stem: str  # "" leaves it to the reader


def add_voice(parent: Element, voice: Sequence[Event], context: Context) -> None:
    """Append the events of a voice in a measure."""
    for index, event in enumerate(voice):
        before = voice[index - 1] if index else None
        after = voice[index + 1] if index + 1 < len(voice) else None
        if not event.heads and not event.visible:
            forward = SubElement(parent, "forward")
            SubElement(forward, "duration").text = str(int(event.duration * context.divisions))
            SubElement(forward, "voice").text = str(context.voice)
            if context.staff:
                SubElement(forward, "staff").text = str(context.staff)
            continue
        for place in range(max(1, len(event.heads))):
            _note(SubElement(parent, "note"), event, place, before, after, context)


def _note(
    note: Element, event: Event, place: int, before: Event | None, after: Event | None, context: Context
) -> None:
    """The content of a note element, in the order that MusicXML prescribes."""
    head = event.heads[place] if event.heads else None
    ties: list[str] = []
    if head is None:
        SubElement(note, "rest", {} if event.value else {"measure": "yes"})
    else:
        if place:
            SubElement(note, "chord")
        _pitch(note, head, context.drums)
        ties = ["stop"] * head.tied + ["start"] * (head.id in context.ties)
    SubElement(note, "duration").text = str(int(event.duration * context.divisions))
    for kind in ties:
        SubElement(note, "tie", {"type": kind})
    SubElement(note, "voice").text = str(context.voice)
    if event.value is not None:
        SubElement(note, "type").text = _TYPES[(8 / event.value.base).numerator.bit_length() - 1]
        for _ in range(event.value.dots):
            SubElement(note, "dot")
    if head is not None and head.accidental is not None:
        SubElement(note, "accidental").text = _ACCIDENTALS[head.accidental]
    if event.tuplet is not None:
        modification = SubElement(note, "time-modification")
        SubElement(modification, "actual-notes").text = str(event.tuplet.num)
        SubElement(modification, "normal-notes").text = str(event.tuplet.base)
    if head is not None and context.stem:
        SubElement(note, "stem").text = context.stem
    if head is not None and head.cross:
        SubElement(note, "notehead").text = "x"
    if context.staff:
        SubElement(note, "staff").text = str(context.staff)
    if not place and event.beam:
        for level, kind in enumerate(_beams(event, before, after), 1):
            SubElement(note, "beam", {"number": str(level)}).text = kind
    _notations(note, event, place, ties, before, after)


def _pitch(note: Element, head: Head, drums: bool) -> None:
    if drums:
        unpitched = SubElement(note, "unpitched")
        SubElement(unpitched, "display-step").text = head.step
        SubElement(unpitched, "display-octave").text = str(head.octave)
        return
    pitch = SubElement(note, "pitch")
    SubElement(pitch, "step").text = head.step
    if head.alter:
        SubElement(pitch, "alter").text = str(head.alter)
    SubElement(pitch, "octave").text = str(min(max(head.octave, 0), 9))


def _beams(event: Event, before: Event | None, after: Event | None) -> list[str]:
    """What an event says to the beams of each level: begin, continue, end or a hook."""
    left, right = _flags(event, before), _flags(event, after)
    own = event.value.flags if event.value else 0
    return [_beam(left >= level, right >= level, left > 0) for level in range(1, own + 1)]


def _beam(joins_before: bool, joins_after: bool, begun: bool) -> str:
    if joins_before and joins_after:
        return "continue"
    if joins_before or joins_after:
        return "end" if joins_before else "begin"
    return "backward hook" if begun else "forward hook"


def _flags(event: Event, neighbour: Event | None) -> int:
    """The flags of a neighbour under the same beam."""
    if neighbour is None or neighbour.beam != event.beam or neighbour.value is None:
        return 0
    return neighbour.value.flags


def _notations(
    note: Element, event: Event, place: int, ties: Sequence[str], before: Event | None, after: Event | None
) -> None:
    notations = Element("notations")
    for kind in ties:
        SubElement(notations, "tied", {"type": kind})
    if event.tuplet is not None and not place:
        if before is None or before.tuplet != event.tuplet:
            SubElement(notations, "tuplet", {"type": "start", "number": "1"})
        if after is None or after.tuplet != event.tuplet:
            SubElement(notations, "tuplet", {"type": "stop", "number": "1"})
    if event.staccato and not place:
        SubElement(SubElement(notations, "articulations"), "staccato")
    if event.fermata and not place:
        SubElement(notations, "fermata", {"type": "inverted" if event.fermata == "below" else "upright"})
    if len(notations):
        note.append(notations)
