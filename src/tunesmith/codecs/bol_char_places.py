"""What each character of ``bol-char.v1`` is in the music."""

import re

import numpy as np
from numpy.typing import NDArray

from tunesmith.codecs.bol_places import bol_places
from tunesmith.codecs.bol_words import note_of, note_word, words_of
from tunesmith.music.places import Feature, NotePlace, Places
from tunesmith.music.tabla.text import read

_LENGTH = re.compile(r"\[[^\[\]\n]*\]")
_KINDS = {  # of what is no note; the later ones win
    "section": re.compile(r"(?m)^[a-z]+(?: @[0-9]+)?:"),
    "tala": re.compile(r"tala:[^:\n]*?(?=   |\n|$)"),
    "laya": re.compile(r"laya: ?[0-9]*"),
    "form": re.compile(r"form: ?[a-z]*"),
    "bar line": re.compile(r"\|"),
    "repeat": re.compile(r"[()]|\bx[0-9]+"),
}


def bol_char_places(content: str) -> Places:
    """The N characters of a text: a letter of a bol stands where its note does, and so do its brackets.

    All others have no place. In a group that is played three times places are those of the first time.
    """
    composition, _ = read(content)
    words = words_of(composition)
    told = bol_places(words)
    owner = np.full(len(content), -1)  # the word that each character belongs to
    kinds = ["space" if sign.isspace() else "mark" for sign in content]
    for kind, pattern in _KINDS.items():
        for match in pattern.finditer(content):
            kinds[match.start() : match.end()] = [kind] * len(match[0])
    known = [place for place, word in enumerate(words) if note_of(word)]
    notes, numbers = list[NotePlace](), iter(known)
    written = [note for section in composition.sections for note in section.notes]
    for index, note in enumerate(written):
        length = _LENGTH.match(content, note.end)
        end = length.end() if length else note.end
        notes.append(NotePlace(note.start, end, f"n{index}"))
        if note_of(note_word(note)):  # what nobody knows has no place
            owner[note.start : end] = number = next(numbers)
            kinds[note.start : note.end] = [told.kinds[number]] * (note.end - note.start)
            kinds[note.end : end] = ["length"] * (end - note.end)
    features = tuple(Feature(each.name, _of(owner, each.values), each.binary) for each in told.features)
    bars = np.where(owner < 0, -1, told.bars[owner])
    return Places(bars, _of(owner, told.beats), tuple(kinds), tuple(notes), features)


def _of(owner: NDArray[np.int64], values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Of each character what holds for its word."""
    return np.where(owner < 0, np.nan, values[owner])
