"""What each word of ``notes.v1`` is in the music."""

from collections.abc import Sequence

import numpy as np

from tunesmith.codecs.notes_words import GAP, LENGTH, PICKUP, TPQ, WHOLE, chord_pitches, meter_of
from tunesmith.music.places import Feature, Places


def notes_places(tokens: Sequence[str]) -> Places:
    """The N words of a piece: bar and beat of each sonority, its highest pitch, how many notes it has."""
    count = len(tokens)
    bars = np.full(count, -1)
    beats, pitches, sizes = (np.full(count, np.nan) for _ in range(3))
    kinds: list[str] = []
    meter, pickup, onset, begun = (4, 4), 0, 0, False
    for index, token in enumerate(tokens):
        chord = chord_pitches(token)
        kinds.append(_kind(token, chord))
        meter = meter_of(token) or meter
        pickup = PICKUP.get(token, pickup)
        onset += GAP.get(token, 0)
        begun = begun or token in GAP
        if begun and token != "end":
            full = WHOLE * meter[0] / meter[1]
            lead = full - pickup if pickup else 0  # a pickup is the end of bar 0
            bars[index], beat = divmod(onset + lead, full)
            beats[index] = (beat - lead if onset < pickup else beat) / TPQ
        if chord:
            pitches[index], sizes[index] = chord[-1], len(chord)
    features = (
        Feature("quarter note of the bar", beats),
        Feature("pitch", pitches),
        Feature("notes together", sizes),
    )
    return Places(bars, beats, tuple(kinds), (), features)


def _kind(token: str, chord: tuple[int, ...]) -> str:
    if chord:
        return "chord" if len(chord) > 1 else "note"
    return "onset" if token in GAP else "duration" if token in LENGTH else token.partition(":")[0]
