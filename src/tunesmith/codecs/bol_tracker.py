"""Side features of ``bol.v1``: what a model that reads bol by bol would have to count."""

from collections.abc import Sequence

from tunesmith.codecs.bol_lexicon import Lexicon
from tunesmith.music.tabla.forms import THEME, VARIATION
from tunesmith.music.tabla.tala import TALAS
from tunesmith.music.tabla.variations import half_length

STEPS = 4  # of a matra, to which places are told
LONGEST = STEPS * max(tala.matras for tala in TALAS)


def sizes(vocabulary: Sequence[str]) -> tuple[int, ...]:
    """Place in the cycle; what a tihai lacks to land; the bol half a theme ago; the bol of the theme here."""
    return (LONGEST + 1, LONGEST + 1, len(vocabulary) + 1, len(vocabulary) + 1)


class BolTracker:
    """Reads a piece id by id, any ids, beginning anywhere."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._forget()

    def _forget(self) -> None:
        self._cycle, self._half = 0, 0  # ticks; 0 while no tala is named
        self._time = 0  # of the piece
        self._begin("")
        self._theme: dict[int, int] = {}

    def _begin(self, name: str) -> None:
        """A section begins."""
        self._name, self._start = name, self._time
        self._notes: dict[int, int] = {}  # when a note of it begins -> its id
        self._groups: list[int] = []  # when those that are open began
        self._last = -1  # when the last bol began

    def advance(self, token: int) -> tuple[int, ...]:
        """The features that go with this id: those of the word to come."""
        lexicon = self._lexicon
        if token in lexicon.length:
            self._notes[self._time - self._start] = token
            if lexicon.bol[token]:
                self._last = self._time
            self._time += lexicon.length[token]
        elif token in lexicon.headings:
            if self._name == THEME:
                self._theme = self._notes
            self._begin(lexicon.headings[token].name)
        elif token == lexicon.open:
            self._groups.append(self._time)
            self._last = -1
        elif token == lexicon.close:
            if self._groups:
                begun = self._groups.pop()
                self._last += 2 * (self._time - begun) if self._last >= 0 else 0
                self._time += 2 * (self._time - begun)
        elif token in lexicon.talas:
            tala = lexicon.talas[token]
            self._forget()
            self._cycle = tala.matras * lexicon.unit
            self._half = int(half_length(tala) * lexicon.unit)
        elif token == lexicon.end:
            self._forget()
        return self._told()

    def _told(self) -> tuple[int, ...]:
        if not self._cycle:
            return (0, 0, 0, 0)
        place = self._time - self._start
        lacking = self._steps(self._lacking()) if self._last >= 0 and self._groups else 0
        back = theme = -1
        if self._name in (THEME, VARIATION):
            back = self._notes.get(place - self._half, -1)
        if self._name == VARIATION:
            theme = self._theme.get(place, -1)
        return (self._steps(self._time), lacking, back + 1, theme + 1)

    def _steps(self, ticks: int) -> int:
        """A place in the cycle, from 1."""
        return min(ticks % self._cycle * STEPS // self._lexicon.unit, LONGEST - 1) + 1

    def _lacking(self) -> int:
        """How much later the last bol would have to fall, if all groups were now closed with x3."""
        falls, now = self._last, self._time
        for begun in reversed(self._groups):
            again = 2 * (now - begun)
            falls, now = falls + again, now + again
        return -falls
