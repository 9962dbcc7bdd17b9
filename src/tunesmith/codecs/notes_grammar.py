"""The grammar of ``notes.v1``: words in their order, each sonority spelled in the one way that it has."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from tunesmith.codecs.demands import key_word, refuse_demands, within
from tunesmith.codecs.masks import Mask, MaskedGrammar, Masks
from tunesmith.codecs.notes_words import (
    GAP,
    GAPS,
    KEY,
    LENGTH,
    LENGTHS,
    LONGEST,
    LONGEST_PIECE,
    PICKUP,
    PROGRAM,
    TEMPO,
    WHOLE,
    bars_last,
    chord_pitches,
    meter_of,
    takes_pickup,
)
from tunesmith.errors import TunesmithError
from tunesmith.music.abc.grammar.controls import MOST_BARS, Controls

Chord = tuple[int, ...]  # MIDI pitches, ascending


class Place(NamedTuple):
    """Where the writing stands. Times in ticks."""

    stage: str = "program"  # then "tempo", "meter", "key", "pickup", "onset", "chord", "length", "done"
    meter: tuple[int, int] = (4, 4)
    pickup: int = 0
    onset: int = 0  # of the last sonority, or of the one being written
    finish: int = 0  # where all that is written has ended
    length: int = 0  # of the last sonority at this onset; 0 before there is one
    parts: tuple[Chord, ...] = ()  # the words of this onset and length
    chord: Chord = ()  # whose length comes next


class NotesGrammar(MaskedGrammar):
    """Only canonical spelling: ``spell(read(words)) == words`` for every text that it lets end.

    At one onset lengths ascend. A chord in several words ascends too, and none of them could have been
    longer. A piece lasts at most 16,384 quarter notes, or ``most_bars`` where that is below its default of
    256; with ``bars`` it ends in the last of them. It has at least one note, and one after its pickup.
    """

    def __init__(self, vocabulary: Sequence[str], controls: Controls) -> None:
        """Raises TunesmithError for a demand that cannot be kept."""
        refuse_demands("notes", controls, ("key", "meter", "range", "bars"))
        self._words = tuple(vocabulary)
        self._ids = {word: index for index, word in enumerate(self._words)}
        self._exact = controls.bars
        self._most = controls.bars or (controls.most_bars if controls.most_bars < MOST_BARS else None)
        self._masks = Masks(len(self._words))
        self._continued: dict[tuple[Chord, ...], list[str]] = {}
        self._chords = {word: chord for word in self._words if (chord := chord_pitches(word))}
        self._known = set(self._chords.values())
        self._sounds = [w for w, chord in self._chords.items() if all(within(p, controls) for p in chord)]
        self._meters = {word: meter for word in self._words if (meter := meter_of(word))}
        self._heads: dict[str, Iterable[str]] = {"program": PROGRAM, "tempo": TEMPO, "key": KEY}
        self._demand(controls)
        self._heads["meter"] = self._meters

    def _demand(self, controls: Controls) -> None:
        if not self._sounds:
            raise TunesmithError("--range: this model has no note in it")
        key = key_word("notes", controls)
        if key is not None:
            self._heads["key"] = [key]
        if controls.meter is not None:
            word = f"meter:{controls.meter.numerator}/{controls.meter.denominator}"
            if word not in self._meters:
                known = ", ".join(each.removeprefix("meter:") for each in self._meters)
                raise TunesmithError(f"--meter: this model knows {known}")
            self._meters = {word: self._meters[word]}

    def start(self) -> Place:
        return Place()

    def _mask(self, state: Place) -> Mask:
        return _QUESTIONS[state.stage](self, state)

    def advance(self, state: Place, token: int) -> Place:
        if not self.allowed(state)[token]:
            raise TunesmithError(
                f"{self._words[token]!r} may not stand here: it is not how notes are spelled"
            )
        word = self._words[token]
        if word in GAP:
            if GAP[word] or not state.length:
                state = state._replace(onset=state.onset + GAP[word], length=0, parts=())
            return state._replace(stage="chord")
        if word in self._chords:
            return state._replace(stage="length", chord=self._chords[word])
        if word in LENGTH:
            length = LENGTH[word]
            parts = (*state.parts, state.chord) if length == state.length else (state.chord,)
            finish = max(state.finish, state.onset + length)
            return state._replace(stage="onset", length=length, parts=parts, finish=finish, chord=())
        if word in PICKUP:
            return state._replace(stage="onset", pickup=PICKUP[word])
        after = {"program": "tempo", "tempo": "meter", "meter": "key", "key": "pickup"}
        return state._replace(stage=after.get(state.stage, "done"), meter=self._meters.get(word, state.meter))

    def done(self, state: Place) -> bool:
        return state.stage == "done"

    def bars(self, state: Place) -> int:
        """Those before the last onset; of a piece that has ended all."""
        if state.stage == "done":
            return -(-max(0, state.finish - state.pickup) * state.meter[1] // (WHOLE * state.meter[0]))
        return max(0, state.onset - state.pickup) * state.meter[1] // (WHOLE * state.meter[0])

    # what may follow, stage by stage

    def _head(self, state: Place) -> Mask:
        return self._these(state.stage, lambda: self._heads[state.stage])

    def _first(self, state: Place) -> Mask:
        """A pickup, or the first onset."""
        room = min(LONGEST, self._limit(state) - 1)
        return self._these(("first", state.meter, room), lambda: [
            *(word for word, pickup in PICKUP.items() if takes_pickup(state.meter, pickup)),
            *GAPS[: room + 1],
        ])  # fmt: skip

    def _onset(self, state: Place) -> Mask:
        room = min(LONGEST, self._limit(state) - 1 - state.onset)
        nearest = 0 if not state.length or self._more(state) else 1
        ends = state.length > 0 and state.finish > self._least(state)
        return self._these(
            ("onset", nearest, room, ends), lambda: [*GAPS[nearest : room + 1], *["end"] * ends]
        )

    def _sound(self, state: Place) -> Mask:
        if state.length < self._longest(state):
            return self._these("chord", lambda: self._sounds)
        return self._these(("chord", state.parts), lambda: self._continuing(state.parts))

    def _last(self, state: Place) -> Mask:
        """Longer than what stands at this onset, or as long if it is the rest of the same chord."""
        joins = state.length > 0 and self._joins(state.parts, state.chord)
        shortest, longest = state.length + (not joins), self._longest(state)
        return self._these(("length", shortest, longest), lambda: LENGTHS[shortest : longest + 1])

    def _nothing(self, state: Place) -> Mask:
        return self._these("done", list)

    def _these(self, view: object, words: Callable[[], Iterable[str]]) -> Mask:
        return self._masks.get(view, lambda: (self._ids[word] for word in words() if word in self._ids))

    # sums

    def _limit(self, state: Place) -> int:
        """Where all has to end."""
        if self._most is None:
            return LONGEST_PIECE
        return min(LONGEST_PIECE, state.pickup + max(1, bars_last(self._most, state.meter)))

    def _least(self, state: Place) -> int:
        """What the end has to lie behind."""
        if self._exact is None:
            return state.pickup
        before = state.pickup + bars_last(self._exact - 1, state.meter)
        return max(state.pickup, min(before, self._limit(state) - 1))

    def _longest(self, state: Place) -> int:
        """How long a note at this onset may be."""
        return min(LONGEST, self._limit(state) - state.onset)

    def _more(self, state: Place) -> bool:
        """Whether anything can be added at this onset."""
        return state.length < self._longest(state) or bool(self._continuing(state.parts))

    def _continuing(self, parts: tuple[Chord, ...]) -> list[str]:
        """The words that can go on with a chord written in parts."""
        if parts not in self._continued:
            self._continued[parts] = [w for w in self._sounds if self._joins(parts, self._chords[w])]
        return self._continued[parts]

    def _joins(self, parts: tuple[Chord, ...], chord: Chord) -> bool:
        """Whether these parts and then this one are how the whole chord is spelled."""
        if chord[0] <= parts[-1][-1]:
            return False
        before: Chord = ()
        for part in reversed(parts):
            before = part + before
            if any(before + chord[:size] in self._known for size in range(1, len(chord) + 1)):
                return False
        return True


_QUESTIONS: dict[str, Callable[[NotesGrammar, Place], Mask]] = {
    **dict.fromkeys(("program", "tempo", "meter", "key"), NotesGrammar._head),
    "pickup": NotesGrammar._first,
    "onset": NotesGrammar._onset,
    "chord": NotesGrammar._sound,
    "length": NotesGrammar._last,
    "done": NotesGrammar._nothing,
}
