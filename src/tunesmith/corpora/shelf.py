"""Pieces in any number: their texts lie in a file, so that memory holds a few hundred bytes of each."""

import weakref
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from tempfile import TemporaryFile
from threading import Lock
from typing import overload

from tunesmith.music.piece import Piece

_QUICK = 1  # of zlib: a third of the size for little time


class _File:
    """Texts one after the other, in a file without a name that is closed when nobody uses it any more."""

    def __init__(self) -> None:
        self._file, self._lock, self._end = TemporaryFile(), Lock(), 0  # noqa: SIM115
        weakref.finalize(self, self._file.close)

    def write(self, text: bytes) -> tuple[int, int]:
        """Where it begins, and how long it is."""
        with self._lock:
            start, self._end = self._end, self._end + len(text)
            self._file.seek(start)
            self._file.write(text)
        return start, len(text)

    def read(self, start: int, length: int) -> bytes:
        with self._lock:
            self._file.seek(start)
            return self._file.read(length)


class Shelf(Sequence[Piece]):
    """A sequence of pieces with different ids. The file goes with the last shelf that uses it."""

    def __init__(self, pieces: Iterable[Piece] = ()) -> None:
        self._file = _File()
        self._labels: list[tuple[Piece, int, int]] = []  # a piece without text; where that lies, how long
        self._ids = set[str]()
        for piece in pieces:
            self.add(piece)

    def add(self, piece: Piece) -> None:
        text = zlib.compress(piece.content.encode("utf-8", "surrogatepass"), _QUICK)
        self._labels.append((replace(piece, content=""), *self._file.write(text)))
        self._ids.add(piece.id)

    def has(self, own: str) -> bool:
        """Whether a piece of this id is here."""
        return own in self._ids

    def only(self, keep: Callable[[str], bool]) -> "Shelf":
        """The pieces whose id is to be kept. The file is shared."""
        some = object.__new__(Shelf)
        some._file = self._file
        some._labels = [label for label in self._labels if keep(label[0].id)]
        some._ids = {label[0].id for label in some._labels}
        return some

    def __len__(self) -> int:
        return len(self._labels)

    @overload
    def __getitem__(self, index: int) -> Piece: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Piece, ...]: ...
    def __getitem__(self, index: int | slice) -> Piece | tuple[Piece, ...]:
        if isinstance(index, slice):
            return tuple(map(self._take, self._labels[index]))
        return self._take(self._labels[index])

    def __iter__(self) -> Iterator[Piece]:
        return map(self._take, self._labels)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence):
            return NotImplemented
        return len(self) == len(other) and all(one == two for one, two in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]

    def _take(self, label: tuple[Piece, int, int]) -> Piece:
        piece, start, length = label
        text = zlib.decompress(self._file.read(start, length))
        return replace(piece, content=text.decode("utf-8", "surrogatepass"))
