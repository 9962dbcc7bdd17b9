"""Names for pitches: which of C sharp and D flat."""

from functools import lru_cache

from tunesmith.music.key import Key, spell
from tunesmith.music.midi.page.voices import Chord

_LOWEST = (
    -3
)  # of the window of names on the line of fifths, from the signature's major tonic: its minor third
_NATURALS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}

Name = tuple[str, int, int]  # step, octave, alteration


@lru_cache(maxsize=4096)
def name(pitch: int, key: Key, falling: bool = False) -> Name:
    """Step, octave and alteration of a MIDI pitch in a key.

    Of the line of fifths the twelve names are used from the minor third to the augmented fifth of the major
    scale with the same signature, as minor keys need them too; a note that falls by a semitone is flat.
    """
    tonic = key.fifths
    for step, alter in key.explicit.items():
        if (_NATURALS[step] + alter) % 12 == pitch % 12:
            return step, (pitch - alter) // 12 - 1, alter
    place = tonic + _LOWEST + (7 * pitch - tonic - _LOWEST) % 12
    degree = (pitch - 7 * tonic) % 12
    if falling and degree in (1, 8) and key.mode != "minor":
        place -= 12
    place = place - 12 if place > 17 else place + 12 if place < -15 else place
    text = spell(place)
    alter = text.count("#") - text[1:].count("b")
    return text[0], (pitch - alter) // 12 - 1, alter


def names(chord: Chord, after: Chord | None, key: Key) -> list[Name]:
    """The names of a chord's pitches, from the lowest. ``after`` is what the voice goes on with."""
    targets = {sound.pitch for sound in after.sounds} if after is not None else set()
    return [name(sound.pitch, key, sound.pitch - 1 in targets) for sound in chord.sounds]
