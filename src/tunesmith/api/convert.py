"""From one kind of music file to another: what its notation does not say is inferred, and told."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tunesmith.api.outputs import ENDINGS as OUTPUTS
from tunesmith.api.outputs import render
from tunesmith.corpora.reading import read_piece
from tunesmith.errors import TunesmithError
from tunesmith.files import write_atomic
from tunesmith.hearing.sound_file import SOUNDS
from tunesmith.music.midi.reading import MIDI, WRITTEN, read_file
from tunesmith.music.notation import notation
from tunesmith.music.piece import Piece
from tunesmith.music.tabla.book import is_tabla, names_tala, split_compositions
from tunesmith.music.text_file import read_text
from tunesmith.render.audio import FORMATS as AUDIO

if TYPE_CHECKING:
    from symusic.core import ScoreTick

ENDINGS = (*OUTPUTS, "mei")


@dataclass(frozen=True, slots=True)
class Wishes:
    """What goes before what a file states or what is inferred; see ``music.midi.inference.reading``."""

    key: str | None = None  # "D", "F#m", "Ador"
    meter: str | None = None  # "6/8"
    pickup: str | None = None  # "1/8", a part of a whole note; "0" for none
    grid: int | None = None  # parts of a whole note: 16
    track: int | None = None  # from 1, of the tracks that have notes: this one alone
    tala: str | None = None  # of tabla in a notation that does not say

    @property
    def given(self) -> list[str]:
        names = ("key", "meter", "pickup", "grid", "track", "tala")
        return [f"--{name}" for name in names if getattr(self, name) is not None]


def convert(
    source: Path, target: Path, wishes: Wishes | None = None, *, tune: str | None = None
) -> list[str]:
    """Write ``source`` as the file that the ending of ``target`` says; what was inferred, in sentences.

    ABC states all there is to say, so that nothing is inferred of it. ``tune`` is an X: number in it, or
    which composition of a file of tabla. Raises TunesmithError for a file that cannot be read, an ending
    that is not written, and wishes that cannot be.
    """
    wishes = wishes or Wishes()
    form = target.suffix.removeprefix(".").lower()
    if form not in ENDINGS:
        endings = ", ".join(f".{known}" for known in ENDINGS)
        raise TunesmithError(f"cannot write {target.name}; end its name with one of {endings}")
    if source.suffix.lower() != ".abc" and is_tabla(source):
        data, said = _tabla(source, form, wishes, tune)
    elif wishes.tala is not None:
        raise TunesmithError(f"--tala is for tabla, which {source} is not: leave it out")
    elif source.suffix.lower() in (*MIDI, *WRITTEN, *SOUNDS):
        if tune is not None:
            raise TunesmithError("--tune names a tune of an ABC file: leave it out")
        data, said = _events(_score(source, wishes.track), form, wishes, source.stem.replace("_", " "))
    elif source.suffix.lower() == ".abc" or source.is_file():
        if wishes.given:
            raise TunesmithError(
                f"{', '.join(wishes.given)}: ABC states its own; leave it out, or use tunesmith transpose"
            )
        data, said = _abc(source, form, tune), []
    else:
        raise TunesmithError(f"cannot read {source}: there is no such file; check the name")
    write_atomic(target, data)
    return said


def _score(source: Path, track: int | None) -> "ScoreTick":
    if source.suffix.lower() in SOUNDS:
        from tunesmith.api.listen import listen

        score: ScoreTick = listen(source)
    else:
        score = read_file(source)
    return score if track is None else _alone(score, track)


def _alone(score: "ScoreTick", number: int) -> "ScoreTick":
    """The score with one of its tracks that have notes."""
    tracks = [track for track in score.tracks if len(track.notes)]
    if not 1 <= number <= len(tracks):
        raise TunesmithError(f"there is no track {number}: the music has {len(tracks)}, counted from 1")
    chosen = score.copy()
    while len(chosen.tracks):
        chosen.tracks.pop()
    chosen.tracks.append(tracks[number - 1].copy())
    return chosen


def _events(score: "ScoreTick", form: str, wishes: Wishes, title: str) -> tuple[bytes, list[str]]:
    """The bytes of a file of that form, and what was inferred for it."""
    idle = [name for name in wishes.given if name != "--track"]
    if idle and form in ("mid", *AUDIO):
        raise TunesmithError(f"{', '.join(idle)} does nothing to .{form}: leave it out")
    if form == "mid":
        from tunesmith.render.midi import write_midi

        return write_midi(score), []
    if form in AUDIO:
        from tunesmith.render.audio import encode, synthesize

        return encode(synthesize(score), form), []
    if form == "abc":
        from tunesmith.music.midi.to_abc import to_abc

        written = to_abc(
            score, key=wishes.key, meter=wishes.meter, pickup=wishes.pickup, grid=wishes.grid, title=title
        )
        return written.abc.encode(), list(written.inferences)
    return _page(score, form, wishes, title)


def _page(score: "ScoreTick", form: str, wishes: Wishes, title: str) -> tuple[bytes, list[str]]:
    from tunesmith.music.midi.page.mei import write_mei
    from tunesmith.music.midi.page.musicxml import write_musicxml
    from tunesmith.music.midi.page.transcribe import transcribe

    done = transcribe(
        score, key=wishes.key, meter=wishes.meter, pickup=wishes.pickup, grid=wishes.grid, title=title
    )
    said = list(done.inferences)
    if form == "musicxml":
        return write_musicxml(done).encode(), said
    mei = write_mei(done)
    return (mei.encode() if form == "mei" else _engraved()[form](mei)), said


def _abc(source: Path, form: str, tune: str | None) -> bytes:
    piece = read_piece(source, tune)
    music = notation(piece.notation)
    if form == "mei":
        return music.mei(piece.content).encode()
    return music.canonical(piece.content).encode() if form == "abc" else render(piece, form)


def _tabla(source: Path, form: str, wishes: Wishes, tune: str | None) -> tuple[bytes, list[str]]:
    idle = [name for name in wishes.given if name != "--tala"]
    if idle:
        raise TunesmithError(f"{', '.join(idle)} says nothing of tabla: leave it out")
    text = read_text(source)
    if wishes.tala and names_tala(text):
        raise TunesmithError(f"--tala: {source} names its own; leave it out")
    try:
        compositions = split_compositions(text, wishes.tala or "")
    except TunesmithError as error:
        raise TunesmithError(f"{source}: {error}") from error
    number = int(tune) if tune and tune.isdecimal() and len(tune) < 9 else 1 if tune is None else 0
    if not 0 < number <= len(compositions):
        raise TunesmithError(f"{source} has no composition {tune}: there are {len(compositions)}")
    one = compositions[number - 1]
    content = notation("tabla").canonical(one.text)
    piece = Piece("", source.stem.replace("_", " "), "tabla", content, str(source))
    return render(piece, form), list(one.told)


def _engraved() -> dict[str, Callable[[str], bytes]]:
    from tunesmith.render import sheet

    return {"svg": lambda mei: sheet.svg(mei).encode(), "png": sheet.png, "pdf": sheet.pdf}
