"""What a codec hears of a corpus: a few pieces as they are, and as they come back from it."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tunesmith.api.outputs import render
from tunesmith.files import write_atomic

if TYPE_CHECKING:
    from tunesmith.api.learn import Lesson

PIECES = 3
FORMS = ("mid", "mp3")


def save_heard(lesson: "Lesson", folder: Path) -> list[Path]:
    """The first held-out pieces, each as MIDI and sound: ``1-as-it-is.mid``, ``1-as-heard.mid`` ..."""
    written = []
    for number, piece in enumerate(lesson.corpus.held_out[:PIECES], 1):
        heard = replace(lesson.codec.quantize(piece), title=piece.title)
        for name, music in (("as-it-is", piece), ("as-heard", heard)):
            for form in FORMS:
                path = folder / f"{number}-{name}.{form}"
                write_atomic(path, render(music, form))
                written.append(path)
    return written
