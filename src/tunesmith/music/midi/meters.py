"""The bars of a score: where each begins, and what metre it is in."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from symusic.core import ScoreTick


class Measure(NamedTuple):
    """One bar. All in ticks."""

    onset: int
    end: int  # where the next begins
    full: int  # how long a bar of its metre is
    meter: tuple[int, int]  # of a pickup, that of the bar after it

    @property
    def position(self) -> int:
        """Where in a full bar it begins: a pickup begins late."""
        return self.full - (self.end - self.onset) if self.onset == 0 else 0


def measures(score: "ScoreTick") -> list[Measure]:
    """The bars that hold music, the first from 0 on. Without a metre it is 4/4.

    A first metre that lasts for one bar, shorter than those of the next, is a pickup; elsewhere a metre that
    changes within a bar ends it.
    """
    found = list(_measures(score))
    if len(found) > 1 and found[0].full < found[1].full:
        found[0] = found[0]._replace(full=found[1].full, meter=found[1].meter)
    return found


def _measures(score: "ScoreTick") -> Iterator[Measure]:
    whole = 4 * score.ticks_per_quarter
    changes = {m.time: (m.numerator, m.denominator) for m in score.time_signatures}
    changes.setdefault(0, (4, 4))
    starts = sorted(changes)
    finish = max((track.end() for track in score.tracks if len(track.notes)), default=0)
    for start, after in zip(starts, [*starts[1:], finish], strict=True):
        numerator, denominator = changes[start]
        full = max(1, whole * numerator // denominator)
        for onset in range(start, min(after, finish), full):
            following = after if after in changes else onset + full
            yield Measure(onset, min(onset + full, following), full, (numerator, denominator))
