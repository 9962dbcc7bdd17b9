"""A score in another key."""

from typing import TYPE_CHECKING

from tunesmith.errors import TunesmithError
from tunesmith.music.key import parse_key

if TYPE_CHECKING:
    from symusic.core import ScoreTick


def transpose(score: "ScoreTick", semitones: int) -> "ScoreTick":
    """All but the drums so many semitones higher. Raises TunesmithError where a note leaves MIDI's range."""
    from symusic.core import KeySignatureTick

    moved = score.copy()
    for track in moved.tracks:
        if track.is_drum or not len(track.notes):
            continue
        pitches = [note.pitch for note in track.notes]
        if min(pitches) + semitones < 0 or max(pitches) + semitones > 127:
            raise TunesmithError(f"{semitones:+d} semitones lead beyond the range of MIDI: move it less far")
        track.shift_pitch(semitones, inplace=True)
    keys = list(moved.key_signatures)
    while len(moved.key_signatures):
        moved.key_signatures.pop()
    for key in keys:
        fifths = transposed_fifths(key.key, semitones)
        moved.key_signatures.append(KeySignatureTick(key.time, fifths, key.tonality))
    return moved


def transposed_fifths(fifths: int, semitones: int) -> int:
    """The sharps of a signature so many semitones higher: five flats to six sharps, if it moves at all."""
    return (fifths + 7 * semitones + 5) % 12 - 5 if semitones % 12 else fifths


def transpose_to(score: "ScoreTick", name: str) -> "ScoreTick":
    """In the nearer direction into that key. Raises TunesmithError for a name that is no key."""
    key, complaint = parse_key(name)
    if key is None or complaint:
        raise TunesmithError(complaint or f"“{name}” is not a key; write D, F#m or Ador")
    now = score.key_signatures[0].key if len(score.key_signatures) else 0
    semitones = (7 * (key.fifths - now) + 6) % 12 - 6
    return transpose(score, semitones)
