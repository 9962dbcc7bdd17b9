"""Chord symbols, sign by sign."""

from functools import lru_cache

from tunesmith.music.abc.chord_symbol import chord_symbol

SUFFIXES = (
    "", "m", "7", "m7", "maj7", "M7", "maj", "min", "min7", "dim", "dim7", "aug", "+", "6", "m6", "9", "m9",
    "maj9", "11", "13", "sus", "sus2", "sus4", "7sus4", "5", "m7b5", "7b5", "7#5", "7b9", "7+", "add9", "2",
    "4", "d",
)  # fmt: skip


@lru_cache(maxsize=4096)
def begins_symbol(text: str, vocabulary: frozenset[str]) -> bool:
    """Whether a text, not empty, can still become a chord symbol: ``F#``, ``F#m/``, ``(D7``."""
    if text[0] == "(":  # an optional chord
        inner = text[1:].removesuffix(")")
        begun = (
            is_symbol(inner, vocabulary) if text[-1] == ")" else not inner or begins_symbol(inner, vocabulary)
        )
        return ")" in vocabulary and inner[:1] != "(" and begun
    if text[0] not in "ABCDEFG":
        return False
    rest = text[2:] if text[1:2] in ("#", "b") else text[1:]
    name, slash, bass = rest.partition("/")
    if not slash:
        return any(suffix.startswith(name) and vocabulary.issuperset(suffix) for suffix in SUFFIXES)
    if name not in SUFFIXES or len(bass) > 2:
        return False
    return not bass or (bass[0] in "ABCDEFGabcdefg" and bass[1:] in ("", "#", "b", "+"))


@lru_cache(maxsize=4096)
def is_symbol(text: str, vocabulary: frozenset[str]) -> bool:
    """Whether a text is a chord symbol as it stands."""
    whole = bool(text) and text[-1] != "/" and begins_symbol(text, vocabulary)
    return whole and chord_symbol(text) is not None
