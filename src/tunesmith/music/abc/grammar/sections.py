"""Bar lines, repeats and endings: where each may stand, and what it leads to.

The rules are those of the checker (``music/abc/check``), in the order in which a tune is played: every bar is
full, where a repeat sign or double bar cuts one its two parts fill it, wherever a repeat leads back to.
"""

from tunesmith.music.abc.grammar.controls import MOST_BARS, MOST_CHANGES, Controls
from tunesmith.music.abc.grammar.state import FREE, Count, Gap, Part, State, Time

# What a bar line does, by its text in canonical spelling.
BARS = {
    "|": "plain",
    "||": "double", "|]": "double", "[|": "double",
    "[|]": "hidden",
    "|:": "open", "||:": "open", "[|:": "open",
    ":|": "close", ":||": "close", ":|]": "close", ":[|]": "close",
    "::": "both", ":||:": "both", ":|:": "both",
}  # fmt: skip
SIMPLE_BARS = ("|", "||", "|]", "|:", ":|", "::")

INNER = ("plain", "double", "hidden")  # those that may stand within a section


class Sections:
    """The structure that controls leave possible."""

    def __init__(self, controls: Controls) -> None:
        self.plan = controls.plan
        self.bars = controls.part_bars
        self.most_bars = controls.most_bars
        self.brink = MOST_BARS if self.plan else self.most_bars - 12  # up to here no number of bars decides
        self.simple = controls.simple
        self.end_on_tonic = controls.end_on_tonic

    def begin(self, state: State) -> State:
        """The first part opens."""
        time = state.time
        part = Part(times=self._times(0), following=self._times(1), start=-1 if time.bar else 0)
        goal = time.bar or FREE
        return state._replace(part=part, time=time._replace(pos=0, goal=goal), counts=Count())

    def cross(self, state: State, kind: str) -> State | None:
        """The state after a bar line of this kind; None where it may not stand."""
        time, part, gap = state.time, state.part, state.gap
        if self.simple and kind == "hidden":
            return None
        if part.over or part.ending < 0 or gap.bar == 3 or (state.tied and kind not in INNER):
            return None
        if state.slurs and kind not in ("plain", "hidden"):
            return None
        begins = part.fresh and part.empty
        if kind in INNER and (begins or gap.bar > 1 or (gap.bar and kind != "double")):
            return self._again(state, kind)
        if begins:
            if kind != "open" or part.times == 1 or part.opened:
                return None
            return self._after(state, part._replace(opened=True))
        if gap.bar > 1 and kind in ("close", "both"):
            return None
        if part.fresh and time.bar:
            whole_tune = part.times or part.opened
            ends = kind in ("close", "both") or (kind in ("double", "open") and whole_tune)
            if not time.full and ends:  # a pickup alone is no part
                return None
            state = self._settle(state, kind)
        crossed: State | None = getattr(self, f"_{kind}")(state)
        if crossed is None or kind != "double" or not gap.bar:
            return crossed
        if gap.fields >= MOST_CHANGES:  # it is one more bar line with nothing before it
            return None
        return crossed._replace(gap=crossed.gap._replace(fields=gap.fields + 1))

    def ends(self, state: State) -> bool:
        """Whether the tune may end here."""
        time, part = state.time, state.part
        if state.tied or part.ending in (1, -1) or (part.opened and part.ending != 2):
            return False
        if (self.end_on_tonic and not state.home) or (part.fresh and part.empty):
            return False
        if self.plan:
            return part.over or (part.following < 0 and self._played_out(state))
        if self._complete(time) or (not part.fresh and time.pos + part.pickup == time.bar):
            return True
        return part.rounded if part.empty else time.pos == part.start

    def ending_bar(self, state: State) -> bool:
        """Whether the section has to end with this bar."""
        part = state.part
        return part.last or (part.fresh and self.bars == 1)

    def homeward(self, state: State) -> bool:
        """Whether this bar has to end on the tonic."""
        if not self.end_on_tonic:
            return False
        final = state.part.following < 0 or not self.plan
        return final and state.part.ending != 1 and self.ending_bar(state)

    def before_home(self, state: State) -> bool:
        """Whether the next bar may be one that has to end on the tonic. How many come is not asked for:
        between notes, what is allowed must not depend on counts (``Language._view``)."""
        return self.end_on_tonic and (not self.plan or state.part.following < 0)

    def open_to_notes(self, state: State) -> bool:
        """Whether a note or rest may come next."""
        part = state.part
        if part.over or part.ending < 0 or (part.times == 2 and not part.closable):
            return False
        if state.tied:
            return True  # it has to end; no tie leaves the last bar
        return not (part.full and part.empty and state.time.pos == 0 and not part.ending)

    def ending(self, state: State, number: int) -> State | None:
        """The state after ``[1`` or ``[2``."""
        part, count = state.part, state.counts
        if number == 1:
            may = (
                part.closable
                and part.times != 1
                and not part.ending
                and not part.empty
                and not (self.simple and part.bare)  # a reader may take the pickup for a bar of the ending
                and state.gap.bar == 1
                and not state.time.pos
            )
            if not may or state.tied or (part.times == 0 and part.full and not part.last):
                return None
            return self._here(state, part._replace(ending=1), count._replace(fork=count.bars))
        if part.ending != -1 or number != 2:
            return None
        part = part._replace(ending=2, closable=True)
        return self._here(state, part, count._replace(bars=count.fork))

    def sounded(self, part: Part) -> Part:
        """The part once a note stands in it. What decides nothing then is forgotten."""
        return part._replace(empty=False, rounded=False, bare=part.bare if self.simple else 0)

    def has_bars(self, state: State, bars: int) -> bool:
        """Whether a tune of free form may have so many bars more after this one."""
        return not state.part.last and state.counts.total + bars < self.most_bars - 1

    def count(self, count: Count, bars: int = 1) -> Count:
        """So many bars more. Where no part must have so many, only its first is told from the others."""
        most = self.most_bars if self.plan else 2
        return count._replace(bars=min(count.bars + bars, most), total=count.total + bars)

    # one method for each kind of bar line; the pickup is settled

    def _plain(self, state: State) -> State | None:
        time, part, count = state.time, state.part, state.counts
        pickup = part.fresh and time.bar > 0 and not time.full
        if part.last or not (pickup or time.full or not time.bar):
            return None
        if part.fresh and self.bars == count.bars + 1 and not pickup:
            return None  # a part of one bar
        time = time._replace(pos=0)
        # The part remembers this itself: of the counts, masks know nothing here (``Language._view``).
        bare = part.bare == 2 and (pickup or part.start > 0)
        part = part._replace(fresh=False, bare=int(bare))
        return self._here(state._replace(time=time), part, self.count(count), bar=1)

    def _hidden(self, state: State) -> State | None:
        """A bar line that is not seen counts bars, but may also cut one."""
        if state.part.fresh or state.time.full or not state.time.bar:
            return self._plain(state)
        return None if state.part.last else self._here(state, state.part, state.counts, bar=1)

    def _double(self, state: State) -> State | None:
        part = state.part
        if part.ending == 1:
            return None
        if part.times:
            return self._next(state) if self._played_out(state) and not state.tied else None
        if part.opened and part.ending == 0:  # within a repeat
            if part.last or part.fresh:
                return None
            state = self._complete_bar(state)
            return self._here(state, state.part, state.counts, bar=2)
        return self._next(state)

    def _open(self, state: State) -> State | None:
        part = state.part
        if part.ending == 1 or (part.opened and part.ending == 0):
            return None
        if part.empty:
            if part.times == 1 or part.full:
                return None
            return self._here(state, part._replace(opened=True, closable=True), state.counts, bar=2)
        if part.times and not (part.following == 2 and self._played_out(state)):
            return None
        return self._reopen(self._next(state))

    def _close(self, state: State) -> State | None:
        part, time = state.part, state.time
        if not part.closable or part.empty or part.times == 1 or not self._returns(state):
            return None
        if part.ending == 1:
            if part.times and not self._whole(state):
                return None
            state = self._complete_bar(state)
            time = state.time._replace(pos=0)  # where the first ending began, right after a bar line
            return self._after(state._replace(time=time), part._replace(ending=-1, last=False), bar=2)
        if part.times and not self._whole(state):
            return None
        if self.simple and part.ending == 2 and not self._complete(time):
            return None  # abc2midi takes the next pickup for a bar then; after a double bar line it does not
        return self._next(state)

    def _both(self, state: State) -> State | None:
        part = state.part
        if not part.opened or part.ending or (part.times and part.following != 2):
            return None
        closed = self._close(state)
        return None if closed is None else self._reopen(closed)

    def _again(self, state: State, kind: str) -> State | None:
        """A bar line at the very beginning, or with nothing between it and the last."""
        gap, time = state.gap, state.time
        # Before a pickup, or where a bar is cut, a reader may expect a full bar between the two lines.
        if self.simple and ((state.part.empty and state.part.fresh) or 0 < time.pos < time.bar):
            return None
        if gap.fields >= MOST_CHANGES or (kind == "double" and not state.part.empty):
            return None
        gap = gap._replace(line=False, space=False, bar=max(gap.bar, 1), fields=gap.fields + 1)
        return state._replace(mode="gap", lex=(), gap=gap)

    # where things stand

    def _settle(self, state: State, kind: str) -> State:
        """The first bar line tells whether what stood before it was a pickup."""
        time, part = state.time, state.part
        if time.full:
            return state._replace(part=part._replace(start=0))
        inner = kind in ("plain", "hidden")
        part = part._replace(pickup=time.pos, start=time.bar - time.pos if inner else 0)
        if inner:
            return state._replace(part=part)
        # The section was nothing but a pickup; what follows begins a bar.
        return state._replace(part=part, time=time._replace(pos=time.bar))

    def _complete(self, time: Time) -> bool:
        return not time.bar or time.pos in (0, time.bar)

    def _returns(self, state: State) -> bool:
        """Whether the section may be played again from its start."""
        time, start = state.time, state.part.start
        if start == 0:
            return not time.bar or time.full or (time.pos == 0 and state.gap.bar == 1)
        return time.pos == start

    def _whole(self, state: State) -> bool:
        """Whether the part has all its bars."""
        time, part = state.time, state.part
        if part.fresh and time.bar and not time.full:
            return False
        if not time.bar:
            bars = state.counts.bars + (time.pos > 0)
        elif part.start > 0:
            bars = state.counts.bars if time.pos == part.start else 0
        else:
            bars = state.counts.bars + 1 if time.full else state.counts.bars if time.pos == 0 else 0
        return bars == self.bars if self.bars else bars > 0

    def _played_out(self, state: State) -> bool:
        """Whether a part of the plan that needs no :| (any more) has all its bars."""
        part = state.part
        return (part.times == 1 or part.ending == 2) and self._whole(state)

    def _times(self, part: int) -> int:
        """How often the plan has a part played: 0 without a plan, -1 after its end."""
        if not self.plan:
            return 0
        return self.plan[part] if part < len(self.plan) else -1

    def _complete_bar(self, state: State) -> State:
        """A bar that is full is counted, one that is cut goes on."""
        time, count = state.time, state.counts
        if time.bar and not time.full:
            return state
        part = state.part._replace(fresh=False, bare=min(state.part.bare, 1))
        return state._replace(time=time._replace(pos=0), counts=self.count(count), part=part)

    def _next(self, state: State) -> State | None:
        """The next section begins."""
        if self.end_on_tonic and state.part.following < 0 and not state.home:
            return None
        state = self._complete_bar(state)
        number = state.counts.part + 1 if self.plan else 0
        times = self._times(number)
        part = Part(
            fresh=False,
            pickup=state.part.pickup,
            start=state.time.pos,
            rounded=state.time.pos == max(state.part.start, 0),
            closable=False,
            times=max(times, 0),
            following=self._times(number + 1),
            over=times < 0,
        )
        return self._here(state, part, state.counts._replace(bars=0, fork=0, part=number), bar=2)

    def _reopen(self, state: State | None) -> State | None:
        if state is None or state.part.full:
            return None
        return self._here(state, state.part._replace(opened=True, closable=True), state.counts, bar=2)

    def _here(self, state: State, part: Part, count: Count, bar: int = 3) -> State:
        """A bar begins, or goes on after a cut: how far must it go?"""
        time = state.time
        full = not self.plan and count.total >= self.most_bars
        tail = part.start > 0
        if self.plan:
            bars = self.bars or self.most_bars // len(self.plan)
            last = count.bars >= (bars if tail else bars - 1)
        else:
            last = full
            tail &= (part.opened and not part.ending) or part.ending == 1
        part = part._replace(last=last, full=full)
        goal = time.bar or FREE
        if last and tail and time.pos <= part.start:
            goal = part.start
        time = time._replace(goal=goal)
        return self._after(state._replace(time=time, counts=count), part, bar)

    def _after(self, state: State, part: Part, bar: int = 2) -> State:
        return state._replace(mode="gap", lex=(), part=part, gap=Gap(line=False, bar=bar), altered=())
