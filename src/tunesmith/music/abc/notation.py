"""ABC as one of the notations. Each method loads only what it needs."""

from typing import TYPE_CHECKING

from tunesmith.music.abc.parser import parse
from tunesmith.music.problem import Problem

if TYPE_CHECKING:
    from symusic.core import ScoreTick


class Abc:
    """ABC 2.1 for one voice."""

    name = "abc"

    def problems(self, content: str) -> list[Problem]:
        from tunesmith.music.abc.check.checker import check

        return check(parse(content))

    def score(self, content: str) -> "ScoreTick":
        from tunesmith.music.abc.sound.score import to_score

        return to_score(parse(content))

    def mei(self, content: str) -> str:
        from tunesmith.music.abc.page.mei import write_mei

        return write_mei(parse(content))

    def musicxml(self, content: str) -> str:
        from tunesmith.music.abc.page.musicxml import write_musicxml

        return write_musicxml(parse(content))

    def canonical(self, content: str) -> str:
        from tunesmith.music.abc.canonical import write

        return write(parse(content))

    def transpose(self, content: str, semitones: int) -> str:
        from tunesmith.music.abc.transpose import transpose

        return transpose(content, semitones)

    def transpose_to(self, content: str, key: str) -> str:
        from tunesmith.music.abc.transpose import transpose_to

        return transpose_to(content, key)

    def timeline(self, content: str) -> list[tuple[float, float, str]]:
        from tunesmith.music.abc.sound.timeline import timeline

        return timeline(parse(content))
