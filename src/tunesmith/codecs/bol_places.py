"""What each word of ``bol.v1`` is in the music."""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from tunesmith.codecs.bol_words import OPEN, TALA, heading_of, note_of
from tunesmith.music.places import Feature, NotePlace, Places
from tunesmith.music.tabla.bols import known_bol
from tunesmith.music.tabla.tala import KHALI, known_tala


def bol_places(tokens: Sequence[str]) -> Places:
    """The N words of a composition: its cycles as bars, matras as beats, and where the bass rings.

    In a group that is played three times places are those of the first time; what follows it comes after all
    three.
    """
    count = len(tokens)
    bars = np.full(count, -1)
    beats, vibhags, khali, rings, part = (np.full(count, np.nan) for _ in range(5))
    tala, time, kinds = None, Fraction(0), list[str]()
    begun = list[Fraction]()  # when the groups that are open began
    notes = list[NotePlace]()
    written = 0
    for index, token in enumerate(tokens):
        note, heading = note_of(token), heading_of(token)
        kinds.append(
            "bol" if note and note.bol else "rest" if note else "section" if heading else _kind(token)
        )
        if token.startswith(TALA):
            tala = known_tala(token.removeprefix(TALA))
        elif token == OPEN:
            begun.append(time)
        elif token.startswith(")x") and begun:
            first = begun.pop()
            time = first + (time - first) * int(token[2:] or 1)
        if note:
            notes.append(NotePlace(index, index + 1, f"n{written}"))
            written += 1
        if note and tala:
            place = time % tala.matras
            bars[index], beats[index] = time // tala.matras, float(place)
            vibhag = tala.vibhag(place)
            vibhags[index], khali[index] = vibhag, tala.marks[vibhag] == KHALI
            part[index] = float(place - tala.starts[vibhag])
            bol = known_bol(note.bol)
            rings[index] = bool(bol and bol.resonant)
            time += note.duration
    features = (
        Feature("matra of the cycle", beats),
        Feature("matra of the vibhag", part),
        Feature("vibhag", vibhags),
        Feature("khali", khali, binary=True),
        Feature("the bass rings", rings, binary=True),
    )
    return Places(bars, beats, tuple(kinds), tuple(notes), features)


def _kind(token: str) -> str:
    return "repeat" if token[:1] in "()" else token.partition(":")[0]
