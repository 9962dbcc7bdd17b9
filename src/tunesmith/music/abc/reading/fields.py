"""The values of information fields (standard 2.1, section 3)."""

import re
from fractions import Fraction

from tunesmith.music.abc.rules import Findings
from tunesmith.music.abc.tune import Field, Tempo
from tunesmith.music.key import parse_key
from tunesmith.music.meter import parse_meter

_UNIT = re.compile(r"(\d{1,3})\s*(?:/\s*(\d{1,4}))?")
_TEMPO_TEXT = re.compile(r'"([^"]*)"')
_BEATS = re.compile(r"((?:\d{1,3}/\d{1,3}\s*)+|C\d{0,3})\s*=\s*(\d{1,4}(?:\.\d{1,3})?)")
_PLAIN_TEMPO = re.compile(r"=?\s*(\d{1,4}(?:\.\d{1,3})?)")


def read_field(start: int, end: int, letter: str, value: str, inline: bool, findings: Findings) -> Field:
    """A field of a stripped value, with its key, metre or unit where it has one; errors are reported."""
    key = meter = unit = None
    if letter == "K":
        key, complaint = parse_key(value)
        if complaint:
            findings.add(start, "key-unknown", complaint)
    elif letter == "M":
        meter = parse_meter(value)
        if meter is None:
            findings.add(start, "metre-unknown", f"“{value}” is not a metre; write 6/8, C, C| or none")
    elif letter == "L":
        unit = read_unit(value)
        if unit is None:
            findings.add(start, "unit-unknown", f"“{value}” is not a unit length; write one such as 1/8")
    return Field(start, end, letter, value, inline, key, meter, unit)


def read_unit(value: str) -> Fraction | None:
    """``1/8`` as a fraction of a whole note; None when it is none."""
    match = _UNIT.fullmatch(value)
    if match is None:
        return None
    above, below = int(match[1]), int(match[2] or 1)
    return Fraction(above, below) if above > 0 and 0 < below <= 1024 else None


def read_tempo(value: str, unit: Fraction) -> tuple[Tempo | None, bool]:
    """The tempo of a ``Q:`` field, and whether the field was understood; words alone give no tempo.

    ``3/8=120``, ``1/4 1/8=80`` (one beat of 3/8) and a word in quotes are the standard's; the older
    ``C=120`` and ``C3=40`` count in unit lengths; a bare ``120`` counts quarter notes, as abc2midi does.
    """
    words = " ".join(_TEMPO_TEXT.findall(value))
    rest = _TEMPO_TEXT.sub(" ", value).strip()
    if not rest:
        return None, True
    beats = _BEATS.fullmatch(rest)
    plain = _PLAIN_TEMPO.fullmatch(rest)
    if beats is not None:
        beat = _beat(beats[1], unit)
        per_minute = Fraction(beats[2])
    elif plain is not None:
        beat, per_minute = Fraction(1, 4), Fraction(plain[1])
    else:
        return None, False
    if beat is None or not 0 < per_minute * beat <= 10_000:
        return None, False
    return Tempo(beat, per_minute, words), True


def _beat(text: str, unit: Fraction) -> Fraction | None:
    if text.startswith("C"):
        return unit * int(text[1:] or 1)
    pairs = [part.split("/") for part in text.split()]
    if any(int(below) == 0 for _, below in pairs):
        return None
    return sum((Fraction(int(above), int(below)) for above, below in pairs), Fraction(0))
