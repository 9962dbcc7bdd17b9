"""Files -> pieces, in a fixed order."""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from tunesmith.corpora.corpus import Dropped
from tunesmith.corpora.shelf import Shelf
from tunesmith.errors import TunesmithError
from tunesmith.hearing.sound_file import SOUNDS
from tunesmith.music.abc.book import split_book
from tunesmith.music.midi.reading import MIDI, WRITTEN
from tunesmith.music.midi.text import TITLE, title
from tunesmith.music.piece import Piece
from tunesmith.music.tabla.book import ENDINGS as TABLA
from tunesmith.music.tabla.book import is_tabla, split_compositions
from tunesmith.music.text_file import read_text

NAMES = {"abc": "ABC", "midi": "scores", "tabla": "tabla"}
SCORES = (*MIDI, *WRITTEN, *SOUNDS)  # sound is heard as a score


@dataclass(frozen=True, slots=True)
class Reading:
    """All that some places hold, before any cleaning."""

    pieces: Shelf
    unread: tuple[Dropped, ...]
    checksum: str  # sha256 of the bytes of all files, one after the other


class _File(NamedTuple):
    prefix: str  # the first part of the ids of its pieces
    name: str  # from the folder on that was given
    path: Path

    @property
    def stem(self) -> str:
        return f"{self.prefix}/{PurePosixPath(self.name).with_suffix('')}"

    @property
    def notation(self) -> str:
        """A file is taken for ABC unless its ending, or a tala that it names, says otherwise."""
        suffix = self.path.suffix.lower()
        if suffix in SCORES:
            return "midi"
        return "tabla" if suffix != ".abc" and is_tabla(self.path) else "abc"


Found = list[Piece] | TunesmithError  # what a file holds, or why it cannot be read


def read_places(
    places: Iterable[tuple[str, Path]],
    pattern: str = "*",
    progress: Callable[[int, int], None] = lambda done, files: None,
) -> Reading:
    """Read files and folders of ABC, scores or tabla, each given with the first part of its pieces' ids.

    A folder stands for every file of music below it whose name fits ``pattern``, sorted by path. Only the
    notation that has most files is read, the others are reported; so is a file that cannot be read or holds
    no music. A tune's id is PREFIX/FILE/NUMBER, as in "oneills/0001-0050/12"; where a file uses a
    number again, the line of its X: is added: "oneills/0001-0050/12:340". A score's is PREFIX/FILE, or
    PREFIX/FILE:FILE.mid where another has that; a tabla composition's is PREFIX/FILE/NUMBER, counted from 1.
    """
    pieces = Shelf()
    checksum = hashlib.sha256()
    files = [file for prefix, place in places for file in _music_files(prefix, place, pattern)]
    wanted, unread = _of_one_notation(files)
    read = _READERS[wanted[0].notation if wanted else "abc"]
    for done, (file, found) in enumerate(zip(wanted, read(wanted), strict=True), 1):
        _add(checksum, file.path)
        if isinstance(found, TunesmithError):
            unread.append(Dropped("", file.name, "unreadable", str(found)))
        elif not found:
            unread.append(Dropped("", file.name, "no-tune", "no line starts with X:, as each tune does"))
        else:
            for piece in found:
                place = PurePosixPath(piece.source).name.rpartition(":")[2]
                pieces.add(replace(piece, id=f"{piece.id}:{place}") if pieces.has(piece.id) else piece)
        progress(done, len(wanted))
    return Reading(pieces, tuple(unread), checksum.hexdigest())


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


def _music_files(prefix: str, place: Path, pattern: str) -> list[_File]:
    """A file that is given is read whatever its name; in a folder endings count, and a .txt that is tabla."""
    if not place.is_dir():
        return [_File(prefix, place.name, place)]
    kinds = (".abc", *SCORES, *TABLA)
    found = sorted(
        path
        for path in place.rglob(pattern)
        if (path.suffix.lower() in kinds or (path.suffix.lower() == ".txt" and is_tabla(path)))
        and path.is_file()
    )
    return [_File(prefix, path.relative_to(place).as_posix(), path) for path in found]


def _of_one_notation(files: list[_File]) -> tuple[list[_File], list[Dropped]]:
    """The files of the notation that has most, ABC before others that have as many, and the other files."""
    of = {file: file.notation for file in files}
    counts = Counter(of.values())
    wanted = max(NAMES, key=lambda name: (counts[name], name == "abc"))
    others = " or ".join(NAMES[name] for name in NAMES if name != wanted and counts[name])
    detail = f"most files are not {others}, and a corpus is of one kind: give it by its own path"
    unread = [Dropped("", file.name, "other-notation", detail) for file in files if of[file] != wanted]
    return [file for file in files if of[file] == wanted], unread


def _read_abc(files: Sequence[_File]) -> Iterator[Found]:
    for file in files:
        try:
            tunes = split_book(read_text(file.path)).tunes
        except TunesmithError as error:
            yield error
            continue
        yield [
            Piece(
                id=f"{file.stem}/{_field(tune.text, 'X')}",
                title=_field(tune.text, "T"),
                notation="abc",
                content=tune.text,
                source=f"{file.name}:{tune.line}",
            )
            for tune in tunes
        ]


def _read_scores(files: Sequence[_File]) -> Iterator[Found]:
    from tunesmith.corpora.score_texts import score_texts

    for file, text in zip(files, score_texts([file.path for file in files]), strict=True):
        if isinstance(text, TunesmithError):
            yield text
            continue
        name = title(text) or _plain(file.path)
        content = text if title(text) else f"{TITLE} {name}\n{text}"
        yield [Piece(file.stem, name, "midi", content, file.name)]


def _read_tabla(files: Sequence[_File]) -> Iterator[Found]:
    for file in files:
        try:
            compositions = split_compositions(read_text(file.path))
        except TunesmithError as error:
            yield error if str(file.path) in str(error) else TunesmithError(f"{file.path}: {error}")
            continue
        yield [
            Piece(
                id=f"{file.stem}/{number}",
                title=_named(composition.text) or _plain(file.path),
                notation="tabla",
                content=composition.text,
                source=f"{file.name}:{composition.line}",
            )
            for number, composition in enumerate(compositions, 1)
        ]


_READERS: dict[str, Callable[[Sequence[_File]], Iterator[Found]]] = {
    "abc": _read_abc,
    "midi": _read_scores,
    "tabla": _read_tabla,
}


def _add(checksum: "hashlib._Hash", path: Path) -> None:
    """The bytes of a file, in parts: it may be of any size. One that cannot be read adds none."""
    with suppress(OSError), path.open("rb") as file:
        while part := file.read(1 << 20):
            checksum.update(part)


def _plain(path: Path) -> str:
    """The name of a file as a title."""
    return " ".join(path.stem.replace("_", " ").split())


def _named(text: str) -> str:
    """The title of a tabla composition, if it has one."""
    match = re.search(r"^[ \t]*title[ \t]*:(.*)$", text, re.MULTILINE | re.IGNORECASE)
    return match[1].strip() if match else ""


def _field(text: str, letter: str) -> str:
    """The first field of this letter, "" if there is none."""
    match = re.search(rf"^{letter}:(.*)$", text, re.MULTILINE)
    return match[1].strip() if match else ""
