"""The text form of tabla, read. It reads any text, in time that grows with its length, and never raises."""

import re
from bisect import bisect
from fractions import Fraction

from tunesmith.music.problem import Problem
from tunesmith.music.tabla.composition import LAYA, Bar, Composition, Note, Repeat, Section
from tunesmith.music.tabla.tala import known_tala
from tunesmith.music.tabla.words import word_notes

FIELDS = ("tala", "laya", "tempo", "form", "title")
LAYAS = {"vilambit": 45, "madhya": 90, "drut": 240}
SLOWEST, FASTEST = 10, 999  # matras a minute
MOST_SPEED, MOST_TIMES, MOST_DEPTH = 16, 16, 3
MOST_PLAYED = 20_000  # notes of a section, repeats written out

_HEADING = re.compile(r"[ \t]*([A-Za-z]+)[ \t]*(?:@[ \t]*([0-9]+)[ \t]*)?:")
_FIELD = re.compile(r"(?<![A-Za-z])(tala|laya|tempo|form|title)[ \t]*:", re.IGNORECASE)
_SIGNS = re.compile(
    r"(?P<bar>\|(?P<mark>[X0-9])?)"
    r"|(?P<open>\()|(?P<close>\))"
    r"|[x×][ \t]?(?P<times>[0-9]+)(?![A-Za-z0-9])"
    r"|(?P<word>[A-Za-z.-]+)(?:\[(?P<length>[^\[\]]*)\])?"
    r"|(?P<other>[^\s])"
)
_LENGTH = re.compile(r"\s*([0-9]{1,3})\s*(?:/\s*([0-9]{1,3})\s*)?")


