"""A score as a Standard MIDI File."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from symusic.core import ScoreTick


def write_midi(score: "ScoreTick") -> bytes:
    """The score as a format 1 Standard MIDI File. The same score gives the same bytes."""
    return score.dumps_midi()
