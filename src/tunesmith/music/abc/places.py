"""What stands where in an ABC tune: bars, beats and musical features of every character.

What a character tells is what is known once it is read, so that it can be compared with the state of a
model that has read it: after a bar line the position in the bar is 0, after a note it is where the next one
begins. Only ``characters to the bar line`` looks ahead, and ``repeated bar`` knows the bar to its end.
"""

import math
from collections.abc import Iterator

import numpy as np

from tunesmith.music.abc.check.form import SECTION_SIGNS
from tunesmith.music.abc.page.measures import measures
from tunesmith.music.abc.tune import Bar, Element, Ending, Field, Note, Rest, Tune
from tunesmith.music.places import Feature, NotePlace, Numbers, Places

PHRASE = 4  # bars
_LETTERS = "CDEFGAB"
POSITION, LENGTH = "position in the bar, quarter notes", "note length, log2 of quarter notes"
CONTOUR = "contour: up 1, down -1"
BINARY = ("second ending", "in a tuplet", "accidental in force")
COLUMNS = ("bar", POSITION, "bar number in the section", "bar number in the phrase", *BINARY)
DEGREES = tuple(f"scale degree {degree}" for degree in range(1, 8))
OF_NOTES = (LENGTH, "pitch", CONTOUR, *DEGREES)  # unknown before the first note


def places(tune: Tune) -> Places:
    """Everything at once, in one pass over the elements of the tune."""
    walk = _Walk(tune)
    for element in tune.body:
        walk.read(element)
    walk.fill(len(tune.text))
    return Places(
        bars=np.nan_to_num(walk.columns["bar"], nan=-1).astype(np.int64),
        beats=walk.columns[POSITION],
        kinds=_kinds(tune),
        notes=tuple(walk.notes),
        features=tuple(_features(tune, walk.columns)),
    )


class _Walk:
    """Follows a tune through its text and writes down, for each character, how things stand."""

    def __init__(self, tune: Tune) -> None:
        self.key = tune.key
        self.number, self.following = _numbers(tune)
        self.offsets = _offsets(tune)
        self.cursor = _begin(tune)
        self.notes: list[NotePlace] = []
        self.section = 0  # bar lines since it began
        self.now = dict.fromkeys(COLUMNS, 0.0) | dict.fromkeys(OF_NOTES, math.nan)
        self.now["bar"] = float(self.following.get(-1, 0))
        self.columns = {name: np.full(len(tune.text), math.nan) for name in self.now}

    def fill(self, end: int) -> None:
        """All characters up to ``end`` stand as things stand now."""
        if end <= self.cursor:
            return
        for name, value in self.now.items():
            self.columns[name][self.cursor : end] = value
        self.cursor = end

    def read(self, element: Element) -> None:
        match element:
            case Note() | Rest():
                self.event(element)
            case Bar():
                self.bar_line(element)
            case Ending():
                self.fill(element.start)
                self.now["second ending"] = float(max(element.numbers) > 1)
                self.fill(element.end)
            case Field(key=key) if key is not None:
                self.fill(element.start)
                self.key = key
            case _:
                self.fill(element.start)

    def event(self, event: Note | Rest) -> None:
        self.fill(event.start)
        now = self.now
        onset = self.offsets.get(event.start, now[POSITION])
        now[POSITION] = onset
        now["bar"] = self.number.get(event.start, now["bar"])
        now["in a tuplet"] = float(event.tuplet is not None)
        now[LENGTH] = math.log2(event.duration) if event.duration else math.nan
        if isinstance(event, Note):
            self.note(event)
        self.fill(event.end)
        now["in a tuplet"] = 0.0
        now[POSITION] = onset + float(event.duration)

    def note(self, note: Note) -> None:
        now = self.now
        self.notes.append(NotePlace(note.start, note.end, f"n{note.start}"))
        top = max(note.pitches, key=lambda pitch: pitch.midi)
        before = now["pitch"]
        now["pitch"] = float(top.midi)
        now[CONTOUR] = float(np.sign(top.midi - before)) if before == before else math.nan
        if self.key.tonic:
            degree = (_LETTERS.index(top.step) - _LETTERS.index(self.key.tonic[0])) % 7 + 1
            now |= {name: float(number == degree) for number, name in enumerate(DEGREES, 1)}
        if any(pitch.accidental is not None for pitch in note.pitches):
            now["accidental in force"] = 1.0

    def bar_line(self, bar: Bar) -> None:
        self.fill(bar.start)
        now = self.now
        if bar.closes or bar.opens or bar.style in SECTION_SIGNS:
            self.section, now["second ending"] = 0, 0.0
        elif now[POSITION]:
            self.section += 1
        now["bar"] = self.following.get(bar.start, now["bar"])
        now["bar number in the section"] = float(self.section)
        now["bar number in the phrase"] = float(self.section % PHRASE)
        now[POSITION] = 0.0
        now["accidental in force"] = 0.0
        self.fill(bar.end)


