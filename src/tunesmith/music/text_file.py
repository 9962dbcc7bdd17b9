"""Files of text, whatever notation they are in."""

import re
from pathlib import Path

from tunesmith.errors import TunesmithError

LARGEST_FILE = 64 * 1024 * 1024  # bytes; every tune of the known collections together has 5 MB
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x19\x1b-\x1f]")


def read_text(path: Path | str) -> str:
    """The text of a file: UTF-8, with or without a byte order mark, else Latin-1; line ends become newlines.

    Raises TunesmithError for a path that is missing, a folder, not readable, empty, binary or beyond
    ``LARGEST_FILE``.
    """
    path = Path(path)
    if path.is_dir():
        raise TunesmithError(f"{path} is a folder; name a file in it")
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise TunesmithError(f"{path} has more than {LARGEST_FILE // 2**20} MB; split it into parts")
        data = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise TunesmithError(f"cannot read {path}: {reason}; check the name") from error
    if not data.strip():
        raise TunesmithError(f"{path} is empty; give a file with music")
    if b"\0" in data or len(_CONTROL.findall(data, 0, 100_000)) > len(data[:100_000]) / 100:
        raise TunesmithError(f"{path} is not text; give a file of ABC or tabla")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    return text.replace("\r\n", "\n").replace("\r", "\n")
