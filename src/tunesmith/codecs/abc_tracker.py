"""Side features of ABC: what a character model would have to guess, computed from what was written so far."""

from collections.abc import Sequence

from tunesmith.codecs.abc_clock import (
    ACCIDENTAL,
    AFTER_QUOTE,
    BAR,
    BROKEN,
    IN_TUPLET,
    LINE,
    MUSIC,
    NOTE,
    PLACES,
    QUARTER,
    TUNE,
    Clock,
)  # fmt: skip
from tunesmith.codecs.echo import Echo, Match

GRAIN = QUARTER // 12  # ticks of a beat's step: a 48th of a whole note
BEATS, LEFT, BARS, RUNS = 96, 48, 16, 7
LAGS = (1, 2, 4, 8)
TOKEN = -1  # of a feature whose values are tokens: a token's id + 1, or 0 for none

FEATURES = {
    "beat": BEATS + 1,  # of the bar, as far as it is written; 0 unknown
    "left": LEFT + 2,  # until the bar is full; 0 unknown, 1 past it
    "bar": BARS + 1,  # of the section; 0 unknown
    "field": PLACES,  # header field by its letter, chord symbol, accidental, bar line ...
    **{f"back{lag}": TOKEN for lag in LAGS},  # what stood here so many bars ago
    **{f"run{lag}": RUNS for lag in LAGS},  # how long that has agreed with what is written
    "match": TOKEN,  # what followed the longest earlier match of the last tokens
    "length": RUNS,  # of that match
}

_BEFORE_NOTES = {LINE, MUSIC, NOTE, BROKEN, AFTER_QUOTE, BAR}

# By the logarithm: 1, 2-3, 4-7, 8-15, 16 and more.
_BUCKETS = (0, 1, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 4, 4, 4, 4, 5)


def sizes(names: Sequence[str], vocabulary: int) -> tuple[int, ...]:
    """How many values each feature has, with a vocabulary of so many tokens."""
    return tuple(vocabulary + 1 if FEATURES[name] == TOKEN else FEATURES[name] for name in names)


class Tracker:
    """Reads a text id by id and says what goes with each id, for the model to choose the next one by.

    It takes any ids, sound ABC or not, beginning anywhere. Echoes and matches stay within the tune.
    """

    def __init__(self, vocabulary: Sequence[str], names: Sequence[str]) -> None:
        """``vocabulary``: the character of each id; ``names``: which of ``FEATURES``, in that order."""
        self._vocabulary = vocabulary
        order = list(FEATURES)
        self._columns = [order.index(name) for name in names]
        self._all = list(names) == order
        self._clock = Clock()
        self._forget()

    def _forget(self) -> None:
        self._text: list[int] = []
        self._bars: list[dict[int, int]] = [{}]
        self._echoes = [Echo(lag) for lag in LAGS]
        self._match = Match()

    def advance(self, token: int) -> tuple[int, ...]:
        """The features that go with this id: what is known once it is written."""
        clock, text, bars = self._clock, self._text, self._bars
        clock.advance(self._vocabulary[token])
        place = clock.place
        if place == TUNE:
            self._forget()
            return self._features()
        text.append(token)
        bar, place_key, beat_key = clock.bars, -1, -1
        if clock.timed:
            beat_key = clock.position * PLACES
            place_key = beat_key + place
            while len(bars) <= bar:
                self._next_bar()
            bars[bar].setdefault(place_key, len(text))
            if place in _BEFORE_NOTES:
                bars[bar][beat_key] = len(text)
            elif place != ACCIDENTAL:
                beat_key = -1
        for echo in self._echoes:
            echo.follow(text, bars, bar, place_key, beat_key)
        self._match.follow(text)
        return self._features()

    def _next_bar(self) -> None:
        """A pickup takes the places at the end of a bar, where that of a repeat will stand."""
        clock = self._clock
        if len(self._bars) == 1 and clock.reached < clock.full:
            late = (clock.full - clock.reached) * PLACES
            self._bars[0] = {place + late: index for place, index in self._bars[0].items()}
        self._bars.append({})

    def _features(self) -> tuple[int, ...]:
        clock, text = self._clock, self._text
        one, two, four, eight = self._echoes
        match = self._match
        beat = left = 0
        if clock.timed:
            beat = min(max(clock.position, 0) // GRAIN, BEATS - 1) + 1
            if clock.full:
                left = min(max((clock.full - clock.position) // GRAIN, -1), LEFT - 1) + 2
        values = (
            beat,
            left,
            min(clock.bar, BARS - 1) + 1 if clock.placed else 0,
            IN_TUPLET if clock.in_tuplet and clock.place == MUSIC else clock.place,
            text[one.pointer] + 1 if one.pointer >= 0 else 0,
            text[two.pointer] + 1 if two.pointer >= 0 else 0,
            text[four.pointer] + 1 if four.pointer >= 0 else 0,
            text[eight.pointer] + 1 if eight.pointer >= 0 else 0,
            _BUCKETS[min(one.agreed, 16)] + 1 if one.pointer >= 0 else 0,
            _BUCKETS[min(two.agreed, 16)] + 1 if two.pointer >= 0 else 0,
            _BUCKETS[min(four.agreed, 16)] + 1 if four.pointer >= 0 else 0,
            _BUCKETS[min(eight.agreed, 16)] + 1 if eight.pointer >= 0 else 0,
            text[match.pointer] + 1 if match.pointer >= 0 else 0,
            _BUCKETS[min(match.length, 16)] + 1 if match.pointer >= 0 else 0,
        )  # fmt: skip
        return values if self._all else tuple([values[column] for column in self._columns])
