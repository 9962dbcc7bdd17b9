"""Scores of events in a corpus: cleaned and compared."""

import hashlib
import zlib
from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise
from typing import TYPE_CHECKING

from tunesmith.corpora.corpus import Dropped
from tunesmith.music.midi.text import read
from tunesmith.music.piece import Piece

if TYPE_CHECKING:
    from symusic.core import ScoreTick, TrackTick

MOST_NOTES = 50_000  # of one piece; a recital of an hour has 30,000
_NO_MUSIC = ("title ", "mark ", "tempo ")  # lines of a score's text
_STEP = 4  # parts of a quarter note that tell drum patterns apart: people play them only so exactly


def clean_scores(pieces: Iterable[Piece], voices: int = 0) -> tuple[dict[str, bytes], list[Dropped]]:
    """The ids of the pieces that can be used, each with its melody as ``near_duplicates`` compares them.

    ``voices`` keeps only scores of so many parts, each of one voice. Of scores with the same music (notes,
    metres and keys; title, tempo, marks and instruments aside) the first is kept.
    """
    kept: dict[str, bytes] = {}
    dropped: list[Dropped] = []
    first: dict[bytes, str] = {}  # digest of the music -> id
    for piece in pieces:
        score, music = read(piece.content), _music(piece.content)
        fault = _fault(score, voices)
        if fault is None and music in first:
            fault = ("duplicate", f"the same music as {first[music]}")
        if fault is None:
            first[music] = piece.id
            kept[piece.id] = melody(score)
        else:
            dropped.append(Dropped(piece.id, piece.source, *fault))
    return kept, dropped


def melody(score: "ScoreTick") -> bytes:
    """The semitones from onset to onset of the highest part, one byte each, 128 for a repeated note.

    Where notes begin together the highest counts. Of a score of drums alone, a byte for each onset, made of
    what is struck there and of the sixteenths since the onset before.
    """
    parts = [track for track in score.tracks if len(track.notes) and not track.is_drum]
    if not parts:
        return _rhythm(score)
    columns = max((part.notes.numpy() for part in parts), key=lambda notes: float(notes["pitch"].mean()))
    highest: dict[int, int] = {}
    for time, pitch in zip(columns["time"].tolist(), columns["pitch"].tolist(), strict=True):
        highest[time] = max(pitch, highest.get(time, 0))
    heights = [highest[time] for time in sorted(highest)]
    return bytes(min(max(128 + after - before, 0), 255) for before, after in pairwise(heights))


def _rhythm(score: "ScoreTick") -> bytes:
    struck: defaultdict[int, set[int]] = defaultdict(set)
    for track in score.tracks:
        for note in track.notes:
            struck[round(note.time * _STEP / score.ticks_per_quarter)].add(note.pitch)
    onsets = sorted(struck)
    gaps = [0, *(after - before for before, after in pairwise(onsets))]
    return bytes(
        zlib.crc32(repr((gap, sorted(struck[onset]))).encode()) & 255
        for onset, gap in zip(onsets, gaps, strict=True)
    )


def _fault(score: "ScoreTick", voices: int) -> tuple[str, str] | None:
    parts = [track for track in score.tracks if len(track.notes)]
    if not parts:
        return "no-notes", "no notes"
    if score.note_num() > MOST_NOTES:
        return "too-long", f"{score.note_num():,} notes are too many for one piece"
    if voices and len(parts) != voices:
        return "voices", f"it has {len(parts)} parts, not {voices}"
    if voices and not all(map(_one_voice, parts)):
        return "voices", f"not each of its {voices} parts is of one voice"
    return None


def _one_voice(part: "TrackTick") -> bool:
    """Whether no two notes sound at once, but for a stray overlap."""
    times = sorted((note.time, note.end) for note in part.notes)
    overlaps = sum(after[0] < before[1] for before, after in pairwise(times))
    return overlaps <= len(times) // 50


def _music(text: str) -> bytes:
    """The digest of a score's text without what is no music in it."""
    lines = (line for line in text.splitlines() if not line.startswith(_NO_MUSIC))
    digest = hashlib.sha256()
    for line in lines:
        word = line.split(" ", 2)
        kept = ("track drums" if word[1] == "drums" else "track") if word[0] == "track" else line
        digest.update(f"{kept}\n".encode())
    return digest.digest()
