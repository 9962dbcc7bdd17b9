"""Files of scores -> their texts, in order. Of sheet music and sound, which take long, they are kept."""

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from queue import SimpleQueue

from tunesmith.corpora.download import cache_folder
from tunesmith.errors import TunesmithError
from tunesmith.files import write_atomic
from tunesmith.hearing.sound_file import SOUNDS
from tunesmith.music.midi.music21_process import GaveUpError, Music21
from tunesmith.music.midi.reading import WRITTEN, read_data, read_midi
from tunesmith.music.midi.text import write
from tunesmith.music.midi.written import written_text

FORMAT = "scores-2"  # of the cache: another number where sheet music is read differently
MOST_PROCESSES = 4  # that run music21; each takes some 150 MB
_REFUSED = "refused "


class _CacheError(TunesmithError):
    """The cache cannot be written, which is nobody's fault but the disk's."""


def score_texts(paths: Sequence[Path]) -> Iterator[str | TunesmithError]:
    """Of each file the text of its score, or the reason why there is none.

    The cache goes by a file's content, so that a file that changes is read again. Raises TunesmithError where
    the cache cannot be written.
    """
    if not any(path.suffix.lower() in WRITTEN for path in paths):
        yield from map(_text, paths)
        return
    count = min(MOST_PROCESSES, os.cpu_count() or 1, len(paths))
    free = SimpleQueue[Music21]()
    with ExitStack() as stack:
        for _ in range(count):
            free.put(stack.enter_context(Music21()))
        pool = stack.enter_context(ThreadPoolExecutor(count))
        stack.callback(pool.shutdown, wait=True, cancel_futures=True)  # when somebody loses patience
        yield from pool.map(lambda path: _text(path, free), paths)


def _text(path: Path, free: "SimpleQueue[Music21] | None" = None) -> str | TunesmithError:
    try:
        if path.suffix.lower() in SOUNDS:
            return _heard(path)
        data = read_data(path)
        if path.suffix.lower() not in WRITTEN or free is None:
            return _named(path, lambda: write(read_midi(data)))
        digest = hashlib.sha256(data).hexdigest()
        return _remembered(
            path, digest, lambda: _named(path, lambda: _written(data, path.suffix.lower(), free))
        )
    except _CacheError:
        raise
    except TunesmithError as error:
        return error


def _named(path: Path, read: Callable[[], str]) -> str:
    """A text, or the reason for none, which goes on from the name of the file."""
    try:
        return read()
    except GaveUpError as error:
        raise GaveUpError(f"{path} {error}") from error
    except TunesmithError as error:
        raise TunesmithError(f"{path} {error}") from error


def _written(data: bytes, kind: str, free: "SimpleQueue[Music21]") -> str:
    music21 = free.get()  # there are as many as threads
    try:
        return written_text(data, kind, music21)
    finally:
        free.put(music21)


def _heard(path: Path) -> str:
    from tunesmith.hearing.backends import NotInstalledError, chosen
    from tunesmith.hearing.listen import listen

    def read() -> str:
        try:
            return write(listen(path))
        except NotInstalledError as error:
            raise GaveUpError(str(error)) from error

    return _remembered(path, f"{_digest(path)}-{chosen()}", read)


def _remembered(path: Path, key: str, read: Callable[[], str]) -> str:
    """A text, or the reason for none, that the cache has under this key, or that is read now and kept."""
    place = cache_folder() / FORMAT / f"{key}.txt"
    text = _kept(place)
    if text is None:
        try:
            text = read()
        except GaveUpError:  # with another file, or more time, it may do better
            raise
        except TunesmithError as error:
            text = f"{_REFUSED}{str(error).removeprefix(f'{path} ').replace(str(path), 'it')}"
        try:
            write_atomic(place, f"{_sum(text)}\n{text}")
        except TunesmithError as error:
            raise _CacheError(str(error)) from error
    if text.startswith(_REFUSED):
        raise TunesmithError(f"{path} {text.removeprefix(_REFUSED)}")
    return text


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise TunesmithError(f"{path} cannot be read ({reason}): check the name") from error


def _kept(place: Path) -> str | None:
    """What the cache holds, if it is whole: its first line is the checksum of the rest."""
    try:
        checksum, _, text = place.read_text(encoding="utf-8").partition("\n")
    except (OSError, UnicodeDecodeError):
        return None
    return text if checksum == _sum(text) else None


def _sum(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
