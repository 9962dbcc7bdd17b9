"""Tables of figures, some with their intervals."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape


@dataclass(frozen=True, slots=True)
class Cell:
    """A place in a table that is more than text."""

    text: str
    interval: str = ""  # stands after it, small: "1.21 to 1.27"
    best: bool = False  # of those it is compared with


@dataclass(frozen=True, slots=True)
class Table:
    """R rows of C cells, the first of each being its name. Columns of numbers are set to the right."""

    head: Sequence[str]  # (C,)
    rows: Sequence[Sequence[str | Cell]]  # (R, C)
    title: str = ""
    notes: Sequence[str] = ()


def table_html(table: Table) -> str:
    """A box that scrolls sideways where the table has no room, with its notes below; the title is not in it.

    Raises ValueError for a row that is not as long as the head.
    """
    cells = [[cell if isinstance(cell, Cell) else Cell(cell) for cell in row] for row in table.rows]
    if any(len(row) != len(table.head) for row in cells):
        raise ValueError("a row of the table is not as long as its head")
    numeric = [all(_is_number(row[column].text) for row in cells) for column in range(len(table.head))]
    double = [any(row[column].interval for row in cells) for column in range(len(table.head))]
    head = "".join(
        f'<th scope="col"{_class(number=numeric[column])}>{escape(name)}</th>'
        + ('<td class="interval"></td>' if double[column] else "")
        for column, name in enumerate(table.head)
    )
    rows = "".join(
        "<tr>"
        + "".join(
            _cell(column, *given) for column, given in enumerate(zip(row, numeric, double, strict=True))
        )
        + "</tr>"
        for row in cells
    )
    notes = "".join(f'<p class="note">{escape(note)}</p>' for note in table.notes)
    label = f' role="region" aria-label="{escape(table.title or "Figures")}" tabindex="0"'
    whole = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    return f'<div class="wide"{label}>{whole}</div>{notes}'


def _cell(column: int, cell: Cell, numeric: bool, double: bool) -> str:
    """Intervals stand in a column of their own, so that figures stand below each other."""
    names = _class(number=numeric, best=cell.best)
    main = (
        f"<td{names}>{escape(cell.text)}</td>"
        if column
        else f'<th scope="row"{names}>{escape(cell.text)}</th>'
    )
    return main + (f'<td class="interval">{escape(cell.interval)}</td>' if double else "")


def _class(**given: bool) -> str:
    names = " ".join(name for name, holds in given.items() if holds)
    return f' class="{names}"' if names else ""


def _is_number(text: str) -> bool:
    """Whether a cell holds a number, or the sign that there is none."""
    return not text or text in "-–" or text.lstrip("+-\N{MINUS SIGN}±<≈ ")[:1].isdigit()
