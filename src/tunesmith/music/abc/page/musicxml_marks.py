"""What MusicXML hangs on notes: chord symbols, words, ornaments, ends of ties, slurs and tuplets."""

from xml.etree.ElementTree import Element, SubElement

from tunesmith.music.abc.chord_symbol import ChordSymbol, chord_symbol, pretty_suffix
from tunesmith.music.abc.decorations import DYNAMICS, decoration
from tunesmith.music.abc.page.event import Event
from tunesmith.music.abc.page.xml_text import xml_text

_ARTICULATIONS = {
    "staccato": "staccato", "accent": "accent", "tenuto": "tenuto", "wedge": "staccatissimo",
    "^": "strong-accent", "breath": "breath-mark",
}  # fmt: skip
_ORNAMENTS = {
    "trill": "trill-mark", "lowermordent": "mordent", "uppermordent": "inverted-mordent", "roll": "turn",
    "turn": "turn", "invertedturn": "inverted-turn",
}  # fmt: skip
_TECHNIQUES = {
    "upbow": "up-bow", "downbow": "down-bow", "open": "open-string", "snap": "snap-pizzicato", "+": "stopped",
}  # fmt: skip
_FERMATAS = {"fermata": "upright", "invertedfermata": "inverted"}
_WORDS = {"dacapo": "D.C.", "dalsegno": "D.S.", "dacoda": "To Coda", "fine": "Fine"}


def add_directions(parent: Element, event: Event) -> None:
    """Append the chord symbol and the words that stand at an event."""
    text = event.element.symbol or ""
    symbol = chord_symbol(text)
    if symbol is not None:
        _harmony(parent, symbol)
    elif not text.strip().isdigit():
        add_words(parent, text, "above")
    for annotation in event.element.annotations:
        add_words(parent, annotation.lstrip("^_<>@"), "below" if annotation.startswith("_") else "above")
    for written in event.element.decorations:
        name = decoration(written)
        if name in _WORDS:
            add_words(parent, _WORDS[name], "above", bold=True)
        elif name in DYNAMICS:
            direction = SubElement(parent, "direction", {"placement": "below"})
            SubElement(SubElement(SubElement(direction, "direction-type"), "dynamics"), name)
        elif name in ("segno", "coda"):
            direction = SubElement(parent, "direction", {"placement": "above"})
            SubElement(SubElement(direction, "direction-type"), name)


def add_words(parent: Element, text: str, placement: str, bold: bool = False) -> None:
    if text.strip():
        direction = SubElement(parent, "direction", {"placement": placement})
        look = {"font-weight": "bold"} if bold else {}
        SubElement(SubElement(direction, "direction-type"), "words", look).text = xml_text(text.strip())


def _harmony(parent: Element, symbol: ChordSymbol) -> None:
    harmony = SubElement(parent, "harmony")
    root = SubElement(harmony, "root")
    SubElement(root, "root-step").text = symbol.root
    if symbol.alter:
        SubElement(root, "root-alter").text = str(symbol.alter)
    SubElement(harmony, "kind", {"text": xml_text(pretty_suffix(symbol))}).text = symbol.kind
    if symbol.bass:
        bass = SubElement(harmony, "bass")
        SubElement(bass, "bass-step").text = symbol.bass
        if symbol.bass_alter:
            SubElement(bass, "bass-alter").text = str(symbol.bass_alter)


def add_notations(
    note: Element, event: Event, head: int, piece: int, ties: list[str], tuplets: list[str]
) -> None:
    """Append the notations of one head of one value; all but ties go to the first head."""
    notations = Element("notations")
    for kind in ties:
        SubElement(notations, "tied", {"type": kind})
    if not head:
        _slurs(notations, event, piece)
        for kind in tuplets:
            SubElement(notations, "tuplet", {"type": kind, "number": "1"})
        if piece == 0:
            _signs(notations, event)
    if len(notations):
        note.append(notations)


def _slurs(notations: Element, event: Event, piece: int) -> None:
    if piece == max(0, len(event.values) - 1):
        for slur in event.slurs:
            if slur.last is event:
                SubElement(notations, "slur", {"type": "stop", "number": str(slur.level)})
    if piece == 0:
        for slur in event.slurs:
            if slur.first is event:
                SubElement(notations, "slur", {"type": "start", "number": str(slur.level)})


def _signs(notations: Element, event: Event) -> None:
    names = list(dict.fromkeys(decoration(written) for written in event.element.decorations))
    for group, table in (
        ("ornaments", _ORNAMENTS),
        ("technical", _TECHNIQUES),
        ("articulations", _ARTICULATIONS),
    ):
        found = [table[name] for name in names if name in table]
        fingering = (event.element.symbol or "").strip() if group == "technical" else ""
        if found or fingering.isdigit():
            holder = SubElement(notations, group)
            for tag in found:
                SubElement(holder, tag)
            if fingering.isdigit():
                SubElement(holder, "fingering").text = fingering
    for name in names:
        if name in _FERMATAS:
            SubElement(notations, "fermata", {"type": _FERMATAS[name]})
