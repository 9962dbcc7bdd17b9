"""``tunesmith render``: a tune as a score, a sound or another file."""

from pathlib import Path

import typer

from tunesmith.cli.output import note
from tunesmith.errors import TunesmithError


def render(
    file: Path = typer.Argument(help="An ABC file."),
    out: Path = typer.Option(..., "-o", "--out", help="File to write; its ending says the format."),
    tune: str | None = typer.Option(None, help="The X: number of the tune [default: the first]."),
) -> None:
    """Engrave, play or convert a tune of an ABC file: svg, png, pdf, mid, wav, mp3, flac, ogg, musicxml."""
    from tunesmith.api.outputs import RENDERERS
    from tunesmith.api.outputs import render as make
    from tunesmith.corpora.reading import read_places
    from tunesmith.files import write_atomic
    from tunesmith.music.notation import notation

    form = out.suffix.removeprefix(".").lower()
    if form not in RENDERERS:
        raise TunesmithError(
            f"cannot write {out.name}; end its name with one of {', '.join('.' + f for f in RENDERERS)}"
        )
    reading = read_places([("", file)])
    if reading.unread:
        raise TunesmithError(str(reading.unread[0]))
    pieces = reading.pieces
    wanted = [piece for piece in pieces if tune is None or piece.id.rpartition("/")[2] == tune]
    if not wanted:
        raise TunesmithError(
            f"{file} has no tune" + (f" X:{tune}" if tune else "; an ABC tune begins with an X: line")
        )
    for problem in notation(wanted[0].notation).problems(wanted[0].content):
        note(f"{file}:{problem}")
    write_atomic(out, make(wanted[0], form))
