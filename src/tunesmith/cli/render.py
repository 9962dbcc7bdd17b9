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
    from tunesmith.corpora.reading import read_piece
    from tunesmith.files import write_atomic
    from tunesmith.music.notation import notation

    form = out.suffix.removeprefix(".").lower()
    if form not in RENDERERS:
        raise TunesmithError(
            f"cannot write {out.name}; end its name with one of {', '.join('.' + f for f in RENDERERS)}"
        )
    piece = read_piece(file, tune)
    for problem in notation(piece.notation).problems(piece.content):
        note(f"{file}:{problem}")
    write_atomic(out, make(piece, form))
