"""The corpora that have a name, and the collections they are made of."""

import importlib.util
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from tunesmith.corpora.download import download
from tunesmith.corpora.tabla import rule_file
from tunesmith.errors import TunesmithError

NOTTINGHAM_URL = (
    "https://raw.githubusercontent.com/jukedeck/nottingham-dataset/"
    "bcb2afc67d291acdd689ed0c22ab2a8a480f38a6/ABC_cleaned/jigs.abc"
)
NOTTINGHAM_SHA256 = "5bb6f621e443bde552540810e3ea53e53531fd22258736e338d795e7a5bdcaf5"

_MUSIC21 = "files of the music21 package"


@dataclass(frozen=True, slots=True)
class Collection:
    """One printed or typed collection. ``locate()`` gives its file or folder and may raise TunesmithError."""

    name: str  # the first part of its pieces' ids
    origin: str
    licence: str
    locate: Callable[[], Path]
    non_commercial: bool = False
    sha256: str = ""  # of its single file, where that is pinned


@dataclass(frozen=True, slots=True)
class Entry:
    """A corpus that can be asked for by name."""

    name: str
    title: str
    collections: tuple[Collection, ...]
    meter: str = ""  # only tunes in this metre; "" for all
    pattern: str = "*"  # of the names of files in folders
    voices: int = 0  # only scores of so many parts of one voice each; 0 for all

    @property
    def non_commercial(self) -> bool:
        return any(collection.non_commercial for collection in self.collections)

    @property
    def licence(self) -> str:
        return " ".join(dict.fromkeys(collection.licence for collection in self.collections))

    @property
    def source(self) -> str:
        return "; ".join(collection.origin for collection in self.collections)


@dataclass(frozen=True, slots=True)
class Listing:
    """A line of ``tunesmith corpora list``."""

    name: str
    title: str
    licence: str
    non_commercial: bool
    source: str

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def list_corpora() -> tuple[Listing, ...]:
    """Every named corpus, the default first. Reads no file."""
    return tuple(
        Listing(entry.name, entry.title, entry.licence, entry.non_commercial, entry.source)
        for entry in ENTRIES.values()
    )


def music21_folder(name: str) -> Path:
    """A folder of music21's corpus, found without importing music21 (which takes seconds)."""
    spec = importlib.util.find_spec("music21")
    if spec is None or spec.origin is None:
        raise TunesmithError(
            "the tunes come with the music21 package, which is not installed: pip install 'tunesmith[train]'"
        )
    folder = Path(spec.origin).parent / "corpus" / name
    if not folder.is_dir():
        raise TunesmithError(f"this music21 has no folder {folder}: pip install --force-reinstall music21")
    return folder


def _nottingham() -> Path:
    cure = "get the file elsewhere and name it: nottingham-jigs=PATH/TO/jigs.abc"
    return download(NOTTINGHAM_URL, NOTTINGHAM_SHA256, "nottingham-jigs.abc", cure=cure)


_OLD_TUNES = (
    "The tunes are old enough to be in the public domain. The ABC was typed by the people named in each "
    "tune's Z: field and comes in music21 by their permission; the files state no licence."
)

ONEILLS = Collection(
    "oneills",
    f"O'Neill's Music of Ireland: 1850 melodies (Chicago, 1903), {_MUSIC21}",
    _OLD_TUNES,
    partial(music21_folder, "oneills1850"),
)
RYANS = Collection(
    "ryans",
    f"Ryan's Mammoth Collection (Boston, 1883), {_MUSIC21}",
    _OLD_TUNES,
    partial(music21_folder, "ryansMammoth"),
)
AIRDS = Collection(
    "airds",
    f"Aird's Selection of Scotch, English, Irish and Foreign Airs (Glasgow, from 1778), {_MUSIC21}",
    _OLD_TUNES,
    partial(music21_folder, "airdsAirs"),
)
ESSEN = Collection(
    "essen",
    f"Essen folksong collection (H. Schaffrath, E. Dahlig-Turek; ABC by S. Shlien), {_MUSIC21}",
    "Non-commercial use only, by permission of E. Dahlig-Turek: see music21's "
    "corpus/essenFolksong/license.txt.",
    partial(music21_folder, "essenFolksong"),
    non_commercial=True,
)
BACH = Collection(
    "bach",
    f"Chorales of J. S. Bach (1685-1750), {_MUSIC21}",
    "The music is in the public domain. The files, typed by M. Greentree and others, come in music21 by "
    "their permission and state no licence of their own: see music21's corpus/license.txt.",
    partial(music21_folder, "bach"),
)
NOTTINGHAM = Collection(
    "nottingham",
    f"Nottingham Music Database (E. Foxley), cleaned by Jukedeck, {NOTTINGHAM_URL}",
    "GNU GPL 3 by its publisher, Jukedeck; the database itself states no licence, and some S: fields name "
    "a modern composer.",
    _nottingham,
    sha256=NOTTINGHAM_SHA256,
)

TABLA = Collection(
    "tabla",
    "written by rule for this project from thekas and kaida themes (docs/tabla.md)",
    "Made by tunesmith, free for any use. Thekas and the themes marked as traditional are common property.",
    rule_file,
)

ENTRIES = {
    entry.name: entry
    for entry in (
        Entry("jigs", "The 6/8 tunes of O'Neill, Ryan and Aird", (ONEILLS, RYANS, AIRDS), meter="6/8"),
        Entry("folk", "All tunes of O'Neill, Ryan and Aird", (ONEILLS, RYANS, AIRDS)),
        Entry("oneills", "O'Neill's Music of Ireland", (ONEILLS,)),
        Entry("ryans", "Ryan's Mammoth Collection", (RYANS,)),
        Entry("airds", "Aird's Airs", (AIRDS,)),
        Entry("chorales", "The four-part chorales of J. S. Bach", (BACH,), pattern="bwv*.mxl", voices=4),
        Entry("essen", "Essen folksong collection", (ESSEN,)),
        Entry("tabla", "Tabla: thekas, kaidas, relas, tukdas and tihais in fifteen talas", (TABLA,)),
        Entry("nottingham-jigs", "The 340 jigs of the Nottingham Music Database", (NOTTINGHAM,)),
    )
}
