"""The bars of music whose metre and pickup are known."""

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from tunesmith.errors import TunesmithError

Signature = tuple[int, int]
_MOST_BARS = 20_000


class Bar(NamedTuple):
    """All in quarter notes from the first."""

    onset: Fraction
    end: Fraction
    meter: Signature
    pickup: bool = False


def bar_length(meter: Signature) -> Fraction:
    """Quarter notes of a full bar."""
    return Fraction(4 * meter[0], meter[1])


def bars(meters: Sequence[tuple[Fraction, Signature]], pickup: Fraction, finish: Fraction) -> list[Bar]:
    """Bars up to ``finish``, at least one. The first metre stands at 0 and lasts from the pickup's end on.

    A metre that changes within a bar ends it. The last bar is short by the pickup where the music allows it.
    Raises TunesmithError for more bars than anybody writes down.
    """
    first = [Bar(Fraction(0), pickup, meters[0][1], pickup=True)] if pickup else []
    found = list(first)
    starts = [max(onset, pickup) for onset, _ in meters]
    starts[0] = pickup
    for (_, meter), start, after in zip(meters, starts, [*starts[1:], finish], strict=True):
        full = bar_length(meter)
        if (after - start) / full > _MOST_BARS:
            raise TunesmithError(
                f"the music lasts more than {_MOST_BARS:,} bars: too long to be written down"
            )
        onset = start
        while onset < min(after, finish) or not found:
            end = onset + full
            found.append(Bar(onset, min(end, after) if after < finish else end, meter))
            onset = found[-1].end
    last = found[-1]
    if pickup and not last.pickup and finish <= last.end - pickup:
        found[-1] = last._replace(end=last.end - pickup)
    return found
