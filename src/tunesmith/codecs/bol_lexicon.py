"""What the words of a tabla vocabulary say, in whole numbers: the ground that its grammar stands on."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from math import lcm

from tunesmith.codecs.bol_words import FORM, LAYA_IS, OPEN, TALA, Heading, heading_of, known_words
from tunesmith.codecs.word_codec import END
from tunesmith.music.tabla.bols import dry, find_bol
from tunesmith.music.tabla.forms import Form, known_form
from tunesmith.music.tabla.tala import Tala, find_tala

PARTED = ("tete", "tita")  # bols that the text parts where a vibhag begins in their middle


class Lexicon:
    """The ids of each sort of word. Lengths are in ticks, of which ``unit`` make a matra."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = tuple(words)
        self.notes = known_words(words)
        self.unit = 2 * lcm(*(note.duration.denominator for note in self.notes.values()))
        self.length = {token: int(note.duration * self.unit) for token, note in self.notes.items()}
        self.bol = {token: note.bol for token, note in self.notes.items()}
        self.rests = [token for token, bol in self.bol.items() if not bol]
        self.bols = [token for token, bol in self.bol.items() if bol]
        self.strokes = {t: len(find_bol(bol).strokes) if bol else 0 for t, bol in self.bol.items()}
        self.talas: dict[int, Tala] = {}
        self.forms: dict[int, Form] = {}
        self.layas: dict[int, int] = {}
        self.headings: dict[int, Heading] = {}
        for token, word in enumerate(words):
            if word.startswith(TALA):
                self.talas[token] = find_tala(word.removeprefix(TALA))
            elif word.startswith(LAYA_IS):
                self.layas[token] = int(word.removeprefix(LAYA_IS))
            elif word.startswith(FORM) and (form := known_form(word.removeprefix(FORM))):
                self.forms[token] = form
            elif heading := heading_of(word):
                self.headings[token] = heading
        ids = {word: token for token, word in enumerate(words)}
        self.end, self.open, self.close = ids.get(END, -1), ids.get(OPEN, -1), ids.get(")x3", -1)
        self._best: dict[tuple[int, ...], tuple[tuple[int, int], ...]] = {}
        self._most: dict[tuple[tuple[int, int], ...], list[int]] = {}
        self._alike = defaultdict[tuple[str, int], list[int]](list)
        for token in self.notes:
            self._alike[self.dry_name(token), self.length[token]].append(token)

    @property
    def groups(self) -> bool:
        """Whether something can be played three times."""
        return self.open >= 0 and self.close >= 0

    def at_vibhag(self, tala: int, ticks: int) -> bool:
        """Whether a vibhag begins so many ticks after a sam."""
        matra, part = divmod(ticks, self.unit)
        return part == 0 and matra % self.talas[tala].matras in self.talas[tala].starts

    def dry_name(self, token: int) -> str:
        """The bol in the khali; nothing for a rest."""
        bol = self.bol[token]
        return dry(find_bol(bol)).name if bol else ""

    def mirrors(self, token: int) -> list[int]:
        """What may stand for it in the second half where the bass rings again."""
        return self._alike[self.dry_name(token), self.length[token]]

    def dries(self, token: int) -> list[int]:
        """What stands for it in the khali: one word, or none where the vocabulary lacks it."""
        return [other for other in self.mirrors(token) if self.bol[other] == self.dry_name(token)]

    def most_strokes(self, tokens: tuple[int, ...], room: int) -> list[int]:
        """Of every number of ticks up to ``room`` how many strokes fill it at most; -1 where nothing does.

        The list may go on: it is one for all rooms, and grows.
        """
        best = self._best.get(tokens)
        if best is None:
            best = self._best[tokens] = self._strokes_of_lengths(tokens)
        most = self._most.setdefault(best, [0])
        for ticks in range(len(most), room + 1):
            most.append(
                max(
                    (
                        most[ticks - length] + strokes
                        for length, strokes in best
                        if length <= ticks and most[ticks - length] >= 0
                    ),
                    default=-1,
                )
            )
        return most

    def _strokes_of_lengths(self, tokens: tuple[int, ...]) -> tuple[tuple[int, int], ...]:
        """Every length with the most strokes that a word of it has, but for words that the text may part."""
        best = dict[int, int]()
        for token in tokens:
            if self.bol[token] not in PARTED:
                best[self.length[token]] = max(self.strokes[token], best.get(self.length[token], 0))
        return tuple(sorted(best.items()))

    def lengths(self, tokens: Collection[int]) -> set[int]:
        return {self.length[token] for token in tokens}
