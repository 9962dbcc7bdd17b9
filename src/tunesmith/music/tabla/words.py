"""The words of the text form: what notes a word stands for, and which words say some notes.

A word lasts one matra, and its strokes share it equally; ``tete`` and ``tita``, where they stand alone, last
two. A length in brackets is exact, and a section's speed divides all other lengths.
"""

import re
from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache

from tunesmith.music.tabla.bols import known_bol, split
from tunesmith.music.tabla.composition import Note

REST = "-"
_PIECES = re.compile(r"-|[^.-]+")
_MOST_JOINED = 16  # notes in one word that is written


def word_notes(word: str, length: Fraction | None, speed: int = 1, offset: int = 0) -> list[Note]:
    """The notes of a word such as ``dha``, ``dhage``, ``te.te`` or ``dha-``, without its brackets.

    ``length``: in matras, what the brackets say. A piece that is not of bols is one note of that name. The
    list is empty where the word has no letter and no rest. ``offset``: where the word stands in the text.
    """
    return [
        Note(name, duration, offset + start, offset + end)
        for name, duration, start, end in _said(word, length, speed)
    ]


@lru_cache(maxsize=8192)
def _said(word: str, length: Fraction | None, speed: int) -> tuple[tuple[str, Fraction, int, int], ...]:
    """Of each note the bol, its matras, and where in the word it begins and ends."""
    pieces: list[tuple[str, int, int, int]] = []  # name, how many moments, from, to
    for match in _PIECES.finditer(word):
        start, end = match.span()
        if match[0] == REST:
            pieces.append(("", 1, start, end))
            continue
        bols = split(match[0])
        pieces += [(bol.name, len(bol.strokes), start + first, start + last) for bol, first, last in bols]
        if not bols:
            pieces.append((match[0].lower(), 1, start, end))
    if length is None:
        bol = known_bol(pieces[0][0]) if len(pieces) == 1 else None
        length = Fraction(bol.matras if bol else 1, speed)
    whole = sum(moments for _, moments, _, _ in pieces)
    return tuple((name, length * moments / whole, start, end) for name, moments, start, end in pieces)


def spelled(note: Note, speed: int) -> str:
    """One note as a word of its own."""
    bol = known_bol(note.bol)
    word = note.bol or REST
    natural = Fraction(bol.matras if bol else 1, speed)
    return word if note.duration == natural else f"{word}[{note.duration}]"


def joined(notes: Sequence[Note], speed: int) -> tuple[str, int]:
    """The first of these notes as one word of a beat, and how many it takes; ``("", 0)`` where none do.

    They must fill the beat with strokes of one length. Bols that would read as others when they are joined
    have dots between them: ``te.te``.
    """
    beat, length, taken = Fraction(1, speed), Fraction(0), 0
    if not notes or notes[0].duration >= beat:
        return "", 0
    while length < beat and taken < min(len(notes), _MOST_JOINED):
        length += notes[taken].duration
        taken += 1
    group = notes[:taken]
    if length != beat or taken < 2 or any(note.bol and known_bol(note.bol) is None for note in group):
        return "", 0
    words = [note.bol or REST for note in group]
    for word in ("".join(words), ".".join(words)):
        if word_notes(word, None, speed) == list(group):
            return word, taken
    return "", 0
