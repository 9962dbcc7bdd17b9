"""Engraves a tabla composition: the usual grid of bols, a row for each vibhag.

Before each row stands its mark: X for sam, 0 for khali, numbers for the other claps. Bols that share a matra
stand close together over an arc, as V. N. Bhatkhande wrote them; a rest is a dash, a line goes on with a bol
that lasts.
"""

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from html import escape
from itertools import accumulate, pairwise
from typing import NamedTuple

from tunesmith.music.tabla.bols import known_bol
from tunesmith.music.tabla.composition import Composition
from tunesmith.music.tabla.tala import KHALI, Tala, find_tala
from tunesmith.render.sheet import Sheet
from tunesmith.render.tabla.rows import Block, Placed, Row, blocks

WIDTH, NARROW = 800, 420  # pixels, as all lengths here: of a page, and of a telephone
_ROW, _GAP, _CYCLE, _SECTION, _BRACKET = 42, 5, 14, 44, 17
_INK, _MUTED, _LINE, _PAPER = "#22252b", "#8b8f98", "#b9b6ae", "#fff"
_SAM, _KHALI = "#a3342c", "#3b6489"
_BANDS = {"plain": "#f6f5f2", "sam": "#fbeee9", "khali": "#ecf2f7"}
# What a style sheet may set instead, in a chart that stands in a web page.
_NAMES = {
    _INK: "ink", _MUTED: "muted", _LINE: "line", _PAPER: "paper", _SAM: "sam", _KHALI: "khali",
    **{colour: f"{kind}-band" for kind, colour in _BANDS.items()},
}  # fmt: skip
_SIZES = (22.0, 19.0, 18.0, 17.0)  # of one to four bols in a matra
_SMALLEST, _CROWDED, _MORE = 6.0, 14.0, 15.0
_NARROW, _WIDE = frozenset("ijlrtf-"), frozenset("mw")


class _Frame(NamedTuple):
    """Where things are from left to right."""

    width: int
    margin: int  # at the sides
    left: int  # of the grid: the marks stand before it
    cell: float  # the width of a matra


def svg(composition: Composition, prefix: str = "", *, narrow: bool = False) -> str:
    """The chart on one page 800 pixels wide and as tall as need be, a document that needs nothing beside it.

    Every bol and rest is a ``text`` element whose id is of ``Composition.element_ids``, ``prefix`` before it,
    so that a web page can highlight it and hold several charts. ``narrow`` has half the width, for
    telephones. Raises TunesmithError for an unknown tala and for a composition of more than 4,000 rows.
    """
    tala = find_tala(composition.tala)
    width, margin, marks = (NARROW, 6, 34) if narrow else (WIDTH, 48, 52)
    frame = _Frame(width, margin, margin + marks, (width - 2 * margin - marks) / max(tala.vibhags))
    parts = list(_head(composition, tala, frame))
    y = 110.0
    for block in blocks(composition):
        y += _SECTION
        parts.append(_heading(block, y - 11, frame))
        for number, row in enumerate(block.rows):
            if number:
                y += _CYCLE if row.sam else _GAP
            y += _BRACKET * (1 + max((s.level for s in row.statements), default=-1))
            parts += _row(row, y, frame, prefix)
            y += _ROW
    y += 34
    parts.append(_text(frame.left, y, _legend(tala), 13, _MUTED))
    height = round(y + 34)
    size = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    font = 'font-family="STIXGeneral, Times, serif"'
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} id="{escape(prefix)}sheet" {font}>\n{body}\n</svg>\n'
    )


def themed(chart: str) -> str:
    """A chart whose colours a style sheet may set: ``--bol-ink``, ``--bol-sam-band`` and so on."""
    for colour, name in _NAMES.items():
        chart = chart.replace(f'"{colour}"', f'"var(--bol-{name}, {colour})"')
    return chart


def png(composition: Composition, *, zoom: float = 2.0) -> bytes:
    """The chart as pixels on white; ``zoom`` 2 is 1600 of them wide."""
    return Sheet((svg(composition),)).png(zoom)


