"""Files of scores -> their texts, in order. Of sheet music, which takes long to read, they are kept."""

import hashlib
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from queue import SimpleQueue

from tunesmith.corpora.download import cache_folder
from tunesmith.errors import TunesmithError
from tunesmith.files import write_atomic
from tunesmith.music.midi.music21_process import GaveUpError, Music21
from tunesmith.music.midi.reading import WRITTEN, read_data, read_midi
from tunesmith.music.midi.text import write
from tunesmith.music.midi.written import written_text

FORMAT = "scores-2"  # of the cache: another number where sheet music is read differently
MOST_PROCESSES = 4  # that run music21; each takes some 150 MB
_REFUSED = "refused "


def score_texts(paths: Sequence[Path]) -> Iterator[str | TunesmithError]:
    """Of each file the text of its score, or the reason why there is none.

    The cache goes by a file's content, so that a file that changes is read again. Raises TunesmithError where
    the cache cannot be written.
    """
    if not any(path.suffix.lower() in WRITTEN for path in paths):
        yield from map(_midi_text, paths)
        return
    count = min(MOST_PROCESSES, os.cpu_count() or 1, len(paths))
    free = SimpleQueue[Music21]()
    with ExitStack() as stack:
        for _ in range(count):
            free.put(stack.enter_context(Music21()))
        pool = stack.enter_context(ThreadPoolExecutor(count))
        stack.callback(pool.shutdown, wait=True, cancel_futures=True)  # when somebody loses patience
        yield from pool.map(lambda path: _text(path, free), paths)


def _text(path: Path, free: "SimpleQueue[Music21]") -> str | TunesmithError:
    if path.suffix.lower() not in WRITTEN:
        return _midi_text(path)
    music21 = free.get()  # there are as many as threads
    try:
        return _written_text(path, music21)
    finally:
        free.put(music21)


def _midi_text(path: Path) -> str | TunesmithError:
    try:
        data = read_data(path)
    except TunesmithError as error:
        return error
    try:
        return write(read_midi(data))
    except TunesmithError as error:
        return TunesmithError(f"{path} {error}")


def _written_text(path: Path, music21: Music21) -> str | TunesmithError:
    try:
        data = read_data(path)
    except TunesmithError as error:
        return error
    place = cache_folder() / FORMAT / f"{hashlib.sha256(data).hexdigest()}.txt"
    text = _kept(place)
    if text is None:
        try:
            text = written_text(data, path.suffix.lower(), music21)
        except GaveUpError as error:
            return TunesmithError(f"{path} {error}")
        except TunesmithError as error:
            text = f"{_REFUSED}{error}"
        write_atomic(place, f"{_sum(text)}\n{text}")
    if text.startswith(_REFUSED):
        return TunesmithError(f"{path} {text.removeprefix(_REFUSED)}")
    return text


def _kept(place: Path) -> str | None:
    """What the cache holds, if it is whole: its first line is the checksum of the rest."""
    try:
        checksum, _, text = place.read_text(encoding="utf-8").partition("\n")
    except (OSError, UnicodeDecodeError):
        return None
    return text if checksum == _sum(text) else None


def _sum(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
