"""Tuplets (standard 2.1, section 4.13)."""

from fractions import Fraction

from tunesmith.music.abc.reading.drafts import Draft
from tunesmith.music.abc.rules import Findings
from tunesmith.music.abc.tune import Tuplet
from tunesmith.music.meter import Meter

IN_TIME_OF = {2: 3, 3: 2, 4: 3, 6: 2, 8: 3}  # p -> q; for the others q is 3 in compound metre, else 2


def read_tuplet(token: str, start: int, meter: Meter) -> Tuplet | None:
    """Read ``(p``, ``(p:q`` or ``(p:q:r``; None when a number is out of bounds."""
    p, *given = (int(number or 0) for number in token[1:].split(":"))
    q, r = [*given, 0, 0][:2]
    if not given and not 2 <= p <= 9:
        return None
    q = q or time_of(p, meter)
    r = r or p
    return Tuplet(start, p, q, r) if 0 < p < 100 and q < 100 and r < 100 else None


def time_of(p: int, meter: Meter) -> int:
    """In the time of how many notes p notes are played, where the tuplet does not say."""
    return IN_TIME_OF.get(p) or (3 if meter.compound else 2)


class TupletCount:
    """The tuplet that is open, and how many of its notes are still to come."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self.left = 0
        self.tuplet = Tuplet(0, 1, 1, 1)
        self.factor = Fraction(1)
        self.reported = False

    def begin(self, tuplet: Tuplet) -> None:
        self.end()
        self.tuplet = tuplet
        self.left = tuplet.r
        self.factor = Fraction(tuplet.q, tuplet.p)
        self.reported = False

    def take(self, draft: Draft) -> None:
        draft.tuplet = self.tuplet
        draft.duration *= self.factor
        self.left -= 1

    def bar_line(self) -> None:
        """A tuplet goes on over a bar line, as in abc2midi, but it is almost always a slip."""
        if self.left and not self.reported:
            self.reported = True
            message = f"the bar ends {self.left} notes before the end of this tuplet of {self.tuplet.r}"
            self.findings.add(self.tuplet.start, "tuplet-cut", message)

    def end(self) -> None:
        """The tune ends here, or another tuplet begins."""
        if self.left:
            self.bar_line()
            self.left = 0
