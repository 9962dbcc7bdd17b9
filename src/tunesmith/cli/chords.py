"""``tunesmith chords``: chord symbols for a melody."""

from pathlib import Path

import typer

from tunesmith.cli.options import wish
from tunesmith.cli.output import JSON_HELP, note, print_json
from tunesmith.generation.chords import ChordRequest


def chords(
    file: Path = typer.Argument(help="An ABC file."),
    run: Path | None = typer.Argument(
        None, help="A run or checkpoint folder, of a model that learned chord symbols [default: the newest]."
    ),
    tune: str | None = typer.Option(None, help="The X: number of the tune [default: the first]."),
    particles: int = wish(ChordRequest, "particles"),
    temperature: float = wish(ChordRequest, "temperature"),
    seed: int | None = wish(ChordRequest, "seed"),
    out: Path | None = typer.Option(None, "-o", "--out", help="File to write; its ending says the format."),
    as_json: bool = typer.Option(False, "--json", help=JSON_HELP),
) -> None:
    """Write a chord symbol over every bar of a melody, as a model finds them that learned tunes with chords.

    Chord symbols that the tune has are replaced; everything else stays as it is.
    """
    from tunesmith.api.chords import add_chords
    from tunesmith.api.outputs import form_of, render
    from tunesmith.api.runs import newest_run
    from tunesmith.api.wishes import granted
    from tunesmith.corpora.reading import read_piece
    from tunesmith.files import write_atomic
    from tunesmith.models.checkpoint import load_checkpoint

    form = form_of(out) if out else ""
    piece = read_piece(file, tune)
    run = run or newest_run(Path("runs"))
    wishes = {"checkpoint": run, "particles": particles, "temperature": temperature, "seed": seed}
    found = add_chords(load_checkpoint(run), piece, granted(ChordRequest, wishes))
    if as_json:
        print_json(found.to_json())
    else:
        print(found.piece.content)
    note(f"{len(found.chords.symbols)} chords, {found.chords.bits_per_character:.3f} bits per character")
    if out:
        write_atomic(out, render(found.piece, form))
        note(str(out))
