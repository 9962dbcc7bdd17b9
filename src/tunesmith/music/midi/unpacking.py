"""The text in a file of sheet music, taken out in memory and with bounds before any parser sees it."""

import io
import re
import zipfile
import zlib
from pathlib import PurePosixPath

from tunesmith.errors import TunesmithError

LARGEST = 20_000_000  # bytes of a document; a symphony in MusicXML has about as many
MOST_ENTRIES = 1_000  # of an archive; a score has three
MOST_PACKED = 500  # bytes that one byte may stand for; MusicXML comes to about 50
_ENCODING = re.compile(r'^\s*<\?xml[^>]{0,200}?encoding=["\']([\w.-]{1,40})["\'][^>]{0,200}\?>')
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,400}\?>")
_DOCTYPE = re.compile(r"<!DOCTYPE[^>\[]{0,1000}>", re.IGNORECASE)
_ROOTFILE = re.compile(r'<rootfile\b[^>]{0,1000}?\bfull-path=["\']([^"\']{1,1000})["\']')


def plain_text(data: bytes, kind: str) -> str:
    """The document in the bytes of a file whose ending is ``kind``: XML without its DOCTYPE, or Humdrum.

    Raises TunesmithError for archives that are damaged, swell, or name places outside themselves, for XML
    that defines entities, and for what is no text or too long.
    """
    if kind == ".krn":
        return _humdrum(data)
    if data[:4] == b"PK\3\4":
        data = _unzip(data)
    elif kind == ".mxl":
        raise TunesmithError("is no MXL file (it does not begin as a zip archive): check what it is")
    return _xml(data)


def _unzip(data: bytes) -> bytes:
    """The score of a compressed MusicXML file (MusicXML 4.0, "Compressed .mxl files")."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = {entry.filename: entry for entry in archive.infolist()[: MOST_ENTRIES + 1]}
            if len(entries) > MOST_ENTRIES:
                raise TunesmithError(f"is an archive of over {MOST_ENTRIES:,} files: no score has so many")
            return _entry(archive, entries[_root(archive, entries)])
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, KeyError) as error:
        raise TunesmithError("is a damaged MXL file: save it anew in the program it is from") from error
    except (RuntimeError, NotImplementedError) as error:  # a password, or a way of packing that is unknown
        raise TunesmithError("is packed in a way that cannot be read: save it as .musicxml") from error


def _root(archive: zipfile.ZipFile, entries: dict[str, zipfile.ZipInfo]) -> str:
    """The name of the score: what the container file says, else the first that looks so."""
    container = entries.get("META-INF/container.xml")
    if container is not None:
        found = _ROOTFILE.search(_entry(archive, container)[:100_000].decode("utf-8", "replace"))
        if found is not None:
            _check_name(found[1])
            return found[1]
    for name in entries:
        if name.lower().endswith((".xml", ".musicxml")) and not name.upper().startswith("META-INF"):
            _check_name(name)
            return name
    raise TunesmithError("is an MXL file without a score: save it anew in the program it is from")


def _check_name(name: str) -> None:
    """Nothing is ever written to the disk; who names such places is up to no good all the same."""
    if name.startswith("/") or "\\" in name or ":" in name or ".." in PurePosixPath(name).parts:
        raise TunesmithError(f"names a place outside its archive ({name[:40]!r}): do not trust it")


def _entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """The bytes of an entry; what it says of its size is not relied on."""
    if entry.file_size > max(1_000_000, MOST_PACKED * entry.compress_size):
        raise TunesmithError("swells beyond what music does when unpacked (a zip bomb): do not trust it")
    with archive.open(entry) as file:
        data = file.read(LARGEST + 1)
    _check_size(len(data))
    return data


def _xml(data: bytes) -> str:
    _check_size(len(data))
    try:
        if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            text = data.decode("utf-16")
        else:
            declared = _ENCODING.match(data[:500].decode("latin-1"))
            latin = declared is not None and declared[1].lower() in ("iso-8859-1", "latin-1", "windows-1252")
            text = data.decode("latin-1" if latin else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise TunesmithError("is no text in the encoding it should have: save it as UTF-8") from error
    if "<!ENTITY" in text:
        raise TunesmithError("defines entities, which no score needs and bombs are made of: do not trust it")
    if "<score-timewise" not in text and "<score-partwise" not in text:
        raise TunesmithError("is no MusicXML (it has no score-partwise): check what it is")
    return _DOCTYPE.sub("", _DECLARATION.sub("", text), count=1)


def _humdrum(data: bytes) -> str:
    _check_size(len(data))
    if b"**kern" not in data:
        raise TunesmithError("is no Humdrum score (it has no **kern spine): check what it is")
    if b"\0" in data:
        raise TunesmithError("is no text: check what it is")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _check_size(size: int) -> None:
    if size > LARGEST:
        raise TunesmithError(f"has over {LARGEST // 1_000_000} MB of text: split it into parts")