def pdf(*compositions: Composition) -> bytes:
    """A page for each chart, as tall as it is, with text that can be searched."""
    return Sheet(tuple(svg(composition) for composition in compositions)).pdf()


def _head(composition: Composition, tala: Tala, frame: _Frame) -> Iterator[str]:
    name = tala.name.capitalize()
    title = composition.title or f"{name} {composition.form}".strip()
    room = frame.width - 2 * frame.margin
    size = min(34, 34 * room / _width(title, 34))
    yield _text(frame.margin, 66, title[:1].upper() + title[1:], size, _INK)
    named = [name, composition.form] if composition.title else []
    cycle = f"{tala.matras} matras, {' + '.join(map(str, tala.vibhags))}"
    facts = [*named, cycle, f"laya {composition.laya}"]
    told = " · ".join(fact for fact in facts if fact)
    yield _text(frame.margin, 94, told, min(17, 17 * room / _width(told, 17)), _MUTED)
    yield f'<path d="M{frame.margin} 112.5H{frame.width - frame.margin}" stroke="{_LINE}"/>'


def _heading(block: Block, y: float, frame: _Frame) -> str:
    speed = f"  × {block.speed}" if block.speed > 1 else ""
    return _text(frame.left, y, block.name.capitalize() + speed, 17, _INK, ' font-style="italic"')


def _legend(tala: Tala) -> str:
    claps = sorted({mark for mark in tala.marks if mark.isdigit() and mark != KHALI})
    if tala.marks[0] == KHALI:  # rupak, whose sam is waved
        parts = ["0 sam, which is khali here"]
    else:
        parts = ["X sam", "0 khali"] if KHALI in tala.marks else ["X sam"]
    return " · ".join([*parts, *([f"{' '.join(claps)} claps"] if claps else [])])


def _row(row: Row, y: float, frame: _Frame, prefix: str) -> Iterator[str]:
    """One vibhag, its upper edge at ``y``."""
    left, cell = frame.left, frame.cell
    kind = "sam" if row.sam else "khali" if row.khali else "plain"
    colour = {"sam": _SAM, "khali": _KHALI, "plain": _MUTED}[kind]
    width = row.matras * cell
    yield (
        f'<rect class="vibhag {kind}" x="{left}" y="{y:g}" width="{width:g}" height="{_ROW}" rx="4" '
        f'fill="{_BANDS[kind]}"/>'
    )
    weight = ' font-weight="bold"' if row.sam else ""
    yield _text(
        (frame.margin + left) / 2, y + 28, row.mark, 21, colour, f'{weight} text-anchor="middle" class="mark"'
    )
    lines = "".join(f"M{left + number * cell:g} {y:g}v{_ROW}" for number in _between(row))
    if lines:
        yield f'<path d="{lines}" stroke="{_PAPER}" stroke-width="2"/>'
    for statement in row.statements:
        yield _bracket(
            left + float(statement.start) * cell,
            left + float(statement.end) * cell,
            y - 5.5 - _BRACKET * (max(s.level for s in row.statements) - statement.level),
            statement.label,
            statement.ends,
        )
    for start, end in row.holds:
        yield _hold(left + float(start) * cell + 10, left + float(end) * cell - 12, y)
    cells = defaultdict[int, list[Placed]](list)
    for note in row.notes:
        cells[int(note.start)].append(note)
    for number, notes in cells.items():
        yield from _cell(notes, number, row, y, frame, prefix)


def _between(row: Row) -> list[int]:
    """The matras of a row before which a line stands: not where a phrase is written across it."""
    whole = [(int(note.start), _shown_end(note, int(note.start))) for note in row.notes]
    return [n for n in range(1, row.matras) if not any(start < n < end for start, end in whole)]


