"""Chord symbols above the staff: "Bb7", "F#m/C#" (ABC 2.1, section 4.18)."""

import re
from dataclasses import dataclass

from tunesmith.music.key import spell, tonic_fifths

# Narrow enough that "Fine" and "Allegro" are no chords. "D/f+" is how the Nottingham collection writes D/F#,
# "Cd" its Cdim.
_SUFFIX = r"(?:[ad]|(?:maj|min|dim|aug|sus|add|alt|omit|no|6/9|[mMo°øΔ]|[-+()]|[#b♯♭]?\d{1,2}){0,8})"
_SYMBOL = re.compile(rf"([A-G])([#b♯♭]?)({_SUFFIX})(?:/([A-Ga-g])([#b♯♭+]?))?")
_ALTER = {"": 0, "#": 1, "♯": 1, "+": 1, "b": -1, "♭": -1}
_SIGNS = {1: "♯", 0: "", -1: "♭"}
_KINDS = {
    "": "major", "m": "minor", "min": "minor", "-": "minor", "7": "dominant", "maj7": "major-seventh",
    "M7": "major-seventh", "m7": "minor-seventh", "min7": "minor-seventh", "dim": "diminished",
    "o": "diminished", "°": "diminished", "dim7": "diminished-seventh", "o7": "diminished-seventh",
    "m7b5": "half-diminished", "aug": "augmented", "+": "augmented", "6": "major-sixth", "m6": "minor-sixth",
    "9": "dominant-ninth", "maj9": "major-ninth", "m9": "minor-ninth", "11": "dominant-11th",
    "13": "dominant-13th", "sus": "suspended-fourth", "sus4": "suspended-fourth", "sus2": "suspended-second",
    "5": "power", "d": "diminished",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ChordSymbol:
    root: str  # "A" to "G"
    alter: int  # -1, 0, 1
    kind: str  # of MusicXML's kind-value: "minor-seventh"; "other" for one it cannot say
    suffix: str  # as written after the root: "m7"
    bass: str = ""
    bass_alter: int = 0


def chord_symbol(text: str) -> ChordSymbol | None:
    """Read a chord symbol; None for a text that is not one."""
    match = _SYMBOL.fullmatch(_bare(text))
    if match is None:
        return None
    root, sign, suffix, bass, bass_sign = match.groups()
    kind = _KINDS.get(suffix, "other")
    return ChordSymbol(root, _ALTER[sign], kind, suffix, (bass or "").upper(), _ALTER[bass_sign or ""])


def pretty_symbol(symbol: ChordSymbol) -> str:
    """A chord symbol with real flats and sharps: "B♭7", "F♯m/C♯"."""
    root = symbol.root + _SIGNS[symbol.alter]
    return (
        root + pretty_suffix(symbol) + (f"/{symbol.bass}{_SIGNS[symbol.bass_alter]}" if symbol.bass else "")
    )


def pretty_suffix(symbol: ChordSymbol) -> str:
    """What follows the root: "m7♭5"."""
    if symbol.suffix == "d":
        return "dim"
    return re.sub(r"#(?=\d)", "♯", re.sub(r"b(?=\d)", "♭", symbol.suffix))


def transpose_symbol(text: str, shift: int) -> str:
    """Move root and bass by ``shift`` places on the line of fifths; a text that is no chord symbol stays."""
    bare = _bare(text)
    match = _SYMBOL.fullmatch(bare)
    if match is None:
        return text
    root, sign, suffix, bass, bass_sign = match.groups()
    new_root, shift = _move(root + sign, shift)
    moved = new_root + suffix
    if bass:
        new_bass, _ = _move(bass.upper() + bass_sign, shift)
        moved += "/" + (new_bass.lower() if bass.islower() else new_bass)
    return text.replace(bare, moved, 1)


def _bare(text: str) -> str:
    """Without the brackets of an optional chord: "(E7)" is E7."""
    text = text.strip()
    return text[1:-1] if text.startswith("(") and text.endswith(")") else text


def _move(name: str, shift: int) -> tuple[str, int]:
    """The note so many fifths further, and how far it went: B# is the last sharp, Fb the first flat."""
    place = tonic_fifths(name[0] + {1: "#", 0: "", -1: "b"}[_ALTER[name[1:]]])
    while place + shift > 12:
        shift -= 12
    while place + shift < -8:
        shift += 12
    return spell(place + shift), shift
