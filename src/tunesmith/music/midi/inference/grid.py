"""Where notes stand that were played, or written by a program: exact times from ticks."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

Time = Fraction  # quarter notes

# Divisions of a quarter note that notation has signs for, the usual ones first.
_WRITTEN = (1, 2, 4, 3, 6, 8, 12, 16, 5, 24, 32, 7, 64, 48, 10, 20, 14, 28, 96, 128)
_EXACT_SHARE = 0.95  # of the onsets that stand on those divisions in what a program wrote
_EXACT_MOST = 32  # the finest division that counts as written: a player hits others by chance
_PLAYED = ((4, 0.0), (3, 0.012), (8, 0.016), (6, 0.02))  # division, and its cost in quarter notes of error
_APART = Fraction(1, 10)  # of a quarter note: nearer notes are a chord
_GRIDS = {4: "quarters", 8: "eighths", 12: "eighth triplets", 16: "sixteenths", 24: "sixteenth triplets",
          32: "thirty-seconds", 48: "thirty-second triplets", 64: "sixty-fourths"}  # fmt: skip
GRIDS = tuple(_GRIDS)  # what ``grid`` may be: parts of a whole note


@dataclass(frozen=True, slots=True)
class Quantized:
    """Onsets and ends on a grid, in the order of the notes given."""

    times: tuple[tuple[Time, Time], ...]
    exact: bool  # the notes stood on it
    shift: float  # the largest, of an onset, in quarter notes
    grid: str  # "sixteenths and triplets"

    @property
    def sentence(self) -> str:
        if self.exact:
            return f"grid: {self.grid}, on which the notes stand"
        return f"grid: quantised to {self.grid}; the largest shift was {self.shift:.2f} quarter notes"


def quantize(notes: Sequence[tuple[int, int]], tpq: int, grid: int | None = None) -> Quantized:
    """Onsets and ends in ticks, brought to a grid of ``grid`` parts of a whole note.

    Without one, music that stands on divisions that notation has signs for keeps them, and of music that was
    played every quarter note gets sixteenths, triplets or, where much speaks for it, something finer.
    """
    if grid is not None:
        step = Fraction(4, grid)
        onsets = {onset: _nearest(Fraction(onset, tpq), step) for onset, _ in notes}
        exact, name = False, _GRIDS.get(grid, f"parts of 1/{grid}")
    else:
        written = {onset: _written(onset, tpq) for onset, _ in notes}
        simple = sum(1 for onset, _ in notes if _is_simple(written[onset]))
        exact = simple >= _EXACT_SHARE * len(notes)
        onsets = {onset: time if time is not None else _nearest(Fraction(onset, tpq), Fraction(1, 48))
                  for onset, time in written.items()} if exact else _played(sorted(written), tpq)  # fmt: skip
        name = _name(onsets.values())
    shift = max((abs(float(time) - onset / tpq) for onset, time in onsets.items()), default=0.0)
    exact = exact and shift <= 1 / tpq
    ends = _ends(notes, onsets, tpq, Fraction(4, grid) if grid else None, exact)
    return Quantized(tuple((onsets[onset], end) for (onset, _), end in zip(notes, ends, strict=True)),
                     exact, shift, name)  # fmt: skip


def _written(ticks: int, tpq: int) -> Time | None:
    """The division that a time in ticks stands for, if it is within a tick of one."""
    for division in _WRITTEN:
        steps = round(ticks * division / tpq)
        if abs(ticks * division - steps * tpq) <= division * (0.51 if tpq % division else 0):
            return Fraction(steps, division)
    return None


def _is_simple(time: Time | None) -> bool:
    return time is not None and time.denominator <= _EXACT_MOST


def _nearest(time: Time, step: Time) -> Time:
    return round(time / step) * step


def _played(onsets: list[int], tpq: int) -> dict[int, Time]:
    """Each quarter note on its own, with what comes shortly before it: it may be early."""
    early, found = tpq // 16, dict[int, Time]()
    place = 0
    while place < len(onsets):
        beat = (onsets[place] + early) // tpq
        after = bisect_left(onsets, (beat + 1) * tpq - early, place)
        members = [Fraction(onset, tpq) - beat for onset in onsets[place:after]]
        division = min(_PLAYED, key=lambda choice: _cost(members, *choice))[0]
        for onset, member in zip(onsets[place:after], members, strict=True):
            found[onset] = beat + max(Fraction(0), _nearest(member, Fraction(1, division)))
        place = after
    return found


def _cost(members: list[Time], division: int, price: float) -> float:
    """The mean error of a division, and its price. Two notes that fall together cost a step."""
    places = [round(member * division) for member in members]
    error = sum(abs(float(member) - place / division) for member, place in zip(members, places, strict=True))
    steps = zip(pairwise(members), pairwise(places), strict=True)
    lost = sum(1 for (a, b), (c, d) in steps if b - a > _APART and d == c)
    return error / len(members) + price + lost / division


def _ends(
    notes: Sequence[tuple[int, int]], onsets: dict[int, Time], tpq: int, step: Time | None, exact: bool
) -> list[Time]:
    """Where notes end: on a division if they do, at the next onset if that is near, else on a sixteenth."""
    starts = sorted(onsets)
    usual = {1, 2, 3, 4} | {time.denominator for time in onsets.values()}
    if any(time.denominator % 3 == 0 for time in onsets.values()):
        usual |= {6, 12}
    ends = []
    for onset, end in notes:
        known = onsets.get(end)
        if known is None and exact:
            written = _written(end, tpq)
            known = written if written is not None and written.denominator in usual else None
        if known is None:
            known = _snapped_end(onset, end, starts, onsets, tpq, step)
        smallest = step or Fraction(1, 8)
        ends.append(known if known > onsets[onset] else onsets[onset] + smallest)
    return ends


def _snapped_end(
    onset: int, end: int, starts: list[int], onsets: dict[int, Time], tpq: int, step: Time | None
) -> Time:
    """A note that stops shortly before or after another begins lasts until then."""
    place = bisect_left(starts, end)
    near = min(starts[max(0, place - 1) : place + 1], key=lambda start: abs(start - end), default=onset)
    if near > onset and abs(near - end) <= max(tpq // 8, (near - onset) // 4):
        return onsets[near]
    start = Fraction(onset, tpq)
    length = Fraction(end, tpq) - start
    return onsets[onset] + _nearest(length, step or (Fraction(1, 4) if length < 1 else Fraction(1, 2)))


def _name(times: object) -> str:
    """The finest binary division in use, and whether there are others."""
    denominators = {time.denominator for time in times}  # type: ignore[attr-defined]
    binary = max((d & -d for d in denominators), default=1)
    odd = {d // (d & -d) for d in denominators} - {1}
    name = _GRIDS.get(4 * max(1, binary), f"parts of 1/{4 * binary}")
    return f"{name} and triplets" if odd == {3} else f"{name} and tuplets" if odd else name
