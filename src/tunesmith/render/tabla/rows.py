"""Where everything stands in a bol chart: a row for each vibhag, a cell for each matra."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from tunesmith.errors import TunesmithError
from tunesmith.music.tabla.composition import Composition, Played, Section
from tunesmith.music.tabla.tala import KHALI, Tala, find_tala

MOST_ROWS = 4000


class Placed(NamedTuple):
    """A bol or a rest in the row where it begins. Matras from the beginning of the row."""

    id: str
    bol: str  # empty for a rest
    start: Fraction
    end: Fraction  # where it ends in this row


class Statement(NamedTuple):
    """The part of one statement of a repeated group that lies in this row."""

    start: Fraction  # matras from the beginning of the row
    end: Fraction
    label: str  # "1 of 3", where it begins in this row
    level: int  # 0 for the outermost group
    ends: bool  # whether it ends here


@dataclass(slots=True)
class Row:
    """One vibhag."""

    onset: Fraction  # matras from the beginning of the composition
    matras: int
    mark: str  # X, 0, 2, 3 ...
    sam: bool  # whether the cycle begins here
    notes: list[Placed] = field(default_factory=list)
    holds: list[tuple[Fraction, Fraction]] = field(default_factory=list)  # what goes on from a row before
    statements: list[Statement] = field(default_factory=list)

    @property
    def khali(self) -> bool:
        return self.mark == KHALI


@dataclass(frozen=True, slots=True)
class Block:
    """A section and its rows."""

    name: str
    speed: int
    rows: list[Row]


def blocks(composition: Composition) -> list[Block]:
    """The sections with their rows, repeats written out.

    Raises TunesmithError for an unknown tala and for a composition of more than 4,000 rows.
    """
    tala = find_tala(composition.tala)
    if composition.matras > MOST_ROWS * min(tala.vibhags):
        raise TunesmithError(f"cannot draw {composition.matras} matras: a chart has {MOST_ROWS} rows at most")
    played, ids = composition.played(), composition.element_ids()
    found: list[Block] = []
    begin = 0
    for section in composition.sections:
        end = begin + len(section.order())
        if end > begin:
            rows = _rows(played[begin:end], ids[begin:end], tala)
            _state(rows, section, played[begin:end])
            found.append(Block(section.name, section.speed, rows))
        begin = end
    return found


def statements(section: Section) -> list[tuple[int, int, int, int, int]]:
    """Of each statement of each repeat: first and end in played order, number from 1, of how many, level."""
    found: list[tuple[int, int, int, int, int]] = []

    def expand(first: int, end: int, repeats: Sequence[int], played: int, level: int) -> int:
        """Go through notes ``first`` to ``end``; gives the number of notes played by then."""
        place, rest = first, list(repeats)
        while rest:
            repeat = section.repeats[rest.pop(0)]
            inner = [number for number in rest if section.repeats[number].first < repeat.end]
            rest = rest[len(inner) :]
            played += repeat.first - place
            for number in range(1, repeat.times + 1):
                begun = played
                played = expand(repeat.first, repeat.end, inner, played, level + 1)
                found.append((begun, played, number, repeat.times, level))
            place = repeat.end
        return played + end - place

    expand(0, len(section.notes), range(len(section.repeats)), 0, 0)
    return found


def _rows(played: Sequence[Played], ids: Sequence[str], tala: Tala) -> list[Row]:
    rows: list[Row] = []
    vibhags = _vibhags(tala, played[0].onset)
    row = next(vibhags)
    rows.append(row)
    for note, name in zip(played, ids, strict=True):
        end = note.onset + note.note.duration
        if note.onset >= row.onset + row.matras:
            row = next(vibhags)
            rows.append(row)
        start = note.onset - row.onset
        row.notes.append(Placed(name, note.note.bol, start, min(end - row.onset, Fraction(row.matras))))
        while end > row.onset + row.matras:
            row = next(vibhags)
            rows.append(row)
            if note.note.bol:
                row.holds.append((Fraction(0), min(end - row.onset, Fraction(row.matras))))
    return rows


def _vibhags(tala: Tala, onset: Fraction) -> Iterator[Row]:
    """Empty rows from the vibhag in which ``onset`` lies."""
    number = tala.vibhag(onset)
    begun = onset - onset % tala.matras + tala.starts[number]
    while True:
        yield Row(begun, tala.vibhags[number], tala.marks[number], number == 0)
        begun += tala.vibhags[number]
        number = (number + 1) % len(tala.vibhags)


def _state(rows: Sequence[Row], section: Section, played: Sequence[Played]) -> None:
    """Write the statements of repeats into the rows that they lie in."""
    onsets = [note.onset for note in played]
    onsets.append(played[-1].onset + played[-1].note.duration)
    row = 0
    for first, after, number, times, level in sorted(statements(section)):
        start, end = onsets[first], onsets[after]
        while rows[row].onset + rows[row].matras <= start:
            row += 1
        place, label = row, f"{number} of {times}"
        while place < len(rows) and rows[place].onset < end:
            here = rows[place]
            left, right = max(start - here.onset, Fraction(0)), min(end - here.onset, Fraction(here.matras))
            ends = end <= here.onset + here.matras
            here.statements.append(Statement(left, right, label, level, ends))
            place, label = place + 1, ""