class Places:
    """Lines and columns of a text, both from 1."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def problem(self, offset: int, rule: str, message: str) -> Problem:
        line = bisect(self._starts, offset)
        return Problem(line, offset - self._starts[line - 1] + 1, rule, message)


class _Body:
    """A section that is being read."""

    def __init__(self, name: str, speed: int, start: int) -> None:
        self.name, self.speed, self.start = name, speed, start
        self.notes: list[Note] = []
        self.bars: list[Bar] = []
        self.repeats: list[Repeat | None] = []  # None until it is known how often
        self.begun: list[tuple[int, int, int]] = []  # open groups: number, first note, offset
        self.closed: tuple[int, int, int] | None = None  # the group that has just ended
        self.depths: list[int] = []  # of the groups in self.repeats

    def section(self) -> Section:
        repeats = tuple(repeat for repeat in self.repeats if repeat)
        return Section(self.name, tuple(self.notes), tuple(self.bars), repeats, self.speed, self.start)


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.places = Places(text)
        self.problems: list[Problem] = []
        self.fields: dict[str, str] = {}
        self.laya = LAYA
        self.bodies: list[_Body] = []

    def report(self, offset: int, rule: str, message: str) -> None:
        self.problems.append(self.places.problem(offset, rule, message))

    def read(self) -> Composition:
        offset = 0
        for line in self.text.split("\n"):
            self._line(line, offset)
            offset += len(line) + 1
        if self.bodies:
            self._end(self.bodies[-1])
        else:
            self.report(0, "section-missing", "no section: write one such as 'theme: dha dhin dhin dha'")
        if "tala" not in self.fields:
            self.report(0, "tala-missing", "no tala: begin with a line such as 'tala: teental'")
        tala = known_tala(self.fields.get("tala", ""))
        return Composition(
            tala.name if tala else self.fields.get("tala", ""),
            tuple(body.section() for body in self.bodies),
            self.laya,
            self.fields.get("form", "").lower(),
            self.fields.get("title", ""),
            self.text,
        )

    def _line(self, line: str, offset: int) -> None:
        heading = _HEADING.match(line)
        if heading and heading[1].lower() in FIELDS:
            self._header(line, offset)
            return
        line = line.partition("#")[0]
        heading = _HEADING.match(line)
        if heading:
            speed = int(heading[2][:4]) if heading[2] else 1
            if not 1 <= speed <= MOST_SPEED:
                where = offset + heading.start(2)
                self.report(where, "speed-wrong", f"speed {speed}: choose 1 to {MOST_SPEED}")
                speed = 1
            self._begin(heading[1].lower(), speed, offset + heading.start(1))
        elif not self.bodies and line.strip():
            self.report(offset, "section-missing", "bols before any section: write 'theme:' before them")
            self._begin("theme", 1, offset)
        if self.bodies:
            self._signs(line, heading.end() if heading else 0, offset)

    def _header(self, line: str, offset: int) -> None:
        place = 0
        while match := _FIELD.search(line, place):
            name = "laya" if match[1].lower() == "tempo" else match[1].lower()
            after = _FIELD.search(line, match.end()) if name != "title" else None
            place = after.start() if after else len(line)
            value = line[match.end() : place]
            value = " ".join((value if name == "title" else value.partition("#")[0]).split())
            if name in self.fields:
                self.report(offset + match.start(), "field-twice", f"{name} is said twice: the last counts")
            self.fields[name] = value
            if name == "laya":
                self._laya(value, offset + match.start())

    def _laya(self, value: str, offset: int) -> None:
        known = LAYAS.get(value.lower())
        number = int(value) if re.fullmatch("[0-9]{1,4}", value) else 0
        if known or SLOWEST <= number <= FASTEST:
            self.laya = known or number
            return
        words = ", ".join(LAYAS)
        message = f"laya {value!r}: write matras a minute, {SLOWEST} to {FASTEST}, or {words}"
        self.report(offset, "laya-wrong", message)

    def _begin(self, name: str, speed: int, offset: int) -> None:
        if self.bodies:
            self._end(self.bodies[-1])
        self.bodies.append(_Body(name, speed, offset))

    def _end(self, body: _Body) -> None:
        self._settle(body)
        for _, _, offset in body.begun:
            self.report(offset, "group-open", "this group is never closed: end it with ') x3'")
        if not body.notes:
            self.report(body.start, "section-empty", f"the {body.name} has no bols")
        if played_count(body.section()) > MOST_PLAYED:
            message = f"the {body.name} would play more than {MOST_PLAYED} bols: its repeats are left out"
            self.report(body.start, "too-long", message)
            body.repeats.clear()

    def _signs(self, line: str, start: int, offset: int) -> None:
        body = self.bodies[-1]
        for sign in _SIGNS.finditer(line, start):
            where = offset + sign.start()
            if sign["times"] is not None:
                self._times(body, sign["times"], where)
                continue
            self._settle(body)
            if sign["word"] is not None:
                self._word(body, sign["word"], sign["length"], where)
            elif sign["bar"]:
                if body.bars and body.bars[-1].at == len(body.notes):
                    self.report(where, "vibhag-empty", "there is nothing between these bar lines")
                else:
                    body.bars.append(Bar(len(body.notes), sign["mark"] or "", where))
            elif sign["open"]:
                body.begun.append((len(body.repeats), len(body.notes), where))
                body.repeats.append(None)
            elif sign["close"]:
                self._close(body, where)
            else:
                message = f"{sign['other']!r} says nothing here: bols, '-', '|', '(', ')' and x3 do"
                self.report(where, "sign-unknown", message)

    def _word(self, body: _Body, word: str, length: str | None, where: int) -> None:
        exact = None
        if length is not None:
            match = _LENGTH.fullmatch(length)
            if match and int(match[1]) and (match[2] is None or int(match[2])):
                exact = Fraction(int(match[1]), int(match[2] or 1))
            else:
                message = f"length [{length}]: write matras such as [2] or [1/2]"
                self.report(where + len(word), "length-wrong", message)
        notes = word_notes(word, exact, body.speed, where)
        if not notes:
            self.report(where, "sign-unknown", "a dot joins bols: write te.te; a rest is '-'")
        body.notes += notes

    def _close(self, body: _Body, where: int) -> None:
        if not body.begun:
            self.report(where, "group-unopened", "')' ends a group that never began: write '(' before it")
            return
        number, first, offset = body.begun.pop()
        if first == len(body.notes):
            self.report(offset, "group-empty", "there is nothing in this group")
        elif len(body.begun) >= MOST_DEPTH:
            self.report(offset, "group-deep", f"groups in groups go {MOST_DEPTH} deep at most")
        else:
            body.closed = (number, first, where)

    def _times(self, body: _Body, written: str, where: int) -> None:
        times = int(written[:4])
        if body.closed is None:
            self.report(where, "repeat-stray", f"x{times} stands behind a group: ( dha - - ) x{times}")
        elif not 2 <= times <= MOST_TIMES:
            self.report(where, "repeat-wrong", f"a group is played x2 to x{MOST_TIMES}, not x{times}")
        else:
            number, first, _ = body.closed
            body.repeats[number] = Repeat(first, len(body.notes), times)
        body.closed = None

    def _settle(self, body: _Body) -> None:
        """Something else follows a group, so nobody says how often it is played."""
        if body.closed:
            self.report(body.closed[2], "repeat-missing", "how often is this group played? Write ') x3'")
        body.closed = None


def read(text: str) -> tuple[Composition, list[Problem]]:
    """The composition as far as it can be read, and what cannot, in the order of the text.

    Whether what is read is sound is for ``check.check``.
    """
    reader = _Reader(text)
    composition = reader.read()
    return composition, sorted(reader.problems)


def read_notes(body: str, speed: int = 1) -> Section:
    """The section that these words are, which must be well written: ``"dha dhin | dhin dha"``."""
    return read(f"theme @{speed}: {body}")[0].sections[0]


def played_count(section: Section) -> int:
    """How many notes are played, found without playing them."""
    count, begun = len(section.notes), list[tuple[int, int]]()
    for repeat in section.repeats:
        while begun and begun[-1][0] <= repeat.first:
            begun.pop()
        outer = begun[-1][1] if begun else 1
        begun.append((repeat.end, outer * repeat.times))
        count += (repeat.end - repeat.first) * outer * (repeat.times - 1)
    return count
