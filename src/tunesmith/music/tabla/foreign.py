"""Tabla as others write it: beats with semicolons, lines of the Bol Processor, cells with pipes.

The Bol Processor's ``4+4+4+4/4`` gives the vibhags and how many symbols make a beat; full stops part the
beats (B. Bel and J. Kippen, "Bol Processor grammars", 1992). ``tr`` and ``kt`` are one symbol each there.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from tunesmith.errors import TunesmithError
from tunesmith.music.tabla.bols import known_bol, split
from tunesmith.music.tabla.composition import LAYA, Composition, Note, Section
from tunesmith.music.tabla.tala import TALAS, Tala, find_tala
from tunesmith.music.tabla.variations import barred

BEATS, BOL_PROCESSOR, CELLS = "semicolons", "Bol Processor", "pipes"
RESTS = ("-", "_", "s", "0")
PAIRED = {"trkt": ("tirakita", 2), "tr": ("tere", 1), "kt": ("kita", 1)}  # bols and how many symbols they are
_METER = re.compile(r"^\s*([0-9]{1,3}(?:\+[0-9]{1,3})*)(?:/([0-9]{1,3}))?(?=\s|$)")
_CELL = re.compile(r"([A-Za-z]+)[0-9]*|([-_0])")
_LENGTH = re.compile(r"\[\s*([0-9]{1,3})\s*(?:/\s*([0-9]{1,3})\s*)?\]\s*$")
_MERGED = 6  # syllables that may make one bol


@dataclass(frozen=True, slots=True)
class Foreign:
    """What another notation says."""

    composition: Composition
    kind: str  # which notation it is: BEATS, BOL_PROCESSOR or CELLS
    told: tuple[str, ...] = ()  # what was guessed, a sentence each


def read_foreign(text: str, tala: str = "", laya: int = LAYA) -> Foreign:
    """A composition in any of the three. Without ``tala`` it is guessed from the matras, and told.

    Raises TunesmithError where the text is none of them, a bol is unknown, or no tala has so many matras.
    """
    kind = find_kind(text)
    meter = _METER.match(text) if kind == BOL_PROCESSOR else None
    vibhags = tuple(map(int, meter[1].split("+"))) if meter else ()
    body = text[meter.end() :] if meter else text
    readers = {BEATS: _beats, BOL_PROCESSOR: _fragments, CELLS: _cells}
    notes = tuple(readers[kind](body))
    if not notes:
        raise TunesmithError("there are no bols in this text: write some, such as 'DHA GE; TI RA KI TA'")
    found, told = (find_tala(tala), ()) if tala else _guess(notes, vibhags)
    section = barred(Section("theme", notes), found)
    return Foreign(Composition(found.name, (section,), laya), kind, told)


def find_kind(text: str) -> str:
    """Which notation it is. Raises TunesmithError where it is none."""
    if ";" in text:
        return BEATS
    if _METER.match(text) or re.search(r"(^|\s)\.(\s|$)", text):
        return BOL_PROCESSOR
    if "|" in text:
        return CELLS
    raise TunesmithError(
        "not tabla that can be read: beats end with ';', cells with '|', fragments with ' . '"
    )


def _guess(notes: tuple[Note, ...], vibhags: tuple[int, ...]) -> tuple[Tala, tuple[str, ...]]:
    """The tala with these vibhags, or the first of ``TALAS`` of which the matras are whole cycles."""
    length = sum((note.duration for note in notes), Fraction(0))
    for tala in TALAS:
        if tala.vibhags == vibhags:
            return tala, (f"vibhags of {'+'.join(map(str, vibhags))}: taken for {tala.name}",)
    of_length = [tala for tala in TALAS if tala.matras == length]
    whole = of_length or [tala for tala in TALAS if length % tala.matras == 0]
    if not whole:
        raise TunesmithError(
            f"no tala has {length} matras: say which it is with --tala, and complete the cycle"
        )
    others = f", which {', '.join(tala.name for tala in whole[1:])} have too" if whole[1:] else ""
    return whole[0], (f"{length} matras: taken for {whole[0].name}{others}; --tala says which",)


def _beats(text: str) -> Iterator[Note]:
    """``DHA GE TI RA KI TA; ...``: bols with commas or spaces between them share a beat equally."""
    for beat in text.split(";"):
        words = [word for word in re.split(r"[\s,]+", beat.strip()) if word]
        if words:
            yield from _shared(_merged(words), Fraction(1))


def _cells(text: str) -> Iterator[Note]:
    """``Dha1[2] | Ti | - |``: a matra each, or as long as the brackets say; the digit of a bol is dropped."""
    for cell in text.split("|"):
        length = _LENGTH.search(cell)
        body = cell[: length.start()] if length else cell
        words = [match[1] or match[2] for match in _CELL.finditer(body)]
        left = _CELL.sub("", body).strip(" \t\r\n,")
        if left:
            raise TunesmithError(f"cell {cell.strip()!r} cannot be read: write it as Dha, Dha1, Dha[2] or -")
        if length and (not int(length[1]) or length[2] == "0"):
            raise TunesmithError(f"cell {cell.strip()!r} has no length: write matras such as [2] or [1/2]")
        matras = Fraction(int(length[1]), int(length[2] or 1)) if length else Fraction(1)
        if words:
            yield from _shared(_merged(words), matras)


def _fragments(text: str) -> Iterator[Note]:
    """``dhatidhage . nadhatrkt .``: fragments of one beat, whose symbols share it equally."""
    for fragment in re.split(r"(?:^|\s)\.(?=\s|$)|\n", text):
        symbols = [symbol for word in fragment.split() for symbol in _symbols(word)]
        if symbols:
            yield from _shared(symbols, Fraction(1))


def _symbols(word: str) -> Iterator[tuple[str, int]]:
    """The bols of a joined word, each with how many symbols it is."""
    for chunk in re.findall(r"[-_]|trkt|tr(?![aeiou])|kt|(?:(?!trkt|tr(?![aeiou])|kt)[^-_])+", word.lower()):
        if chunk in PAIRED:
            yield PAIRED[chunk]
        elif chunk in RESTS:
            yield "", 1
        else:
            bols = split(chunk)
            if not bols:
                raise TunesmithError(f"unknown bols {chunk!r} in {word!r}: see the list in docs/tabla.md")
            yield from ((bol.name, len(bol.strokes)) for bol, _, _ in bols)


def _merged(words: list[str]) -> list[tuple[str, int]]:
    """Bols and their shares; syllables that one bol is said with, such as TI RA KI TA, become it."""
    found: list[tuple[str, int]] = []
    place = 0
    while place < len(words):
        for size in range(min(_MERGED, len(words) - place), 1, -1):
            bol = known_bol("".join(words[place : place + size]))
            if bol and len(bol.strokes) == size:
                break
        else:
            size, bol = 1, None
        if bol:
            found.append((bol.name, size))
        elif words[place].lower() in RESTS:
            found.append(("", 1))
        else:
            bols = split(words[place])
            if not bols:
                raise TunesmithError(f"unknown bol {words[place]!r}: see the list in docs/tabla.md")
            found += [(bol.name, len(bol.strokes)) for bol, _, _ in bols]
        place += size
    return found


def _shared(symbols: list[tuple[str, int]], length: Fraction) -> Iterator[Note]:
    whole = sum(size for _, size in symbols)
    for name, size in symbols:
        yield Note(name, length * size / whole)
