"""What MEI hangs on notes and measures: ties, slurs, chord symbols, ornaments, words."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement

from tunesmith.music.abc.chord_symbol import chord_symbol, pretty_symbol
from tunesmith.music.abc.decorations import DYNAMICS, decoration
from tunesmith.music.abc.page.event import Event, Slur
from tunesmith.music.abc.page.measures import Measure
from tunesmith.music.abc.page.tempo_text import tempo_text
from tunesmith.music.abc.page.xml_text import xml_text
from tunesmith.music.abc.tune import Field

_ORNAMENTS = {
    "trill": ("trill", {}),
    "lowermordent": ("mordent", {"form": "lower"}),
    "uppermordent": ("mordent", {"form": "upper"}),
    "roll": ("turn", {"form": "upper"}),  # an Irish roll; its sign in print is the turn's
    "turn": ("turn", {"form": "upper"}),
    "invertedturn": ("turn", {"form": "lower"}),
    "fermata": ("fermata", {"place": "above"}),
    "invertedfermata": ("fermata", {"place": "below", "form": "inv"}),
    "arpeggio": ("arpeg", {}),
    "breath": ("breath", {}),
    "segno": ("repeatMark", {"func": "segno"}),
    "coda": ("repeatMark", {"func": "coda"}),
}
_SHORT_NAME = 3  # letters of a part that fit above the clef
_WORDS = {"dacapo": "D.C.", "dalsegno": "D.S.", "dacoda": "To Coda", "fine": "Fine"}


def add_marks(parent: Element, measure: Measure, following: dict[Event, Event]) -> None:
    """Append the control events of a measure. ``following`` leads from each event to the next one."""
    for label in measure.labels:
        _label(parent, label)
    for event in measure.events:
        for grace in event.graces:
            _ornaments(parent, grace)
        _words(parent, event)
        _ornaments(parent, event)
        for start, end in _ties(event, following.get(event)):
            SubElement(parent, "tie", {"startid": f"#{start}", "endid": f"#{end}"})
        for slur in event.slurs:
            if slur.first is event or slur.first in event.graces:
                _slur(parent, slur)


def _slur(parent: Element, slur: Slur) -> None:
    last = slur.last.name(max(0, len(slur.last.values) - 1))
    SubElement(parent, "slur", {"startid": f"#{slur.first.id}", "endid": f"#{last}"})


def _ties(event: Event, following: Event | None) -> Iterator[tuple[str, str]]:
    """The ids of heads that are tied: within a length of several values, and to the next event."""
    if event.note is None:
        return
    for piece in range(1, len(event.values)):
        yield from zip(event.heads(piece - 1), event.heads(piece), strict=True)
    if following is not None:
        heads, targets = event.heads(len(event.values) - 1), following.heads()
        for index, target in event.ties.items():
            yield heads[index], targets[target]


def _words(parent: Element, event: Event) -> None:
    at = {"startid": f"#{event.id}", "place": "above"}
    symbol = event.element.symbol or ""
    if symbol.strip().isdigit():
        _text(parent, "fing", at, symbol)
    elif chord := chord_symbol(symbol):
        _text(parent, "harm", at, pretty_symbol(chord))
    else:
        _text(parent, "dir", at, symbol)
    for annotation in event.element.annotations:
        side = "below" if annotation.startswith("_") else "above"
        _text(parent, "dir", at | {"place": side}, annotation.lstrip("^_<>@"))


def _ornaments(parent: Element, event: Event) -> None:
    for written in event.element.decorations:
        name = decoration(written)
        at = {"startid": f"#{event.id}", "staff": "1"}
        if name in _ORNAMENTS:
            tag, attributes = _ORNAMENTS[name]
            SubElement(parent, tag, at | attributes)
        elif name in DYNAMICS:
            _text(parent, "dir", at | {"place": "below"}, name, weight="bold")
        elif name in _WORDS:
            _text(parent, "dir", at | {"place": "above"}, _WORDS[name], weight="bold", style="normal")


def _label(parent: Element, label: Field) -> None:
    """A part (P:), a title (T:) or a tempo (Q:) in the middle of a tune."""
    at = {"tstamp": "0", "place": "above"}
    if label.letter == "Q":
        _text(parent, "tempo", at, tempo_text(label.value), weight="normal")
    elif len(label.value) <= _SHORT_NAME:
        _text(parent, "reh", at, label.value)
    else:
        _text(parent, "dir", at, label.value, weight="bold", style="normal")


def _text(
    parent: Element, tag: str, attributes: dict[str, str], text: str, weight: str = "", style: str = ""
) -> None:
    if not text.strip():
        return
    element = SubElement(parent, tag, {"staff": "1"} | attributes)
    look = {f"font{key}": value for key, value in (("weight", weight), ("style", style)) if value}
    holder = SubElement(element, "rend", look) if look else element
    holder.text = xml_text(text)
