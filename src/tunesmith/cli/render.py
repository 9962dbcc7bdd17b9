"""``tunesmith render``: a tune as a score, a sound or another file."""

from pathlib import Path

import typer

from tunesmith.cli.options import wish
from tunesmith.cli.output import note
from tunesmith.render.playing import Playing


def render(
    file: Path = typer.Argument(help="A file of ABC, a score or tabla."),
    out: Path = typer.Option(..., "-o", "--out", help="File to write; its ending says the format."),
    tune: str | None = typer.Option(
        None, help="X: number of the tune; of tabla, which of the file [default: the first]."
    ),
    instrument: str | None = wish(Playing, "instrument"),
    tempo: float | None = wish(Playing, "tempo"),
    swing: float = wish(Playing, "swing"),
    soundfont: Path | None = wish(Playing, "soundfont"),
    samples: Path | None = wish(Playing, "samples"),
    drone: bool = wish(Playing, "drone", "--drone"),
    click: bool = wish(Playing, "click", "--click"),
    sa: str | None = wish(Playing, "sa"),
) -> None:
    """Engrave or play a tune, or chart and play tabla: svg, png, pdf, mid, wav, mp3, flac, ogg, musicxml."""
    from tunesmith.api.outputs import form_of
    from tunesmith.api.outputs import render as make
    from tunesmith.api.tabla import notes_on
    from tunesmith.api.wishes import granted
    from tunesmith.corpora.reading import read_piece
    from tunesmith.files import write_atomic
    from tunesmith.music.notation import notation

    form = form_of(out)
    playing = granted(
        Playing,
        {
            "instrument": instrument, "tempo": tempo, "swing": swing, "soundfont": soundfont,
            "samples": samples, "drone": drone, "click": click, "sa": sa,
        },
    )  # fmt: skip
    piece = read_piece(file, tune)
    for problem in notation(piece.notation).problems(piece.content):
        note(f"{file}:{problem}")
    write_atomic(out, make(piece, form, playing))
    for line in notes_on(playing):
        note(line)
