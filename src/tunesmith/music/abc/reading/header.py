"""The header of a tune: its fields up to K:."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from tunesmith.music.abc.reading.fields import read_field, read_tempo
from tunesmith.music.abc.reading.lines import Line, without_comment
from tunesmith.music.abc.rules import Findings
from tunesmith.music.abc.tune import Field, Tempo
from tunesmith.music.key import C_MAJOR, Key
from tunesmith.music.meter import FREE, Meter


@dataclass(frozen=True, slots=True)
class Header:
    """What the header says, with the standard's defaults where it is silent."""

    fields: tuple[Field, ...]
    lines: int  # of the text that belong to it
    number: str
    titles: tuple[str, ...]
    meter: Meter
    unit: Fraction  # of a whole note
    key: Key
    rhythm: str
    tempo: Tempo | None


def read_header(text: str, lines: Sequence[Line], findings: Findings) -> Header:
    """Read fields up to the first K:, or up to the first line of music where it is missing."""
    fields, count = _fields(text, lines, findings)
    last = {field.letter: field for field in reversed(fields)} | {field.letter: field for field in fields}
    where = lines[count - 1].start if count else 0
    if "X" not in last:
        findings.add(0, "number-missing", "the tune has no X: field; begin it with X:1")
    if "M" not in last:
        findings.add(where, "metre-missing", "the header has no M: field; write M:6/8, or M:none")
    if "K" not in last:
        findings.add(where, "key-missing", "the header has no K: field; end it with one, such as K:D")
    meter = (last["M"].meter if "M" in last else None) or FREE
    unit = (last["L"].unit if "L" in last else None) or meter.default_unit
    tempo = None
    if "Q" in last:
        tempo, understood = read_tempo(last["Q"].value, unit)
        if not understood:
            message = f"“{last['Q'].value}” is not a tempo; write beats a minute, such as 3/8=120"
            findings.add(last["Q"].start, "tempo-unknown", message)
    return Header(
        tuple(fields),
        count,
        number=last["X"].value if "X" in last else "",
        titles=tuple(field.value for field in fields if field.letter == "T"),
        meter=meter,
        unit=unit,
        key=(last["K"].key if "K" in last else None) or C_MAJOR,
        rhythm=last["R"].value if "R" in last else "",
        tempo=tempo,
    )


def _fields(text: str, lines: Sequence[Line], findings: Findings) -> tuple[list[Field], int]:
    """The header's fields and how many lines it takes."""
    fields: list[Field] = []
    blank = None
    for index, line in enumerate(lines):
        if line.kind == "music":
            if not _goes_on(lines, index + 1):
                return fields, index
            findings.add(line.start, "unexpected-text", "this header line is no field; begin it with N: or %")
        if line.kind == "blank" and fields:
            blank = line.start
        if line.kind != "field":
            continue
        if blank is not None:
            findings.add(blank, "blank-line", "a blank line ends a tune; take it out of the header")
            blank = None
        value = without_comment(text[line.value_start : line.end])
        fields.append(read_field(line.start, line.end, line.letter, value, False, findings))
        if line.letter == "K":
            return fields, index + 1
    return fields, len(lines)


def _goes_on(lines: Sequence[Line], index: int) -> bool:
    """Whether K: still comes before the next line of music."""
    for line in lines[index : index + 100]:
        if line.kind == "music":
            return False
        if line.letter == "K":
            return True
    return False
