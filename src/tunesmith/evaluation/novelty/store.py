"""Indexes in the cache: made when first asked for, and again when the files of the corpus have changed."""

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from tunesmith.corpora.catalog import ENTRIES
from tunesmith.corpora.download import cache_folder
from tunesmith.corpora.load import load_corpus
from tunesmith.errors import TunesmithError
from tunesmith.evaluation.novelty.humans import HumanScale, load_humans, measure_humans, save_humans
from tunesmith.evaluation.novelty.index import FORMAT, Index, build_index, load_index, save_index

Progress = Callable[
    [str, int, int], None
]  # what is done ("reading", "indexing", "measuring"), how many, of how many


def open_index(name: str, progress: Progress = lambda work, done, total: None) -> tuple[Index, HumanScale]:
    """The index of a corpus (a name or a path, as for ``load_corpus``) and the figures of its human tunes.

    From the cache where that knows these files, else made and put there.
    Raises what ``load_corpus`` raises, and TunesmithError where the cache cannot be written.
    """
    place = cache_folder() / "novelty" / f"{_label(name)}-{_stamp(name)}.safetensors"
    beside = place.with_suffix(".humans.safetensors")
    index: Index | None = None
    with suppress(TunesmithError):
        index = load_index(place)
    if index is None:
        corpus = load_corpus(name, progress=lambda done, total: progress("reading", done, total))
        index = build_index(corpus, lambda done, total: progress("indexing", done, total))
        _forget(place)
        save_index(index, place)
        beside.unlink(missing_ok=True)
    with suppress(TunesmithError):
        return index, load_humans(beside)
    humans = measure_humans(index, progress=lambda done, total: progress("measuring", done, total))
    save_humans(humans, beside)
    return index, humans


def _stamp(name: str) -> str:
    """Of the names, sizes and times of all files of a corpus, which are known without reading them."""
    digest = hashlib.sha256(f"{FORMAT} {_version()} {name}".encode())
    for path in _files(name):
        with suppress(OSError):
            state = path.stat()
            digest.update(f"{path} {state.st_size} {state.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:16]


def _files(name: str) -> Iterator[Path]:
    known, _, local = name.partition("=")
    entry = ENTRIES.get(known)
    places = (
        [Path(local or name)] if local or entry is None else [part.locate() for part in entry.collections]
    )
    for place in places:
        if place.is_dir():
            for folder, folders, files in os.walk(place):
                folders.sort()
                yield from (Path(folder, file) for file in sorted(files))
        else:
            yield place.resolve()


def _label(name: str) -> str:
    """The name of a corpus, or of a file and where it is, in letters that any file name can have."""
    if name in ENTRIES:
        return name
    path = Path(name.partition("=")[2] or name).resolve()
    plain = "".join(sign if sign.isalnum() else "-" for sign in path.stem)[:40]
    return f"{plain}-{hashlib.sha256(str(path).encode()).hexdigest()[:8]}"


def _forget(place: Path) -> None:
    """Remove the indexes of earlier states of a corpus."""
    label = place.name.split(".")[0].rpartition("-")[0]
    for old in place.parent.glob(f"{label}-*.safetensors"):
        if len(old.name.split(".")[0]) == len(label) + 17:  # not those of a name that begins alike
            old.unlink(missing_ok=True)


def _version() -> str:
    with suppress(PackageNotFoundError):
        return version("tunesmith")
    return ""
