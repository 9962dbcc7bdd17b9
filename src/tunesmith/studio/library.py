"""The takes of the studio, each in a file of its own, with all that it takes to make it again."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tunesmith.errors import TunesmithError
from tunesmith.files import write_atomic
from tunesmith.generation.take import Take
from tunesmith.music.piece import Piece

FORMAT: Final = "tunesmith-entry.v1"
REMOVED = "removed"  # folder within the library's: nothing is ever deleted
_ID = re.compile(r"\d{8}-\d{6}-[0-9a-f]{6}")

How = Literal["written", "edited", "filled", "continued", "transposed", "harmonised", "brought"]


class MissingError(TunesmithError):
    """There is no such entry."""


class Entry(BaseModel):
    """A piece in the library: a take as it was written, and what has become of it since."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["tunesmith-entry.v1"] = FORMAT
    id: str = Field(pattern=_ID.pattern, description="When it came, and six digits.")
    name: str = Field(min_length=1, max_length=200)
    starred: bool = False
    how: How = Field(description="What made it.")
    parent: str = Field("", description="Id of the entry that it was made from.")
    piece: Piece
    take: Take | None = Field(None, description="The recipe, where a model wrote it.")

    @property
    def exact(self) -> bool:
        """Whether its recipe gives just this piece."""
        return self.take is not None and self.take.piece.content == self.piece.content


class Library:
    """All entries of a folder. What is added or changed is on the disk before the call returns."""

    def __init__(self, folder: Path, told: Callable[[str], None] = print) -> None:
        """``told`` hears of files that are no entries; they are left alone."""
        self.folder = folder
        self._entries: dict[str, Entry] = {}
        for path in sorted(folder.glob("*.json")):
            try:
                entry = Entry.model_validate_json(path.read_bytes())
            except (OSError, ValidationError) as error:
                told(f"{path} is left alone, as it is no take of the studio: {_first(error)}")
                continue
            if entry.id == path.stem:
                self._entries[entry.id] = entry
            else:
                told(f"{path} is left alone: it is entry {entry.id} under another name")

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Entry]:
        """The newest first."""
        return iter([self._entries[key] for key in sorted(self._entries, reverse=True)])

    def __getitem__(self, key: str) -> Entry:
        """Raises MissingError."""
        if key not in self._entries:
            raise MissingError(f"there is no take {key[:40]!r}: it may have been removed")
        return self._entries[key]

    def add(
        self, piece: Piece, *, how: How, name: str = "", parent: str = "", take: Take | None = None
    ) -> Entry:
        """A new entry. Raises TunesmithError when it cannot be written."""
        key = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{token_hex(3)}"
        name = (name or piece.title or "Untitled")[:200]
        return self._keep(Entry(id=key, name=name, how=how, parent=parent, piece=piece, take=take))

    def change(
        self,
        key: str,
        *,
        name: str | None = None,
        starred: bool | None = None,
        content: str | None = None,
    ) -> Entry:
        """An entry with another name, star or music. Raises MissingError, and what ``add`` raises."""
        entry = self[key]
        changes = {
            "name": name,
            "starred": starred,
            "piece": None if content is None else replace(entry.piece, content=content),
        }
        update = {field: value for field, value in changes.items() if value is not None}
        return self._keep(entry.model_copy(update=update))

    def remove(self, key: str) -> None:
        """Out of the library, into its folder ``removed``. Raises MissingError."""
        path = self._path(self[key])
        away = self.folder / REMOVED
        try:
            away.mkdir(exist_ok=True)
            path.rename(away / path.name)
        except OSError as error:
            raise TunesmithError(f"cannot remove {path}: {(error.strerror or str(error)).lower()}") from error
        del self._entries[key]

    def restore(self, key: str) -> Entry:
        """Back from ``removed``. Raises MissingError."""
        away = self.folder / REMOVED / f"{key}.json"
        if not _ID.fullmatch(key) or not away.is_file():
            raise MissingError(f"there is no take {key[:40]!r} that was removed")
        away.rename(self.folder / away.name)
        entry = Entry.model_validate_json((self.folder / away.name).read_bytes())
        self._entries[key] = entry
        return entry

    def _keep(self, entry: Entry) -> Entry:
        write_atomic(self._path(entry), entry.model_dump_json(indent=1) + "\n")
        self._entries[entry.id] = entry
        return entry

    def _path(self, entry: Entry) -> Path:
        return self.folder / f"{entry.id}.json"


def _first(error: OSError | ValidationError) -> str:
    if isinstance(error, OSError):
        return (error.strerror or str(error)).lower()
    return error.errors(include_url=False)[0]["msg"].lower()