def _begin(tune: Tune) -> int:
    """Where the music begins: on the line after the header."""
    if not tune.header:
        return 0
    line_end = tune.text.find("\n", tune.header[-1].end)
    return len(tune.text) if line_end < 0 else line_end + 1


def _numbers(tune: Tune) -> tuple[dict[int, int], dict[int, int]]:
    """Offset of every event -> its bar's number; offset of every bar line -> the number of the bar it begins.

    The latter has -1 for the beginning of the music.
    """
    number = {event.element.start: found.number for found in measures(tune) for event in found.events}
    following, upcoming = dict[int, int](), max(number.values(), default=0)
    for element in reversed(tune.body):
        if element.start in number:
            upcoming = number[element.start]
        elif isinstance(element, Bar):
            following[element.start] = upcoming
    return number, {**following, -1: upcoming}


def _offsets(tune: Tune) -> dict[int, float]:
    """Offset of every event -> quarter notes from the beginning of its bar; a pickup ends with a full one."""
    found = {}
    for measure in measures(tune):
        length = measure.meter.length
        short = length is not None and (measure.number == 0 or measure.implicit)
        lead = max(0.0, float(length - measure.duration)) if short and length is not None else 0.0
        for event in measure.events:
            found[event.element.start] = lead + float(event.onset)
    return found


def _kinds(tune: Tune) -> tuple[str, ...]:
    """The sort of every character: as much of the notation as a reader would tell apart."""
    begin = _begin(tune)
    kinds = ["header"] * begin + ["mark"] * (len(tune.text) - begin)
    for place in range(begin, len(tune.text)):
        if tune.text[place].isspace():
            kinds[place] = "space"
    for element in tune.body:
        inside = range(element.start, min(element.end, len(kinds)))
        match element:
            case Note() | Rest():
                for place in inside:
                    kinds[place] = _kind_in_note(tune.text[place])
            case Bar() | Ending():
                for place in inside:
                    kinds[place] = "bar line"
            case Field():
                for place in inside:
                    kinds[place] = "field"
    for place in np.flatnonzero(_quoted(tune, begin) == 1).tolist():
        kinds[place] = "chord symbol"
    return tuple(kinds)


def _kind_in_note(sign: str) -> str:
    if sign.isalpha():
        return "note"
    if sign in "^_=":
        return "accidental"
    return "octave" if sign in ",'" else "length" if sign.isdigit() or sign in "/<>" else "mark"


def _features(tune: Tune, columns: dict[str, Numbers]) -> Iterator[Feature]:
    size, begin = len(tune.text), _begin(tune)
    header = np.zeros(size)
    header[:begin] = 1
    yield Feature("header", header, binary=True)
    for name, values in columns.items():
        if name != "bar":
            yield Feature(name, values, binary=name in BINARY + DEGREES)
    since, until = _bar_distances(tune, begin)
    yield Feature("characters since the bar line", since)
    yield Feature("characters to the bar line", until)
    yield Feature("in a chord symbol", _quoted(tune, begin), binary=True)
    yield Feature("repeated bar", _repeated(tune, begin), binary=True)


def _bar_distances(tune: Tune, begin: int) -> tuple[Numbers, Numbers]:
    """Characters read since the last bar line (0 for its own last one), and those to come before the next."""
    since, until = (np.full(len(tune.text), math.nan) for _ in range(2))
    bars = [element for element in tune.body if isinstance(element, Bar)]
    for place, bar in enumerate(bars):
        end = bars[place + 1].start if place + 1 < len(bars) else len(tune.text)
        since[bar.start : bar.end] = 0
        since[bar.end : end] = np.arange(1, end - bar.end + 1)
    for place, bar in enumerate(bars):
        first = bars[place - 1].end if place else begin
        until[first : bar.start] = np.arange(bar.start - first, 0, -1)
        until[bar.start : bar.end] = 0
    return since, until


def _quoted(tune: Tune, begin: int) -> Numbers:
    """1 from a quotation mark to the next, in the music."""
    inside = np.full(len(tune.text), math.nan)
    fields = [element for element in tune.body if isinstance(element, Field)]
    in_fields = {place for field in fields for place in range(field.start, field.end)}
    quoted = False
    for place in range(begin, len(tune.text)):
        sign = tune.text[place]
        mark = sign == '"' and place not in in_fields
        inside[place] = float(quoted or mark)
        quoted = (quoted != mark) and sign != "\n"
    return inside


def _repeated(tune: Tune, begin: int) -> Numbers:
    """1 in a bar that has stood in this tune before, sign for sign."""
    found, seen = np.full(len(tune.text), math.nan), set[str]()
    bars = [element for element in tune.body if isinstance(element, Bar)]
    edges = [begin, *(bar.end for bar in bars)]
    ends = [*(bar.start for bar in bars), len(tune.text)]
    for start, end in zip(edges, ends, strict=True):
        text = tune.text[start:end].strip().lstrip("[0123456789,- ")  # the number of an ending
        if text:
            found[start:end] = float(text in seen)
            seen.add(text)
    return found
