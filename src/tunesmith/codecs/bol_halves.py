"""The two halves of a theme or a variation: the khali half mirrors the bhari half, the ending stays."""

from fractions import Fraction

from tunesmith.codecs.bol_lexicon import Lexicon
from tunesmith.music.tabla.bols import find_bol
from tunesmith.music.tabla.mirror import CADENCE, dry_stretch, unfingered
from tunesmith.music.tabla.tala import Tala
from tunesmith.music.tabla.variations import half_length

Words = tuple[int, ...]


class Halves:
    """Of one tala. Times in ticks."""

    def __init__(self, lexicon: Lexicon, tala: Tala) -> None:
        self._lexicon = lexicon
        self.length = half_length(tala) * lexicon.unit
        self._silent = int(dry_stretch(tala, Fraction(half_length(tala))) * lexicon.unit)
        # Those that have a partner in the khali.
        self.words: Words = tuple(token for token in lexicon.notes if lexicon.dries(token))

    def forced(self, notes: Words, time: int, theme: Words) -> list[int] | None:
        """What must come next; None where there is a choice among the words of the bhari half.

        ``theme``: of a variation; empty while the theme itself is written.
        """
        half, lexicon = self.length, self._lexicon
        begins, kept = self.tail(theme) if theme else (half, 0)
        if time >= half:
            count, place = self._place(notes, half), self._place(notes, time - half)
            if theme and count - place <= kept:
                return [theme[place - count]]
            full = notes[place]
            return lexicon.dries(full) if time - half < self._silent else lexicon.mirrors(full)
        if theme and time >= begins:
            done = len(notes) - self._place(notes, begins)
            return [theme[self._place(theme, half) - kept + done]]
        return None

    def own(self, theme: Words) -> Words:
        """The words that a variation of this theme may have: its bols, whole or in part, and rests."""
        lexicon = self._lexicon
        names = {lexicon.dry_name(token) for token in theme}
        parts = {moment for name in names if name for moment in unfingered(find_bol(name))}
        return tuple(
            token
            for token in self.words
            if not (name := lexicon.dry_name(token))
            or name in names
            or set(unfingered(find_bol(name))) <= parts
        )

    def tail(self, theme: Words) -> tuple[int, int]:
        """When the ending begins that variations keep, in the half, and how many notes it has."""
        notes = theme[: self._place(theme, self.length)]
        sounding = [place for place, token in enumerate(notes) if self._lexicon.bol[token]]
        place = sounding[-CADENCE] if len(sounding) >= CADENCE else 0
        return sum(self._lexicon.length[token] for token in notes[:place]), len(notes) - place

    def _place(self, notes: Words, ticks: int) -> int:
        """The number of the note that begins at that time; how many there are where none does."""
        time = 0
        for place, token in enumerate(notes):
            if time >= ticks:
                return place
            time += self._lexicon.length[token]
        return len(notes)
