"""A tune with some of its bars taken out, in the text that a model reads."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from tunesmith.errors import TunesmithError
from tunesmith.music.abc.bar_spans import BarSpan, bar_spans
from tunesmith.music.abc.parser import parse
from tunesmith.music.abc.tune import Bar, LineBreak, Note, Rest, Tune

_BARS = re.compile(r"(\d{1,4})(?:-(\d{1,4}))?")


@dataclass(frozen=True)
class Gap:
    """``before``, a free stretch, ``lines[0]``, a free stretch ... ``lines[-1]``: the whole text.

    The bar lines between the free stretches, with all that stands around them, stay; the last of ``lines``
    goes on to the end of the text.
    """

    text: str  # as it was
    before: str
    bars: tuple[BarSpan, ...]  # the stretches as they were
    lines: tuple[str, ...]
    key: str  # of the tune

    @classmethod
    def of(cls, text: str, first: int, last: int) -> "Gap":
        """Take bars ``first`` to ``last``, as the score counts them, out of a tune.

        Raises TunesmithError where the tune has no such bars, or a key, metre or ending changes inside one.
        """
        tune = parse(text)
        bars = choose_bars(tune, first, last)
        ends = [*(bar.start for bar in bars[1:]), len(text)]
        lines = [text[bar.end : end] for bar, end in zip(bars, ends, strict=True)]
        lines = [line.strip(" ") for line in lines[:-1]] + [lines[-1].lstrip(" ")]
        return cls(text, text[: bars[0].start].rstrip(" "), bars, tuple(lines), tune.key.text)

    def around(self, written: Sequence[str], index: int) -> "Gap":
        """The gap that one bar leaves when the others are filled."""
        pieces = [bar + line for bar, line in zip(written, self.lines, strict=True)]
        before = self.before + "".join(pieces[:index])
        after = self.lines[index] + "".join(pieces[index + 1 :])
        return Gap(
            before + pieces[index] + "".join(pieces[index + 1 :]),
            before,
            (self.bars[index],),
            (after,),
            self.key,
        )

    def sound(self, index: int, written: str) -> bool:
        """Whether what is written for a bar is notes and rests alone, reads well, and lasts as it should."""
        return self.free(index, written) and _lasts(self._read(index, written)) == self.bars[index].duration

    def free(self, index: int, written: str) -> bool:
        """Whether it holds notes and rests alone, nothing that changes the form."""
        tune = self._read(index, written)
        if tune.problems or len(tune.body) < 3:
            return False
        *events, bar, end = tune.body
        if not (isinstance(bar, Bar) and isinstance(end, LineBreak)):
            return False
        plain = (bar.style, bar.closes, bar.opens) == ("|", 0, 0)  # "A6:" would make it another sign
        return plain and all(isinstance(event, Note | Rest) for event in events)

    def _read(self, index: int, written: str) -> Tune:
        bar = self.bars[index]
        return parse(f"X:1\nM:{bar.meter.text}\nL:{bar.unit}\nK:{self.key}\n{written}|")


def read_bars(text: str) -> tuple[int, int]:
    """``"5-8"`` or ``"5"``: the first and the last bar. Raises TunesmithError for anything else."""
    match = _BARS.fullmatch(text.strip())
    first, last = (int(match[1]), int(match[2] or match[1])) if match else (1, 0)
    if last < first:
        raise TunesmithError(f"“{text}” names no bars; write the first and the last, such as 5-8, or one")
    return first, last


def choose_bars(tune: Tune, first: int, last: int) -> tuple[BarSpan, ...]:
    """The bars with these numbers, but not what follows a repeat sign within the last of them.

    Raises TunesmithError where they are missing or cannot be written anew.
    """
    spans = bar_spans(tune)
    if not spans:
        raise TunesmithError("the tune has no bars to fill: no notes stand in it")
    chosen = tuple(span for span in spans if first <= span.number <= last)
    if len(chosen) > 1 and chosen[-1].number == chosen[-2].number:
        chosen = chosen[:-1]  # the pickup of the next section
    lowest, highest = spans[0].number, spans[-1].number
    if not chosen or first < lowest or last > highest:
        raise TunesmithError(
            f"the tune has bars {lowest} to {highest}, not {first}-{last}; choose among those"
        )
    for span in chosen:
        if not span.whole:
            raise TunesmithError(
                f"bar {span.number} cannot be filled: a field, an ending or a rest of several bars stands in "
                "it; choose other bars"
            )
    return chosen


def splice(text: str, bars: Sequence[BarSpan], written: Sequence[str]) -> str:
    """The text with other music in these bars, and everything else as it was."""
    pieces, place = [], 0
    for bar, music in zip(bars, written, strict=True):
        pieces += [text[place : bar.start], music]
        place = bar.end
    return "".join([*pieces, text[place:]])


def _lasts(tune: Tune) -> Fraction:
    return sum((e.duration for e in tune.body if isinstance(e, Note | Rest)), Fraction(0))
