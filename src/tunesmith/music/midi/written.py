"""Sheet music -> scores: MusicXML, MXL and Humdrum kern, read with music21."""

from typing import TYPE_CHECKING

from tunesmith.music.midi.music21_process import Music21
from tunesmith.music.midi.text import read
from tunesmith.music.midi.unpacking import plain_text

if TYPE_CHECKING:
    from symusic.core import ScoreTick


def read_written(data: bytes, kind: str) -> "ScoreTick":
    """``kind`` is the file's ending. Ties are joined, repeats are not played out, grace notes are left out.

    Raises TunesmithError for what is no such document, or would not be read in bounded time and memory.
    """
    with Music21() as music21:
        return read(written_text(data, kind, music21))


def written_text(data: bytes, kind: str, music21: Music21) -> str:
    """The same as the text of a score, with the title that it states."""
    return music21.read(plain_text(data, kind), "humdrum" if kind == ".krn" else "musicxml")
