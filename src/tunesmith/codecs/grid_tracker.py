"""Side features of the grid: what a model that reads word by word would have to count."""

from collections.abc import Sequence

LONGEST = 64  # sixteenths of a bar


def sizes(vocabulary: Sequence[str]) -> tuple[int, ...]:
    """Voice to come; step in the bar; the bar's steps; what this voice sounds; what the voice above sings."""
    return (5, LONGEST + 1, LONGEST + 1, len(vocabulary) + 1, len(vocabulary) + 1)


class GridTracker:
    """Reads a piece id by id, any ids, beginning anywhere. What a token is goes by its word alone."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self._pitched = [word.isdigit() for word in vocabulary]
        self._words = vocabulary
        self._forget()

    def _forget(self) -> None:
        self._voice, self._step, self._full = 0, 0, 0
        self._sounds = [0, 0, 0, 0]  # of each voice the id of its note + 1, or 0

    def advance(self, token: int) -> tuple[int, ...]:
        """The features that go with this id: those of the word to come."""
        word = self._words[token]
        if self._pitched[token] or word in ("_", "."):
            if word != "_":
                self._sounds[self._voice] = token + 1 if self._pitched[token] else 0
            self._voice = (self._voice + 1) % 4
            self._step += self._voice == 0
        elif word == "end":
            self._forget()
        elif word == "|":
            self._step = self._voice = 0
        elif word.startswith("meter:"):
            numerator, _, denominator = word[6:].partition("/")
            self._full = min(16 * int(numerator) // int(denominator), LONGEST)
        above = self._sounds[self._voice - 1] if self._voice else 0
        return (self._voice, min(self._step, LONGEST), self._full, self._sounds[self._voice], above)
