"""Scores of events as one of the notations. Each method loads only what it needs."""

from typing import TYPE_CHECKING

from tunesmith.errors import TunesmithError
from tunesmith.music.problem import Problem

if TYPE_CHECKING:
    from symusic.core import ScoreTick


class Midi:
    """Notes in any number of tracks, as MIDI files hold them. ``content`` is the text of ``midi/text.py``."""

    name = "midi"

    def problems(self, content: str) -> list[Problem]:
        """Events break no rule; a text that cannot be read has one problem."""
        from tunesmith.music.midi.text import read

        try:
            read(content)
        except TunesmithError as error:
            return [Problem(1, 1, "unreadable", str(error))]
        return []

    def score(self, content: str) -> "ScoreTick":
        from tunesmith.music.midi.text import read

        return read(content)

    def mei(self, content: str) -> str:
        from tunesmith.music.midi.page.mei import write_mei
        from tunesmith.music.midi.text import read, title

        return write_mei(read(content), title=title(content))

    def musicxml(self, content: str) -> str:
        from tunesmith.music.midi.page.musicxml import write_musicxml
        from tunesmith.music.midi.text import read, title

        return write_musicxml(read(content), title=title(content))

    def canonical(self, content: str) -> str:
        from tunesmith.music.midi.text import read, title, write

        return write(read(content), title(content))

    def transpose(self, content: str, semitones: int) -> str:
        from tunesmith.music.midi.text import read, title, write
        from tunesmith.music.midi.transpose import transpose

        return write(transpose(read(content), semitones), title(content))

    def transpose_to(self, content: str, key: str) -> str:
        from tunesmith.music.midi.text import read, title, write
        from tunesmith.music.midi.transpose import transpose_to

        return write(transpose_to(read(content), key), title(content))

    def timeline(self, content: str) -> list[tuple[float, float, str]]:
        from tunesmith.music.midi.page.timeline import timeline
        from tunesmith.music.midi.text import read

        return timeline(read(content))
