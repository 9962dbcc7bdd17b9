"""Files -> pieces, in a fixed order."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

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
            except OSError as error:
                unread.append(Dropped("", name, "unreadable", (error.strerror or str(error)).lower()))
                continue
            except TunesmithError as error:
                unread.append(Dropped("", name, "unreadable", str(error)))
                continue
            if not tunes:
                unread.append(Dropped("", name, "no-tune", "no line starts with X:, as each tune does"))
            stem = f"{prefix}/{PurePosixPath(name).with_suffix('')}"
            for tune in tunes:
                own = f"{stem}/{_field(tune.text, 'X')}"
                own = f"{own}:{tune.line}" if own in pieces else own
                pieces[own] = Piece(own, _field(tune.text, "T"), "abc", tune.text, f"{name}:{tune.line}")
    return Reading(tuple(pieces.values()), tuple(unread), checksum.hexdigest())


def read_piece(file: Path, number: str | None = None) -> Piece:
    """One piece of a file: the first, or the one whose X: field has this number.

    Raises TunesmithError when the file cannot be read or has none.
    """
    reading = read_places([("", file)])
    if reading.unread:
        raise TunesmithError(str(reading.unread[0]))
    for piece in reading.pieces:
        if number is None or piece.id.rpartition("/")[2] == number:
            return piece
    raise TunesmithError(f"{file} has no tune" + (f" X:{number}" if number else ""))


def _abc_files(place: Path) -> list[Path]:
    if not place.is_dir():
        return [place]
    return sorted(path for path in place.rglob("*") if path.suffix.lower() == ".abc" and path.is_file())


def _field(text: str, letter: str) -> str:
    """The first field of this letter, "" if there is none."""
    match = re.search(rf"^{letter}:(.*)$", text, re.MULTILINE)
    return match[1].strip() if match else ""
