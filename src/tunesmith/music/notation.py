"""The ways to write music down that tunesmith knows, by name."""

from importlib import import_module
from typing import TYPE_CHECKING, Protocol

from tunesmith.errors import TunesmithError
from tunesmith.music.problem import Problem

if TYPE_CHECKING:
    from symusic.core import ScoreTick


class Notation(Protocol):
    """What can be done with music written in one way. ``content`` is one piece, as in ``Piece.content``."""

    name: str  # "abc"

    def problems(self, content: str) -> list[Problem]:
        """What is wrong with it, in the order of the text."""

    def score(self, content: str) -> "ScoreTick":
        """What sounds when. Raises TunesmithError where nothing sensible can sound."""

    def mei(self, content: str) -> str:
        """For engraving, an MEI document; its notes have the ids that ``timeline`` tells."""

    def musicxml(self, content: str) -> str:
        """For other programs, a MusicXML document."""

    def canonical(self, content: str) -> str:
        """The same music in the notation's one standard spelling."""

    def transpose(self, content: str, semitones: int) -> str:
        """The same music so many semitones higher."""

    def transpose_to(self, content: str, key: str) -> str:
        """The same music in that key, spelled as it is asked for, in the nearer direction."""

    def timeline(self, content: str) -> list[tuple[float, float, str]]:
        """Seconds on, seconds off and element id of every note of the melody, in the order played."""


_NOTATIONS = {
    "abc": "tunesmith.music.abc.notation:Abc",
    "midi": "tunesmith.music.midi.notation:Midi",
    "tabla": "tunesmith.music.tabla.notation:Tabla",
}


def notation(name: str) -> Notation:
    """The notation of that name; its module is loaded now. Raises TunesmithError for an unknown one."""
    if name not in _NOTATIONS:
        raise TunesmithError(f"unknown notation {name!r}: choose from {', '.join(_NOTATIONS)}")
    module, _, attribute = _NOTATIONS[name].partition(":")
    implementation: Notation = getattr(import_module(module), attribute)()
    return implementation
