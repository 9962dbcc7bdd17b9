"""What a tune has said before: at the same place some bars ago, and after the same words."""

SIZES = (12, 8, 5, 3)  # tokens of a match that are looked up, the longest first


class Echo:
    """A pointer to the token that stood, ``lag`` bars ago, where the next token will stand.

    Every bar keeps where in the text each of its places was reached. As long as what is written agrees with
    what the pointer sees, the two walk on side by side; where they part, the pointer goes to the same place
    of the older bar again. -1 where there is none.
    """

    __slots__ = ("agreed", "lag", "pointer")

    def __init__(self, lag: int) -> None:
        self.lag = lag
        self.pointer = -1
        self.agreed = 0  # tokens since pointer and text last parted

    def follow(self, text: list[int], bars: list[dict[int, int]], bar: int, place: int, beat: int) -> None:
        """The last token of ``text`` is new; the next stands at ``place`` of ``bar``, or at its ``beat``."""
        if self.pointer >= 0 and text[self.pointer] == text[-1]:
            self.pointer += 1
            self.agreed += 1
        else:
            old = bars[bar - self.lag] if bar >= self.lag else {}
            self.pointer = old.get(place) or old.get(beat, -1)
            self.agreed = 0


class Match:
    """A pointer to what followed the longest earlier occurrence of the last tokens, -1 for none.

    It is looked up in the steps of ``SIZES``, and goes on as long as the text agrees. Of equals the latest.
    """

    __slots__ = ("_after", "_tail", "length", "pointer")

    def __init__(self) -> None:
        self.pointer = -1
        self.length = 0  # tokens that agree
        self._tail = ""  # the last tokens, a character each
        self._after: dict[str, int] = {}  # last tokens -> where in the text the next one stands

    def follow(self, text: list[int]) -> None:
        """The last token of ``text`` is new."""
        token, end, after = text[-1], len(text), self._after
        tail = self._tail = (self._tail + chr(token))[-SIZES[0] :]
        if self.pointer >= 0 and text[self.pointer] == token:
            self.pointer += 1
            self.length += 1
        else:
            self.pointer, self.length = -1, 0
        for size in SIZES:
            if size <= len(tail):
                key = tail[-size:]
                if size > self.length and key in after:
                    self.pointer, self.length = after[key], size
                after[key] = end
