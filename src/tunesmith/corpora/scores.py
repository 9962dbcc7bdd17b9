"""Scores of events in a corpus: cleaned and compared."""

from collections.abc import Iterable
from itertools import pairwise
from typing import TYPE_CHECKING

from tunesmith.corpora.corpus import Dropped
from tunesmith.music.midi.text import read
from tunesmith.music.piece import Piece

if TYPE_CHECKING:
    from symusic.core import ScoreTick

MOST_NOTES = 50_000  # of one piece; a recital of an hour has 30,000


def clean_scores(pieces: Iterable[Piece], voices: int = 0) -> tuple[list[tuple[Piece, bytes]], list[Dropped]]:
    """The pieces that can be used, each with its melody as ``similarity.near_duplicates`` compares them.

    ``voices`` keeps only scores of so many parts, each of one voice. Of scores with the same music the first
    is kept.
    """
    kept: list[tuple[Piece, bytes]] = []
    dropped: list[Dropped] = []
    first: dict[str, str] = {}
    for piece in pieces:
        score = read(piece.content)
        original = first.setdefault(_music(piece.content), piece.id)
        parts = [track for track in score.tracks if len(track.notes)]
        fault = None
        if not parts:
            fault = ("no-notes", "no notes")
        elif score.note_num() > MOST_NOTES:
            fault = ("too-long", f"{score.note_num():,} notes are too many for one piece")
        elif voices and not (len(parts) == voices and all(_one_voice(part.notes) for part in parts)):
            fault = ("voices", f"it has {len(parts)} parts, not {voices} of one voice each")
        elif original != piece.id:
            fault = ("duplicate", f"the same music as {original}")
        if fault is None:
            kept.append((piece, melody(score)))
        else:
            dropped.append(Dropped(piece.id, piece.source, *fault))
    return kept, dropped


def melody(score: "ScoreTick") -> bytes:
    """The semitones between consecutive onsets of the highest part, one byte each, 128 for a repeated note.

    Where notes begin together the highest counts. Of drums alone, the highest part is what they strike.
    """
    parts = [t for t in score.tracks if len(t.notes) and not t.is_drum] or list(score.tracks)
    top = max(parts, key=lambda track: sum(n.pitch for n in track.notes) / max(len(track.notes), 1))
    highest: dict[int, int] = {}
    for note in top.notes:
        highest[note.time] = max(note.pitch, highest.get(note.time, 0))
    heights = [highest[time] for time in sorted(highest)]
    return bytes(min(max(128 + after - before, 0), 255) for before, after in pairwise(heights))


def _music(text: str) -> str:
    """Without its title."""
    return text.partition("\n")[2] if text.startswith("title ") else text


def _one_voice(notes: Iterable[object]) -> bool:
    """Whether no two notes sound at once, but for a stray overlap."""
    times = sorted((note.time, note.end) for note in notes)  # type: ignore[attr-defined]
    overlaps = sum(after[0] < before[1] for before, after in pairwise(times))
    return bool(overlaps <= len(times) // 50)
