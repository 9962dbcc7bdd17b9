"""``tunesmith render``: a tune as a score, a sound or another file."""

from pathlib import Path
from typing import Any

import typer

from tunesmith.cli.output import note
from tunesmith.render.playing import Playing


def play(name: str) -> Any:
    """The command-line option of a field of Playing: its default and description exist there, once."""
    field = Playing.model_fields[name]
    return typer.Option(field.default, help=field.description, show_default=field.default is not None)


def render(
    file: Path = typer.Argument(help="An ABC or MIDI file."),
    out: Path = typer.Option(..., "-o", "--out", help="File to write; its ending says the format."),
    tune: str | None = typer.Option(None, help="The X: number of the tune [default: the first]."),
    instrument: str | None = play("instrument"),
    tempo: float | None = play("tempo"),
    swing: float = play("swing"),
    soundfont: Path | None = play("soundfont"),
) -> None:
    """Engrave, play or convert a tune: svg, png, pdf, mid, wav, mp3, flac, ogg, musicxml."""
    from tunesmith.api.outputs import form_of
    from tunesmith.api.outputs import render as make
    from tunesmith.api.wishes import granted
    from tunesmith.corpora.reading import read_piece
    from tunesmith.files import write_atomic
    from tunesmith.music.notation import notation

    form = form_of(out)
    playing = granted(
        Playing, {"instrument": instrument, "tempo": tempo, "swing": swing, "soundfont": soundfont}
    )
    piece = read_piece(file, tune)
    for problem in notation(piece.notation).problems(piece.content):
        note(f"{file}:{problem}")
    write_atomic(out, make(piece, form, playing))
