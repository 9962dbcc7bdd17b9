"""What each word of a grid is in the music."""

from collections.abc import Sequence

import numpy as np

from tunesmith.music.places import Feature, Places

VOICES = ("soprano", "alto", "tenor", "bass")


def grid_places(tokens: Sequence[str]) -> Places:
    """The N words of a piece: bar and beat of each step, its voice, and what that sounds."""
    count = len(tokens)
    bars, beats = np.full(count, -1), np.full(count, np.nan)
    voices, pitches, begins = np.full(count, np.nan), np.full(count, np.nan), np.full(count, np.nan)
    kinds: list[str] = []
    bar, place, begun = 0, 0, False
    sounding = [np.nan] * 4
    for index, token in enumerate(tokens):
        step = token.isdigit() or token in ("_", ".")
        kinds.append(VOICES[place % 4] if step else "bar line" if token == "|" else token.partition(":")[0])
        begun = begun or step
        if token == "|":
            bar, place = bar + 1, 0
        if begun and token != "end":
            bars[index], beats[index] = bar, place // 4 / 4
        if step:
            voice = place % 4
            if token != "_":
                sounding[voice] = float(token) if token.isdigit() else np.nan
            voices[index], pitches[index] = voice, sounding[voice]
            begins[index] = float(token.isdigit())
            place += 1
    features = (
        Feature("quarter note of the bar", beats),
        Feature("pitch", pitches),
        Feature("a note begins", begins, binary=True),
        *(
            Feature(name, np.where(np.isnan(voices), np.nan, voices == voice), binary=True)
            for voice, name in enumerate(VOICES)
        ),
    )
    return Places(bars, beats, tuple(kinds), (), features)
