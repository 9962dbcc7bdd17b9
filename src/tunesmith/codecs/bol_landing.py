"""Where tihais come out: whether what is begun can still land on sam. All times in ticks.

A statement of ``t`` ticks, its last stroke at ``u``, is played three times from ``s`` ticks after a sam. The
last stroke of all falls at s + 2 t + u, which must be a multiple of the cycle. A chakradar is a lead of ``a``
ticks and such a tihai with statements of ``h``, then rests of ``r``, all played three times: its last
stroke falls at s + 2 (a + 3 h + r) + a + 2 h + u.
"""

from collections.abc import Collection
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

MOST_TABLES = 4_000  # kept: of some kilobytes each


class Landing:
    """Of one cycle, with these lengths of bols and of rests."""

    def __init__(
        self, cycle: int, bols: Collection[int], rests: Collection[int], most: int, silence: int
    ) -> None:
        """``most``: when a statement has no more bols; ``silence``: the most between bols, and at the end."""
        self._cycle, self._most, self._silence = cycle, most, silence
        self._bols, self._rests = sorted(set(bols)), sorted(set(rests))
        self._tables: dict[tuple[int, int], NDArray[np.bool_]] = {}
        self._can_lead: dict[tuple[int, int], bool] = {}

    @cached_property
    def _sums(self) -> list[bool]:
        """Whether rests can last so many ticks together, up to a cycle."""
        sums = [True] + [False] * self._cycle
        for length in range(1, self._cycle + 1):
            sums[length] = any(rest <= length and sums[length - rest] for rest in self._rests)
        return sums

    @cached_property
    def _restful(self) -> NDArray[np.bool_]:
        """(cycle,) Whether rests make a stroke land that falls so many ticks early."""
        return np.array([self.rested(lacking) for lacking in range(self._cycle)])

    def rest_needed(self, lacking: int) -> int | None:
        """The fewest ticks r of rests with 2 r = ``lacking``, modulo the cycle; None for none."""
        lacking %= self._cycle
        for twice in (lacking, lacking + self._cycle):
            if twice % 2 == 0 and self._sums[twice // 2]:
                return twice // 2
        return None

    def rested(self, lacking: int, silent: int = 0) -> bool:
        """Whether rests make that land, after so many ticks of silence already."""
        needed = self.rest_needed(lacking)
        return needed is not None and silent + needed <= self._silence

    def lands(self, start: int, time: int, last: int) -> bool:
        """Whether a statement that ends now lands."""
        return last >= 0 and (start + 2 * time + last) % self._cycle == 0

    def can(self, start: int, time: int, last: int, silent: int = 0) -> bool:
        """Whether a statement that has come to ``time`` can be made to land. ``last``: -1 for no bol yet."""
        if last >= 0 and self.rested(-(start + 2 * time + last), silent):
            return True
        return silent <= self._silence and self._more(start, time)

    def _more(self, start: int, time: int) -> bool:
        """Whether it can with one more bol at least."""
        return time < self._most and bool(self._table(start % self._cycle, 2)[time])

    def _table(self, begun: int, again: int) -> NDArray[np.bool_]:
        """(most + longest bol,) Of every tick of a statement whether it can land with one more bol at least.

        ``begun``: where its last stroke would fall if the statement had no length; each tick of length is
        ``again`` ticks later.
        """
        table = self._tables.get((begun, again))
        if table is None:
            if len(self._tables) > MOST_TABLES:
                self._tables.clear()
            times = np.arange(self._most)
            table = np.zeros(self._most + max(self._bols, default=0) + 1, bool)
            reached = table[: self._most]
            for bol in self._bols:
                reached |= self._restful[-(begun + again * (times + bol) + times) % self._cycle]
            count = -1
            while count != (count := int(reached.sum())):
                for bol in self._bols:
                    reached |= table[bol : bol + self._most].copy()
            self._tables[begun, again] = table
        return table

    def lands_within(self, start: int, lead: int, time: int, last: int, bols: int) -> bool:
        """Whether the inner statement of a chakradar may end now: rests behind it make all of it land."""
        return bols > 1 and self.rested(-(start + 3 * lead + 8 * time + last))

    def can_within(
        self, start: int, lead: int, time: int = 0, last: int = -1, bols: int = 0, silent: int = 0
    ) -> bool:
        """Whether the inner statement of a chakradar can be made to land."""
        if self.lands_within(start, lead, time, last, bols) and silent <= self._silence:
            return True
        return silent <= self._silence and self._more_within((start + 3 * lead) % self._cycle, time, bols)

    def _more_within(self, begun: int, time: int, bols: int) -> bool:
        """``begun``: where all of it begins in the cycle, three leads later."""
        if time >= self._most:
            return False
        table = self._table(begun, 8)
        return bool(table[time]) if bols else any(table[time + bol] for bol in self._bols)

    def can_lead(self, start: int, lead: int) -> bool:
        """Whether a chakradar's lead of so many ticks, at least one, leads somewhere."""
        key = start + 3 * lead, lead
        known = self._can_lead.get(key)
        if known is None:
            known = self.can_within(start, lead) or (
                lead < self._most and any(self.can_lead(start, lead + bol) for bol in self._bols)
            )
            self._can_lead[key] = known
        return known

    def lands_after(self, start: int, lead: int, inner: int, last: int, rest: int) -> bool:
        """Whether a chakradar lands that ends after so many ticks of rest behind its tihai."""
        return (start + 3 * lead + 8 * inner + last + 2 * rest) % self._cycle == 0
