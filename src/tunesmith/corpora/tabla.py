"""Tabla compositions in a corpus: those made by rule, and any others, cleaned and compared."""

import hashlib
import zlib
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from tunesmith.corpora.corpus import Dropped
from tunesmith.corpora.download import cache_folder
from tunesmith.files import write_atomic
from tunesmith.music.piece import Piece
from tunesmith.music.tabla.bols import known_bol
from tunesmith.music.tabla.composition import Composition
from tunesmith.music.tabla.forms import THEME
from tunesmith.music.tabla.tala import known_tala
from tunesmith.music.tabla.text import read

LONGEST = 50_000  # characters of one composition
# Of the compositions made by rule, as one file. The test that finds another number tells what to do.
SHA256 = "f79f139a6fcf1919db5d249272000fe23660cbeb6c0160bc144b9381621a3c75"
_SHORT = 24  # notes: of fewer, ``near_duplicates`` has too little to go by


def rule_file() -> Path:
    """The compositions of ``music.tabla.compositions`` as a file of the cache; making them takes seconds."""
    place = cache_folder() / "tabla-by-rule.tabla"
    with suppress(OSError):
        if hashlib.sha256(place.read_bytes()).hexdigest() == SHA256:
            return place
    write_atomic(place, rule_text())
    return place


def rule_text() -> str:
    from tunesmith.music.tabla.compositions import compositions

    return "\n".join(compositions())


def clean_tabla(pieces: Iterable[Piece]) -> tuple[dict[str, bytes], list[Dropped]]:
    """The ids of the pieces that can be used, each with its melody, and the other pieces with the reason.

    Of compositions that differ in nothing but their titles the first is kept.
    """
    kept: dict[str, bytes] = {}
    dropped: list[Dropped] = []
    first: dict[Composition, str] = {}
    for piece in pieces:
        composition, _ = read(piece.content[: LONGEST + 1])
        music = _music(composition)
        fault = _fault(piece, composition)
        if fault is None and music in first:
            fault = ("duplicate", f"the same music as {first[music]}")
        if fault is None:
            first[music] = piece.id
            kept[piece.id] = melody(composition)
        else:
            dropped.append(Dropped(piece.id, piece.source, *fault))
    return kept, dropped


def melody(composition: Composition) -> bytes:
    """A byte for each bol with its length; of the theme alone where there is one, for its variations are it.

    A short piece is followed by a digest of itself, so that it is like those alone that are the same.
    """
    themes = [section for section in composition.sections if section.name == THEME]
    notes = [note for section in themes or composition.sections for note in section.notes]
    told = [f"{_name(note.bol)}={note.duration}" for note in notes]
    heard = bytes(zlib.crc32(word.encode()) & 255 for word in told)
    return heard if len(heard) >= _SHORT else heard + hashlib.sha256(repr(told).encode()).digest()


def _music(composition: Composition) -> Composition:
    sections = tuple(section for section in composition.sections if section.notes)
    return Composition(composition.tala, sections, composition.laya, composition.form)


def _fault(piece: Piece, composition: Composition) -> tuple[str, str] | None:
    if len(piece.content) > LONGEST:
        return "too-long", f"{len(piece.content):,} characters are too many for one composition"
    notes = [note for section in composition.sections for note in section.notes]
    if not any(note.bol for note in notes):
        return "no-notes", "no bols"
    if known_tala(composition.tala) is None:
        return "unknown-tala", f"no tala is called {composition.tala!r}" if composition.tala else "no tala"
    strange = [note.bol for note in notes if note.bol and known_bol(note.bol) is None]
    if strange:
        return "unknown-bol", f"unknown bol {strange[0]!r}"
    return None


def _name(bol: str) -> str:
    known = known_bol(bol)
    return known.name if known else bol
