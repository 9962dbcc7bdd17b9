"""The lines of a tune, and which of them are fields, music or comments (standard 2.1, section 2.2)."""

import re
from dataclasses import dataclass

_LINE = re.compile(r"([^\r\n]*)(?:\r\n|\r|\n)|([^\r\n]+)")
# A music line may begin like a field, "G:|"; the value of a field named like a note begins with no bar line.
_FIELD = re.compile(r"[ \t]*(?:([H-Zh-wy+]):|([A-Ga-gxz]):(?![|:\[\]]))")
_COMMENT = re.compile(r"(?<!\\)%")


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its offsets, and the letter where it is a field."""

    start: int
    end: int  # without the line's end
    next: int  # where the next line begins
    kind: str  # "field", "music", "comment", "blank"
    letter: str = ""  # of a field
    value_start: int = 0  # of a field: the offset after its colon


def lines_of(text: str) -> list[Line]:
    """Cut a text into lines at LF, CR or CRLF."""
    lines = []
    for match in _LINE.finditer(text):
        start, after = match.span()
        end = match.end(match.lastindex or 0)
        field = _FIELD.match(text, start, end)
        if field is not None:
            lines.append(Line(start, end, after, "field", field[1] or field[2], field.end()))
        elif text[start:end].strip() == "":
            lines.append(Line(start, end, after, "blank"))
        elif text.startswith("%", start):
            lines.append(Line(start, end, after, "comment"))
        else:
            lines.append(Line(start, end, after, "music"))
    return lines


def without_comment(value: str) -> str:
    """A field's value, stripped of its comment and the space around it."""
    if "%" in value:
        value = _COMMENT.split(value, maxsplit=1)[0].replace("\\%", "%")
    return value.strip()
