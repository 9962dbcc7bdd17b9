"""Notes and rests of a measure as MusicXML."""

from itertools import pairwise
from xml.etree.ElementTree import Element, SubElement

from tunesmith.music.abc.page.event import Event
from tunesmith.music.abc.page.measures import Measure
from tunesmith.music.abc.page.musicxml_marks import add_directions, add_notations
from tunesmith.music.abc.page.values import Value
from tunesmith.music.abc.tune import Pitch, Rest

_TYPES = ("breve", "whole", "half", "quarter", "eighth", "16th", "32nd", "64th", "128th", "256th")
_ACCIDENTALS = {-2: "flat-flat", -1: "flat", 0: "natural", 1: "sharp", 2: "double-sharp"}
_LARGEST_RATIO = 100  # one of larger numbers only says that a length is absurd


def add_events(parent: Element, measure: Measure, divisions: int) -> None:
    """Append the events of a measure, each with its grace notes and the words above it."""
    beams, tuplets = _beams(measure), _tuplets(measure)
    for index, event in enumerate(measure.events):
        add_directions(parent, event)
        for grace in event.graces:
            slash = "yes" if event.note and event.note.slashed else "no"
            for head in range(len(grace.note.pitches) if grace.note else 0):
                note = SubElement(parent, "note")
                SubElement(note, "grace", {"slash": slash})
                _fill(note, grace, head, 0, 0)
        for piece, duration in enumerate(_durations(event, divisions)):
            for head in range(len(event.note.pitches) if event.note else 1):
                note = SubElement(parent, "note")
                first, last = piece == 0, piece == max(0, len(event.values) - 1)
                edges = [edge for edge in tuplets.get(index, ()) if (first if edge == "start" else last)]
                _fill(note, event, head, piece, duration, beams.get(index, []), [] if head else edges)


def _durations(event: Event, divisions: int) -> list[int]:
    """The divisions of each value. Onsets are rounded, so that errors do not add up."""
    lengths = [value.duration * event.time_ratio for value in event.values] or [event.duration]
    times = [event.onset]
    for length in lengths:
        times.append(times[-1] + length)
    marks = [round(time * divisions) for time in times]
    return [end - start for start, end in pairwise(marks)]


def _fill(
    note: Element,
    event: Event,
    head: int,
    piece: int,
    duration: int,
    beams: list[str] | None = None,
    tuplets: list[str] | None = None,
) -> None:
    """The content of a note element, in the order that MusicXML prescribes."""
    ties = _ties(event, head, piece)
    if isinstance(event.element, Rest):
        if not event.element.visible:
            note.set("print-object", "no")
        SubElement(note, "rest", {} if event.values else {"measure": "yes"})
    else:
        if head:
            SubElement(note, "chord")
        _pitch(note, event.element.pitches[head])
    grace = note.find("grace") is not None
    if not grace:
        SubElement(note, "duration").text = str(duration)
        for kind in ties:
            SubElement(note, "tie", {"type": kind})
    SubElement(note, "voice").text = "1"
    if event.values:
        _value(note, event.values[piece])
    if piece == 0 and head < len(event.accidentals):
        shown = event.accidentals[head]
        if shown is not None:
            SubElement(note, "accidental").text = _ACCIDENTALS[min(max(shown, -2), 2)]
    if event.values and not grace:
        _time_modification(note, event)
    for level, kind in enumerate(beams or [], start=1):
        if not head:
            SubElement(note, "beam", {"number": str(level)}).text = kind
    add_notations(note, event, head, piece, [] if grace else ties, tuplets or [])


def _ties(event: Event, head: int, piece: int) -> list[str]:
    if event.note is None:
        return []
    stops = piece > 0 or head in event.tied
    starts = piece < len(event.values) - 1 or head in event.ties
    return ["stop"] * stops + ["start"] * starts


def _pitch(note: Element, pitch: Pitch) -> None:
    element = SubElement(note, "pitch")
    SubElement(element, "step").text = pitch.step
    if pitch.alter:
        SubElement(element, "alter").text = str(pitch.alter)
    SubElement(element, "octave").text = str(min(max(pitch.octave, 0), 9))


def _value(note: Element, value: Value) -> None:
    SubElement(note, "type").text = _TYPES[(8 / value.base).numerator.bit_length() - 1]
    for _ in range(value.dots):
        SubElement(note, "dot")


def _time_modification(note: Element, event: Event) -> None:
    tuplet, ratio = event.element.tuplet, event.ratio
    actual = (tuplet.p if tuplet else 1) * ratio.denominator
    normal = (tuplet.q if tuplet else 1) * ratio.numerator
    if actual != normal and 0 < max(actual, normal) <= _LARGEST_RATIO:
        modification = SubElement(note, "time-modification")
        SubElement(modification, "actual-notes").text = str(actual)
        SubElement(modification, "normal-notes").text = str(normal)


def _tuplets(measure: Measure) -> dict[int, list[str]]:
    edges: dict[int, list[str]] = {}
    for group in measure.groups:
        if group.tuplet is not None:
            edges.setdefault(group.first, []).append("start")
            edges.setdefault(group.last, []).append("stop")
    return edges


def _beams(measure: Measure) -> dict[int, list[str]]:
    """What each beamed event says to the beams of each level: begin, continue, end or a hook."""
    beams: dict[int, list[str]] = {}
    for group in measure.groups:
        if group.tuplet is None:
            flags = [
                min(value.flags for value in event.values)
                for event in measure.events[group.first : group.last + 1]
            ]
            for index, count in enumerate(flags):
                before = flags[index - 1] if index else 0
                after = flags[index + 1] if index + 1 < len(flags) else 0
                beams[group.first + index] = [_beam(level, before, after) for level in range(1, count + 1)]
    return beams


def _beam(level: int, before: int, after: int) -> str:
    joins_before, joins_after = before >= level, after >= level
    if joins_before and joins_after:
        return "continue"
    if joins_before or joins_after:
        return "end" if joins_before else "begin"
    return "backward hook" if before else "forward hook"
