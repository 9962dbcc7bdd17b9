"""Chord symbols above the staff: "Bb7", "F#m/C#"."""

import re
from dataclasses import dataclass

_SUFFIX = r"(?:maj|min|m|M|dim|aug|sus|add|alt|6/9|d|[-0-9#b♯♭+o°ø()Δ]){0,8}"  # so that "Fine" is no chord
_SYMBOL = re.compile(rf"([A-G])([#b♯♭]?)({_SUFFIX})(?:/([A-Ga-g])([#b♯♭+]?))?")
_ALTER = {
    "": 0,
    "#": 1,
    "♯": 1,
    "+": 1,
    "b": -1,
    "♭": -1,
}  # "D/f+" is how the Nottingham collection writes D/F#, and "Cd" its Cdim
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
    text = text.strip()
    match = _SYMBOL.fullmatch(text[1:-1] if text.startswith("(") and text.endswith(")") else text)
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
