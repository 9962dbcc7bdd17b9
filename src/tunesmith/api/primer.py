"""Music to continue, from what a person gives: its text, or a file in any notation."""

from pathlib import Path
from typing import TYPE_CHECKING

from tunesmith.errors import TunesmithError
from tunesmith.music.midi.reading import MIDI, WRITTEN
from tunesmith.music.notation import notation
from tunesmith.music.tabla.book import ENDINGS as TABLA
from tunesmith.music.tabla.book import is_tabla, read_one

if TYPE_CHECKING:
    from symusic.core import ScoreTick


def read_primer(given: str, wanted: str) -> str:
    """The text, in the notation ``wanted``, of a file or of the text itself.

    A file of another notation is turned into this one. Raises TunesmithError for a file that is missing or
    cannot be read so.
    """
    path = Path(given)
    try:
        is_file = bool(given) and path.is_file()
    except (OSError, ValueError):  # too long, or with a character no file name has
        is_file = False
    if is_file:
        return _of_file(path, wanted)
    if path.suffix.lower() in (".abc", *TABLA, *MIDI, *WRITTEN) and "\n" not in given:
        raise TunesmithError(f"there is no primer file {given}; give a file that exists, or text")
    return given


def with_pickup(text: str) -> "ScoreTick":
    """The score of a tune whose first bar, where it is a pickup, is stated as one."""
    from symusic.core import TimeSignatureTick

    from tunesmith.music.abc.bar_spans import bar_spans
    from tunesmith.music.abc.parser import parse

    score = notation("abc").score(text)
    bars = bar_spans(parse(text))
    if not bars or bars[0].number or not len(score.time_signatures):
        return score
    length = bars[0].duration / 4  # of a whole note
    first, onset = score.time_signatures[0], round(bars[0].duration * score.ticks_per_quarter)
    after = TimeSignatureTick(onset, first.numerator, first.denominator)
    score.time_signatures[0] = TimeSignatureTick(0, length.numerator, length.denominator)
    score.time_signatures.insert(1, after)
    return score


def _of_file(path: Path, wanted: str) -> str:
    from tunesmith.music.text_file import read_text

    tabla = path.suffix.lower() != ".abc" and is_tabla(path)
    if tabla != (wanted == "tabla"):
        reads = "tabla" if wanted == "tabla" else "no tabla"
        raise TunesmithError(f"this model reads {reads}, and {path} is {'tabla' if tabla else 'none'}")
    if tabla:
        return read_one(read_text(path))
    is_abc = path.suffix.lower() in (".abc", ".txt", "")
    if wanted == "abc":
        if not is_abc:
            raise TunesmithError(
                f"{path} is no ABC, which this model writes: `tunesmith convert {path} primer.abc` first"
            )
        return read_text(path)
    from tunesmith.music.midi.text import write

    if is_abc:
        return write(with_pickup(read_text(path)))
    from tunesmith.music.midi.reading import read_file

    return write(read_file(path))
