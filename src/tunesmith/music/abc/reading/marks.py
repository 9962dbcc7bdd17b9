"""What is written before a note and belongs to it."""

from tunesmith.music.abc.reading.drafts import Draft, NoteDraft
from tunesmith.music.abc.tune import Note

PLACEMENTS = ("^", "_", "<", ">", "@")  # an annotation begins with one, a chord symbol does not


class Marks:
    """Collects chord symbols, annotations, decorations, grace notes and slurs up to the note they belong to.

    A bar line does not part them from it: a chord symbol before the line sounds with the note after it. What
    no note follows goes to the last note.
    """

    def __init__(self) -> None:
        self.waiting = False
        self._clear()

    def _clear(self) -> None:
        self.symbol: str | None = None
        self.annotations: list[str] = []
        self.decorations: list[str] = []
        self.graces: list[Note] = []
        self.slashed = False
        self.opening = 0
        self.closing = 0
        self.waiting = False

    def add_quote(self, text: str) -> None:
        self.waiting = True
        if text.startswith(PLACEMENTS) or self.symbol is not None:
            self.annotations.append(text)
        else:
            self.symbol = text

    def add_decoration(self, text: str) -> None:
        self.waiting = True
        self.decorations.append(text)

    def add_graces(self, notes: list[Note], slashed: bool) -> None:
        self.waiting = True
        self.graces += notes
        self.slashed = slashed

    def open_slur(self) -> None:
        self.waiting = True
        self.opening += 1

    def close_slur(self) -> None:
        """A slur that closes inside the brackets of a chord."""
        self.waiting = True
        self.closing += 1

    def apply(self, draft: Draft) -> None:
        """Hand everything to its note."""
        draft.symbol = self.symbol
        draft.annotations = tuple(self.annotations)
        draft.decorations = tuple(self.decorations)
        draft.slurs_opened = self.opening
        draft.slurs_closed = self.closing
        graces, slashed = self.graces, self.slashed
        self._clear()
        if isinstance(draft, NoteDraft):
            draft.graces, draft.slashed = tuple(graces), slashed
        elif graces:
            self.add_graces(graces, slashed)  # grace notes before a rest wait for a note

    def end(self, last: Draft) -> None:
        """The tune is over: annotations and decorations (``!D.C.!``) that wait go to its last note."""
        last.annotations += tuple(text for text in self.annotations if text.startswith(PLACEMENTS))
        last.decorations += tuple(self.decorations)
        self._clear()
