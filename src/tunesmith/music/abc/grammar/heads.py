"""Noteheads: what a written note sounds like, and which may be written."""

from collections.abc import Iterator
from typing import NamedTuple

from tunesmith.music.abc.grammar.controls import Controls
from tunesmith.music.abc.grammar.state import Spot, State
from tunesmith.music.abc.tune import STEPS
from tunesmith.music.key import ALTERATIONS, Key, tonic_fifths

LETTERS = frozenset("ABCDEFGabcdefg")
ACCIDENTALS = ("^", "^^", "_", "__", "=")
MOST_MARKS = 3  # commas or apostrophes
MOST_IN_CHORD = 8


class Head(NamedTuple):
    """A notehead that is being written, and the ones before it in its chord or grace notes."""

    place: str  # "note", "chord" or "grace"
    accidental: str = ""
    letter: str = ""
    marks: int = 0
    before: tuple[Spot, ...] = ()
    kept: tuple[Spot, ...] = ()  # of a chord: those tied to the next

    @property
    def mark(self) -> str:
        return "'" if self.letter.islower() else ","

    @property
    def place_on_staff(self) -> tuple[str, int]:
        octave = 5 + self.marks if self.letter.islower() else 4 - self.marks
        return self.letter.upper(), octave


class Heads:
    """The noteheads that controls, ties and the vocabulary leave possible."""

    def __init__(self, controls: Controls, vocabulary: frozenset[str]) -> None:
        self.range = controls.range
        self.simple = controls.simple
        self.end_on_tonic = controls.end_on_tonic
        self.vocabulary = vocabulary
        self.pitched = self.range is not None or self.end_on_tonic

    def spot(self, state: State, head: Head) -> Spot:
        """The head as it sounds here."""
        step, octave = head.place_on_staff
        if head.accidental:
            return step, octave, ALTERATIONS[head.accidental]
        for tied in state.tied if head.place != "grace" else ():
            if tied[:2] == (step, octave):
                return tied
        return step, octave, dict(state.altered).get(step, state.key.alter(step))

    def completions(self, head: Head) -> Iterator[Head]:
        """The head with every accidental, letter and octave it may still get."""
        accidentals = (
            [head.accidental]
            if head.letter
            else [sign for sign in ("", *ACCIDENTALS) if sign.startswith(head.accidental)]
        )
        letters = [head.letter] if head.letter else sorted(LETTERS & self.vocabulary)
        for accidental in accidentals:
            if not all(sign in self.vocabulary for sign in accidental):
                continue
            for letter in letters:
                begun = head._replace(accidental=accidental, letter=letter)
                most = MOST_MARKS if begun.mark in self.vocabulary else begun.marks
                for marks in range(begun.marks, most + 1):
                    yield begun._replace(marks=marks)

    def may_be(self, state: State, head: Head) -> bool:
        """Whether a whole head may stand here, its length left aside."""
        if self.simple and len(head.accidental) > 1:
            return False
        if not (self.pitched or state.tied or head.before):
            return True
        spot = self.spot(state, head)
        if self.range is not None and not self.range[0] <= midi(spot) <= self.range[1]:
            return False
        if head.place == "chord":
            if any(spot[:2] == other[:2] for other in head.before) and not self._unison(head, spot):
                return False
            wanted = set(state.tied) - {*head.before, spot}
            if len(head.before) + 1 + len(wanted) > MOST_IN_CHORD or (
                not head.before and len(state.tied) == MOST_IN_CHORD and spot not in state.tied
            ):
                return False
            return not any(tied[:2] == spot[:2] and tied != spot for tied in state.tied)
        return head.place == "grace" or not state.tied or state.tied == (spot,)

    def _unison(self, head: Head, spot: Spot) -> bool:
        """Whether a head repeats the one right before it, as on two strings: then it sounds the same, too."""
        return not (self.simple or head.accidental) and head.before[-1][:2] == spot[:2]

    def playable(self, key: Key) -> bool:
        """Whether a key has a note in the range, and its tonic where a tune has to end on it."""
        if not self.pitched:
            return True
        spots = [
            (letter.upper(), head.place_on_staff[1], key.alter(letter.upper()))
            for letter in LETTERS & self.vocabulary
            for head in self.completions(Head("note", letter=letter))
            if not head.accidental
        ]
        low, high = self.range or (0, 127)
        return any(
            low <= midi(spot) <= high and (not self.end_on_tonic or is_tonic(spot, key)) for spot in spots
        )


def is_tonic(spot: Spot, key: Key) -> bool:
    """Whether a head sounds the tonic of a key, in any octave."""
    if not key.tonic:
        return False
    return (midi(spot) - 7 * tonic_fifths(key.tonic)) % 12 == 0


def midi(spot: Spot) -> int:
    step, octave, alter = spot
    return 12 * (octave + 1) + STEPS[step] + alter
