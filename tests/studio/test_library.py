import json
from pathlib import Path

import pytest

from tunesmith.errors import TunesmithError
from tunesmith.music.piece import Piece
from tunesmith.studio.library import Library, MissingError

PIECE = Piece("", "A jig", "abc", "X:1\nT:A jig\nM:6/8\nK:D\nABc|", "")


def test_what_is_added_comes_back_after_a_restart(tmp_path: Path) -> None:
    library = Library(tmp_path)
    entry = library.add(PIECE, how="brought")
    changed = library.change(entry.id, name="“Sunday”", starred=True, content="X:1\nK:G\nG|")
    (again,) = Library(tmp_path)
    assert again == changed
    assert (again.name, again.starred, again.piece.content) == ("“Sunday”", True, "X:1\nK:G\nG|")
    assert again.piece.title == "A jig"
    assert not again.exact


def test_the_newest_comes_first(tmp_path: Path) -> None:
    library = Library(tmp_path)
    keys = [library.add(PIECE, how="brought").id for _ in range(3)]
    assert [entry.id for entry in library] == sorted(keys, reverse=True)
    assert len(library) == 3


def test_what_is_removed_can_be_had_back(tmp_path: Path) -> None:
    library = Library(tmp_path)
    entry = library.add(PIECE, how="brought")
    library.remove(entry.id)
    with pytest.raises(MissingError, match="may have been removed"):
        library[entry.id]
    assert not list(Library(tmp_path))
    assert library.restore(entry.id) == entry
    assert list(Library(tmp_path)) == [entry]


def test_what_is_no_entry_is_left_alone_and_told(tmp_path: Path) -> None:
    Library(tmp_path).add(PIECE, how="brought")
    (path,) = tmp_path.glob("*.json")
    (tmp_path / "broken.json").write_text("{")
    (tmp_path / "other.json").write_text(path.read_text())
    told: list[str] = []
    assert len(Library(tmp_path, told.append)) == 1
    assert [line.partition(" is left alone")[0] for line in told] == [
        str(tmp_path / "broken.json"),
        str(tmp_path / "other.json"),
    ]
    assert (tmp_path / "broken.json").exists()


@pytest.mark.parametrize("key", ["", "..", "../../etc/passwd", "20260101-000000-abcdef", "a/b"])
def test_a_name_from_elsewhere_is_no_path(tmp_path: Path, key: str) -> None:
    library = Library(tmp_path / "own")
    (tmp_path / "passwd.json").write_text("{}")
    with pytest.raises(MissingError):
        library.change(key, name="mine")
    with pytest.raises(MissingError):
        library.remove(key)
    with pytest.raises(MissingError):
        library.restore(key)


def test_a_disk_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "own").write_text("a file")
    with pytest.raises(TunesmithError, match="cannot write"):
        Library(tmp_path / "own").add(PIECE, how="brought")


def test_an_entry_is_readable_json(tmp_path: Path) -> None:
    entry = Library(tmp_path).add(PIECE, how="brought", name="“É”")
    found = json.loads((tmp_path / f"{entry.id}.json").read_text(encoding="utf-8"))
    assert found["format"] == "tunesmith-entry.v1"
    assert found["piece"]["content"] == PIECE.content
