"""The grammar of four voices on a grid: every bar adds up, every hold holds something."""

from collections.abc import Sequence
from typing import NamedTuple

from tunesmith.codecs.demands import key_word, refuse_demands, within
from tunesmith.codecs.masks import Mask, MaskedGrammar, Masks
from tunesmith.errors import TunesmithError
from tunesmith.music.abc.grammar.controls import Controls

VOICES = 4


class Place(NamedTuple):
    """Where the writing stands. Times in sixteenths."""

    stage: str = "key"  # then "meter", "bar" (a bar begins), "step", "done"
    full: int = 0  # a bar
    pos: int = 0  # in it
    voice: int = 0
    pickup: int = 0
    bar: int = 0  # those complete
    sounding: tuple[bool, ...] = (False,) * VOICES
    heard: int = 0  # how far into this bar something sounds
    marked: bool = False  # a fermata stands before this step
    meter: str = ""


class GridGrammar(MaskedGrammar):
    """Words in their order; bars that are full, but for a pickup and the last bar that completes it."""

    def __init__(self, vocabulary: Sequence[str], controls: Controls) -> None:
        """Raises TunesmithError for a demand that cannot be kept."""
        self._words = tuple(vocabulary)
        self._most = controls.bars or controls.most_bars
        self._exact = controls.bars
        self._ids = {word: index for index, word in enumerate(vocabulary)}
        self._masks = Masks(len(self._words))
        self._full = {word: _steps(word) for word in vocabulary if word.startswith("meter:")}
        self._keys = [word for word in vocabulary if word.startswith("key:")]
        self._notes = [word for word in vocabulary if word.isdigit() and within(int(word), controls)]
        self._first_meters = sorted(self._full)
        self._demand(controls)

    def _demand(self, controls: Controls) -> None:
        refuse_demands("grid", controls, ("key", "meter", "bars", "range"))
        key = key_word("grid", controls)
        if key is not None:
            self._keys = [key]
        if controls.meter is not None:
            self._first_meters = [f"meter:{controls.meter.numerator}/{controls.meter.denominator}"]
            if self._first_meters[0] not in self._full:
                known = ", ".join(word.removeprefix("meter:") for word in sorted(self._full))
                raise TunesmithError(f"--meter: this model knows {known}")
        self._fixed = controls.meter is not None
        if not self._notes:
            raise TunesmithError("--range: this model has no note in it")

    def start(self) -> Place:
        return Place()

    def _mask(self, state: Place) -> Mask:
        return self._masks.get(
            self._view(state), lambda: (self._ids[word] for word in self._may(state) if word in self._ids)
        )

    def advance(self, state: Place, token: int) -> Place:
        if not self.allowed(state)[token]:
            raise TunesmithError(f"{self._words[token]!r} may not stand here: the piece would not add up")
        word = self._words[token]
        if word == "end":
            return state._replace(stage="done")
        if word == "|":
            pickup = state.pos if state.bar == 0 and state.pos < state.full else state.pickup
            return state._replace(stage="bar", pos=0, pickup=pickup, bar=state.bar + 1, heard=0)
        if word == "fermata":
            return state._replace(stage="step", marked=True)
        if state.stage == "key":
            return state._replace(stage="meter")
        if word in self._full:
            return state._replace(stage="step", full=self._full[word], meter=word)
        return self._sound(state, word)

    def done(self, state: Place) -> bool:
        return state.stage == "done"

    def bars(self, state: Place) -> int:
        return state.bar

    def _sound(self, state: Place, word: str) -> Place:
        """One voice of a step."""
        sounds = word != "."
        sounding = (*state.sounding[: state.voice], sounds, *state.sounding[state.voice + 1 :])
        voice = (state.voice + 1) % VOICES
        heard = state.pos + 1 if sounds else state.heard
        return state._replace(
            stage="step", pos=state.pos + (voice == 0), voice=voice, sounding=sounding, heard=heard,
            marked=state.marked and voice > 0,
        )  # fmt: skip

    def _may(self, state: Place) -> list[str]:
        if state.stage == "done":
            return []
        if state.stage == "key":
            return self._keys
        if state.stage == "meter":
            return self._first_meters
        words = self._structure(state)
        if state.pos < state.full:
            words += self._notes
            if state.sounding[state.voice]:
                words.append("_")
            if not self._must_sound(state):
                words.append(".")
            if state.voice == 0 and not state.marked:
                words.append("fermata")
        return words

    def _structure(self, state: Place) -> list[str]:
        """Bar lines, metres and the end."""
        words: list[str] = []
        if state.voice or state.marked:
            return words
        last = state.bar + (state.pickup == 0) >= self._most  # no bar may come after this one
        if state.stage == "bar":
            first = self._full[state.meter] if state.bar == 1 else 0
            if not self._fixed and not (state.bar == 1 and state.pickup):
                # A first bar followed by a longer one would be read as a pickup.
                words += [
                    w for w, full in self._full.items() if w != state.meter and (not first or full < first)
                ]
            return words
        full = state.pos == state.full
        if (full or (state.bar == 0 and state.pos)) and not last:
            words.append("|")
        complete = self._exact is None or last
        closing = state.full - state.pickup
        if complete and state.bar + full and state.heard:
            at_end = full and state.heard > (closing if state.pickup else 0)
            if at_end or (state.pickup and state.pos == closing):
                words.append("end")
        return words

    def _must_sound(self, state: Place) -> bool:
        """In the last step that a piece may have, something sounds: else it would be shorter."""
        last = state.bar + (state.pickup == 0) >= self._most
        final = state.pos == state.full - 1 and state.voice == VOICES - 1
        return last and final and not any(state.sounding[:-1])

    def _view(self, state: Place) -> object:
        """What of a state decides what may follow."""
        last = state.bar + (state.pickup == 0) >= self._most
        if state.stage != "step" or state.voice == 0:
            return state._replace(bar=min(state.bar, 2), sounding=state.sounding[:1]), last
        must = self._must_sound(state)
        return state.sounding[state.voice], must


def _steps(word: str) -> int:
    numerator, _, denominator = word.removeprefix("meter:").partition("/")
    return 16 * int(numerator) // int(denominator)