def _cell(notes: list[Placed], number: int, row: Row, y: float, frame: _Frame, prefix: str) -> Iterator[str]:
    """What begins in one matra."""
    cell, several = frame.cell, len(notes) > 1
    inset = 0.05 * cell if several else 0.0
    left = frame.left + number * cell + inset
    room = cell - 2 * inset  # for a matra
    size = _SIZES[len(notes) - 1] if len(notes) <= len(_SIZES) else _MORE
    spans = [(float(note.start - number), float(_shown_end(note, number) - number)) for note in notes]
    for note, (start, end) in zip(notes, spans, strict=True):
        size = min(size, 0.92 * size * (end - start) * room / _width(note.bol or "-", size))
    if several and size < _CROWDED:
        spans, size = _crowded(notes, spans[0][0], spans[-1][1], room)
    size = max(size, _SMALLEST)
    for note, (start, end) in zip(notes, spans, strict=True):
        middle = left + (start + end) / 2 * room
        sam = row.sam and note.start == 0 and note.bol
        colour = _SAM if sam else _INK if note.bol else _MUTED
        look = ' text-anchor="middle"' + (' font-weight="bold"' if sam else "")
        name = escape(f"{prefix}{note.id}")
        yield _text(middle, y + 27, note.bol or "–", size, colour, f'{look} id="{name}"')
        lasts = float(note.end - number)
        if note.bol and lasts > end and note is notes[-1]:  # others end where the next one begins
            yield _hold(middle + _width(note.bol, size) / 2 + 9, left + lasts * room - 12, y)
        elif end > 1:
            yield _arc(left + (start + 0.22) * room, left + (end - 0.22) * room, y)
    if several:
        yield _arc(left + spans[0][0] * room + 4, left + min(spans[-1][1], 1.0) * room - 4, y)


def _crowded(
    notes: list[Placed], start: float, end: float, room: float
) -> tuple[list[tuple[float, float]], float]:
    """Places by the letters and not by time, where a long bol in little time would make them all tiny."""
    widths = [_width(note.bol or "-", 1) + 0.3 for note in notes]
    share = (end - start) / sum(widths)
    ends = list(accumulate((share * width for width in widths), initial=start))
    return list(pairwise(ends)), min(_MORE, 0.97 * share * room)


def _shown_end(note: Placed, number: int) -> Fraction:
    """Where the room for its letters ends: a phrase such as tete takes all its matras, others their first."""
    bol = known_bol(note.bol)
    if bol is not None and len(bol.strokes) > 1 and note.start == number:
        return note.end
    return min(note.end, Fraction(number + 1))


def _arc(left: float, right: float, y: float) -> str:
    foot = y + _ROW - 9
    return (
        f'<path d="M{left:g} {foot:g}Q{(left + right) / 2:g} {foot + 8:g} {right:g} {foot:g}" fill="none" '
        f'stroke="{_LINE}"/>'
    )


def _hold(left: float, right: float, y: float) -> str:
    return f'<path d="M{left:g} {y + 21.5:g}H{max(left, right):g}" stroke="{_LINE}"/>'


def _bracket(left: float, right: float, y: float, label: str, ends: bool) -> str:
    """A line over a statement, with a foot where it begins and where it ends."""
    begins = f"M{left + 4:g} {y + 4:g}V{y:g}" if label else f"M{left:g} {y:g}"
    closes = f"H{right - 4:g}V{y + 4:g}" if ends else f"H{right:g}"
    line = f'<path d="{begins}{closes}" fill="none" stroke="{_LINE}"/>'
    if not label:
        return line
    wide = _width(label, 12) + 10
    # The line is interrupted for the words.
    patch = f'<rect x="{left + 12:g}" y="{y - 3:g}" width="{wide:g}" height="6" fill="{_PAPER}"/>'
    return line + patch + _text(left + 17, y + 4, label, 12, _MUTED)


def _text(x: float, y: float, words: str, size: float, colour: str, more: str = "") -> str:
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="{size:.4g}" fill="{colour}"{more}>'
        f"{escape(_printable(words), quote=False)}</text>"
    )


def _printable(words: str) -> str:
    """Without the control characters that XML forbids."""
    return "".join(sign if sign.isprintable() else " " for sign in words)


def _width(words: str, size: float) -> float:
    """About how wide STIXGeneral draws them."""
    return size * sum(0.34 if s in _NARROW else 0.8 if s in _WIDE or s.isupper() else 0.5 for s in words)
