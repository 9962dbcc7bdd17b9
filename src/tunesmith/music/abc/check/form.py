"""Repeats and numbered endings: what opens is closed, in order (standard 2.1, sections 4.8 to 4.10)."""

from collections.abc import Iterable

from tunesmith.music.abc.rules import Findings
from tunesmith.music.abc.sound.repeats import parts
from tunesmith.music.abc.tune import Bar, Element, Ending, Note, Rest, Tune

MOST_EMPTY = 4  # bar lines in a row with no music before them
SECTION_SIGNS = ("||", "|]", "[|")


def check_form(tune: Tune, findings: Findings) -> None:
    """``repeat-unclosed``, ``repeat-unopened``, ``ending-misplaced``, ``ending-incomplete``, ``bars-empty``.

    Where ``P:`` orders the parts, each part is closed in itself.
    """
    ordered, _ = parts(tune)
    for part in ordered.values():
        _Form(findings).read(part)
        _check_empty(part, findings)


def _check_empty(part: Iterable[Element], findings: Findings) -> None:
    """Bar lines that are no section's: a few may follow each other, as a typist leaves them."""
    empty, music = 0, False
    for element in part:
        if isinstance(element, Note | Rest):
            empty, music = 0, True
        elif isinstance(element, Bar) and (element.closes or element.opens):
            empty, music = 0, False
        elif isinstance(element, Bar):
            empty, music = (0, False) if music else (empty + 1, False)
            if empty == MOST_EMPTY + 1:
                findings.add(
                    element.start, "bars-empty", "these bars are empty; write rests, or no bar lines"
                )


class _Form:
    """Follows the signs of a part in the order of the text."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self.begun = False  # some music has come
        self.opener: Bar | None = None  # the |: or :: of this section
        self.closed = False  # a :| has answered it
        self.implicit = True  # a :| may go back to the beginning, where nothing needs to be written
        self.endings: list[Ending] = []  # of this section
        self.covered: set[int] = set()  # their numbers
        self.missing = 1  # the smallest number that is not among them
        self.faulty = False  # something about them is reported

    def read(self, part: Iterable[Element]) -> None:
        bars: list[Bar] = []  # since the last note, rest or ending
        for element in part:
            if isinstance(element, Bar):
                bars.append(element)
            elif isinstance(element, Ending):
                self.ending(element, bars)
                bars = []
            elif isinstance(element, Note | Rest):
                self.bar_lines(bars)
                bars = []
                self.begun = True
        self.bar_lines(bars)
        self.end_section()
        self.demand_close()

    def bar_lines(self, bars: Iterable[Bar]) -> None:
        """Bar lines that no ending follows."""
        for bar in bars:
            if bar.closes:
                self.demand_open(bar)
                self.end_section()
                self.opener, self.closed, self.implicit = None, False, False
            if bar.opens:
                self.end_section()
                self.demand_close()
                self.opener, self.closed, self.implicit = bar, False, False
            elif bar.style in SECTION_SIGNS and self.begun:
                self.end_section()
                self.implicit = False

    def ending(self, ending: Ending, bars: list[Bar]) -> None:
        if not bars:
            message = "an ending stands right after a bar line"
            self.findings.add(ending.start, "ending-misplaced", message)
        if not self.endings or any(bar.opens for bar in bars):
            self.bar_lines(bars)
        else:
            self.next_ending(ending, bars)
        numbers = set(ending.numbers)
        if ending.numbers[0] != self.missing or numbers & self.covered:
            self.report(ending, f"here comes ending {self.missing}; endings count 1, 2, 3")
        self.endings.append(ending)
        self.covered |= numbers
        while self.missing in self.covered:
            self.missing += 1

    def next_ending(self, ending: Ending, bars: list[Bar]) -> None:
        """Another ending of this section: the one before it closes with a repeat sign."""
        close = next((bar for bar in bars if bar.closes), None)
        if close is not None:
            self.demand_open(close)
            self.closed = True
        elif bars:
            self.report(ending, "the ending before this one goes back with :|")

    def end_section(self) -> None:
        """Its endings are all there; a repeat that they have closed is over."""
        if self.endings and (self.missing <= 2 or len(self.covered) >= self.missing):
            self.report(self.endings[-1], f"ending {self.missing} does not follow")
        self.endings, self.covered, self.missing, self.faulty = [], set(), 1, False
        if self.closed:
            self.opener, self.closed = None, False

    def report(self, ending: Ending, message: str) -> None:
        if not self.faulty:
            self.faulty = True
            self.findings.add(ending.start, "ending-incomplete", message)

    def demand_open(self, bar: Bar) -> None:
        """A ``:|`` closes a ``|:``, or the first section; ``::`` only a ``|:``."""
        if self.opener is None and not self.closed and (bar.opens or not self.implicit):
            self.findings.add(bar.start, "repeat-unopened", "no |: opens the repeat that ends here")

    def demand_close(self) -> None:
        if self.opener is not None and not self.closed:
            message = "this repeat is never closed; write :| where it ends"
            self.findings.add(self.opener.start, "repeat-unclosed", message)
