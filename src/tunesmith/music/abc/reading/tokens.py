"""The smallest signs of a line of music, and the meaning of notes and lengths.

``TOKEN`` matches at every position of a music line; the name of the group that matched is the sign's kind.
No alternative looks further than the sign it matches, or than the next character that cannot be part of
one, so that reading a line takes time proportional to its length, whatever stands there.
"""

import re
from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache, partial
from typing import NamedTuple

from tunesmith.music.key import ALTERATIONS

_LENGTH = r"(?:\d{1,9})?(?:/{1,9}\d{0,9})?"
_NOTE = rf"(?:[A-Ga-g]|(?:\^\^?|__?|=)[A-Ga-g])[,']{{0,9}}{_LENGTH}"
_QUOTE = r'"[^"\r\n]*"'
_DECORATION = r'![^!\s|"]{1,40}!'

TOKEN = re.compile(
    rf"""
      (?P<space>\s+)
    | (?P<note>{_NOTE})
    | (?P<bar>
          (?:\.(?=\|))? :{{0,9}}+ (?:\[\|\] | \[?\|{{1,9}}+\]?) (?: :{{1,9}}+(?!\||\]|\[\|) )?
        | :{{2,9}} | :\] )
    | (?P<ending>\[\ ?\d{{1,9}}(?:[,-]\d{{1,9}}){{0,20}} | (?<=[|:\]])\d{{1,9}}(?:[,-]\d{{1,9}}){{0,20}})
    | (?P<broken>>+|<+)
    | (?P<quote>{_QUOTE})
    | (?P<tuplet>\(\d{{1,9}}(?::\d{{0,9}}){{0,2}})
    | (?P<open>\.?\()
    | (?P<close>\))
    | (?P<rest>[zxZX]{_LENGTH})
    | (?P<decoration>{_DECORATION} | \+[A-Za-z0-9.()<>]{{1,40}}\+ | [~.H-WUh-w])
    | (?P<inline>\[[A-Za-z]:[^\[\]\r\n]*\])
    | (?P<chord>\[(?:{_QUOTE}|{_DECORATION}|[^\[\]"|%\r\n])*+\]{_LENGTH})
    | (?P<grace>\{{[^{{}}|\r\n]*\}})
    | (?P<tie>-)
    | (?P<nothing>`+|y{_LENGTH})
    | (?P<comment>%.*)
    | (?P<continuation>\\(?=[ \t]*(?:%|$)))
    | (?P<linebreak>[!$])
    | (?P<overlay>&+)
    | (?P<junk>.)
    """,
    re.VERBOSE | re.MULTILINE,
)
_LENGTH_PARTS = re.compile(r"(\d*)(/*)(\d*)")
_NOTE_PARTS = re.compile(r"(\^\^?|__?|=)?([A-Ga-g])([,']*)(.*)")
ONE = Fraction(1)


class NoteSign(NamedTuple):
    """A note as its characters say, before key and bar give it a sound."""

    step: str
    octave: int
    accidental: int | None
    length: Fraction  # in quarter notes
    complaint: str  # a rule broken, or ""


@lru_cache(maxsize=64)
def note_reader(unit: Fraction) -> Callable[[str], NoteSign]:
    """A reader of ``note`` tokens that remembers them: there are few different ones. ``unit``: quarters."""
    return lru_cache(maxsize=4096)(partial(read_note, unit=unit))


def read_note(token: str, unit: Fraction) -> NoteSign:
    """Read one ``note`` token: ``^c'3/2`` is C sharp in octave 6, one and a half unit lengths."""
    match = _NOTE_PARTS.fullmatch(token)
    assert match is not None, token
    sign, letter, marks, length_text = match.groups()
    octave = (5 if letter.islower() else 4) + marks.count("'") - marks.count(",")
    length = read_length(length_text)
    complaint = "" if length is not None else "length-unknown"
    if not 0 <= octave <= 8:  # one octave is left on either side for what accidentals and keys may add
        octave, complaint = min(max(octave, 0), 8), "pitch-range"
    accidental = ALTERATIONS[sign] if sign else None
    return NoteSign(letter.upper(), octave, accidental, (length or ONE) * unit, complaint)


@lru_cache(maxsize=1024)
def read_length(text: str) -> Fraction | None:
    """``3``, ``3/2``, ``/4``, ``/``, ``//`` in unit lengths; None for 0, over 9999 and below 1/1024."""
    match = _LENGTH_PARTS.fullmatch(text)
    if match is None or len(match[1]) > 4 or len(match[3]) > 4 or len(match[2]) > 10:
        return None
    numerator, slashes, denominator = match.groups()
    if denominator and len(slashes) > 1:
        return None
    below = int(denominator) if denominator else 2 ** len(slashes)
    above = int(numerator) if numerator else 1
    return Fraction(above, below) if above > 0 and 0 < below <= 1024 else None


@lru_cache(maxsize=1024)
def read_bar(token: str) -> tuple[str, int, int]:
    """The style of a bar line, and the colons before and after it: ``:||:`` is ("||", 1, 1)."""
    if token == ":]":  # a common slip for :|]
        return "|]", 1, 0
    if "|" not in token:
        return "|", len(token) // 2, len(token) // 2
    closes = len(token) - len(token.lstrip(":"))
    opens = len(token) - len(token.rstrip(":"))
    line = token.strip(":")
    if line.startswith("["):
        style = "[|]" if line.endswith("]") else "[|"
    elif line.endswith("]"):
        style = "|]"
    elif line.startswith("."):
        style = ".|"
    else:
        style = "||" if len(line) > 1 else "|"
    return style, closes, opens
