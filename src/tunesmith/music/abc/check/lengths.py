"""Note lengths that can be written with one notehead."""

from fractions import Fraction
from functools import lru_cache

from tunesmith.music.abc.rules import Findings
from tunesmith.music.abc.tune import Note, Rest, Tune

DOTTED = (1, 3, 7, 15)  # a notehead with no dot, one, two or three
SHORTEST, LONGEST = Fraction(1, 64), Fraction(8)  # quarter notes: a 256th note and a breve


def check_lengths(tune: Tune, findings: Findings) -> None:
    """``length-unusual``: notes and rests, but not grace notes and rests of whole bars."""
    for element in tune.body:
        if isinstance(element, Note | Rest) and not _usual(*element.written.as_integer_ratio()):
            if isinstance(element, Rest) and element.measures:
                continue
            what = "rest" if isinstance(element, Rest) else "note"
            whole = element.written / 4
            lasts = f"{whole} of a whole note" if whole < 1 else f"{whole} whole notes"
            message = f"no single {what} lasts {lasts}; write two"
            findings.add(element.start, "length-unusual", message)


@lru_cache(maxsize=4096)
def _usual(above: int, below: int) -> bool:
    """Of a length in quarter notes, in lowest terms: whether it is a power of two, or dotted."""
    odd = above // (above & -above)
    binary = below & (below - 1) == 0
    return binary and odd in DOTTED and SHORTEST <= Fraction(above, below) <= LONGEST
