"""The accidentals in force at a point of the music."""

from tunesmith.music.key import Key


class Accidentals:
    """What a notehead without a written accidental sounds like.

    A written accidental holds for its step in every octave up to the bar line (the standard's default,
    ``%%propagate-accidentals pitch``, section 11.3, and what abc2midi plays); a change of key cancels it. A
    note tied over the bar line keeps its alteration, and does not hand it on to later notes of its bar.
    """

    def __init__(self, key: Key) -> None:
        self.key = key
        self.in_bar: dict[str, int] = {}  # step -> semitones
        self.tied: dict[tuple[str, int], int] = {}  # (step, octave) -> semitones, of the note before

    def alter(self, step: str, octave: int, written: int | None) -> int:
        """Semitones from the natural of the next notehead; a written accidental comes into force."""
        if written is not None:
            self.in_bar[step] = written
            return written
        if self.tied and (step, octave) in self.tied:
            return self.tied[step, octave]
        if step in self.in_bar:
            return self.in_bar[step]
        return self.key.alterations.get(step, 0)

    def tie(self, step: str, octave: int, alter: int) -> None:
        """The next note at this place continues this one."""
        self.tied[step, octave] = alter

    def bar_line(self) -> None:
        self.in_bar.clear()

    def change_key(self, key: Key) -> None:
        self.key = key
        self.in_bar.clear()
