"""Files -> pieces, in a fixed order."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tunesmith.corpora.corpus import Dropped
from tunesmith.errors import TunesmithError
from tunesmith.music.abc.book import read_text, split_book
from tunesmith.music.piece import Piece


@dataclass(frozen=True, slots=True)
class Reading:
    """All that some places hold, before any cleaning."""

    pieces: tuple[Piece, ...]
    unread: tuple[Dropped, ...]
    checksum: str  # sha256 of the bytes of all files, one after the other


def read_places(places: Iterable[tuple[str, Path]]) -> Reading:
    """Read ABC files and folders, each given with the first part of its pieces' ids.

    A folder stands for every ``*.abc`` below it, sorted by path. A file that cannot be read, or holds no
    tune, is reported. A piece's id is PREFIX/FILE/NUMBER, as in "oneills/0001-0050/12"; where a file uses a
    number again, the line of its X: is added: "oneills/0001-0050/12:340".
    """
    pieces: dict[str, Piece] = {}
    unread: list[Dropped] = []
    checksum = hashlib.sha256()
    for prefix, place in places:
        for path in _abc_files(place):
            name = path.relative_to(place).as_posix() if path != place else path.name
            try:
                checksum.update(path.read_bytes())
                tunes = split_book(read_text(path)).tunes
            except (OSError, TunesmithError) as error:
                unread.append(Dropped("", name, "unreadable", str(error)))
                continue
            if not tunes:
                unread.append(Dropped("", name, "no-tune", "no line starts with X:, so there is no tune"))
            for tune in tunes:
                id = f"{prefix}/{name.removesuffix('.abc')}/{_field(tune.text, 'X')}"
                id = f"{id}:{tune.line}" if id in pieces else id
                pieces[id] = Piece(id, _field(tune.text, "T"), "abc", tune.text, f"{name}:{tune.line}")
    return Reading(tuple(pieces.values()), tuple(unread), checksum.hexdigest())


def _abc_files(place: Path) -> list[Path]:
    if not place.is_dir():
        return [place]
    return sorted(path for path in place.rglob("*.abc") if path.is_file())


def _field(text: str, letter: str) -> str:
    """The first field of this letter, "" if there is none."""
    match = re.search(rf"^{letter}:[ \t]*(.*?)[ \t]*$", text, re.MULTILINE)
    return match[1] if match else ""
