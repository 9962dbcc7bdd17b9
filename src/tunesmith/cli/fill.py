"""``tunesmith fill``: some bars of a tune written anew."""

from pathlib import Path

import typer

from tunesmith.cli.options import wish
from tunesmith.cli.output import JSON_HELP, note, print_json
from tunesmith.generation.fill import FillRequest


def fill(
    file: Path = typer.Argument(help="An ABC file."),
    run: Path | None = typer.Argument(
        None, help="A run or checkpoint folder [default: the newest in runs/]."
    ),
    bars: str = typer.Option(..., help=FillRequest.model_fields["bars"].description),
    tune: str | None = typer.Option(None, help="The X: number of the tune [default: the first]."),
    candidates: int = wish(FillRequest, "candidates"),
    particles: int = wish(FillRequest, "particles"),
    temperature: float = wish(FillRequest, "temperature"),
    seed: int | None = wish(FillRequest, "seed"),
    rules: str = wish(FillRequest, "rules"),
    out: Path | None = typer.Option(None, "-o", "--out", help="Folder to write to [default: fills/FILE]."),
    formats: str = typer.Option(
        "abc,mid,html",
        "--format",
        help="Any of abc, mid, musicxml, svg, png, pdf, wav, mp3, flac, ogg, html, json.",
    ),
    as_json: bool = typer.Option(False, "--json", help=JSON_HELP),
) -> None:
    """Write some bars of a tune anew, so that they fit what comes before and after.

    Bars are numbered as in the score: from 1, a pickup is 0, and the two halves of a bar that a repeat sign
    cuts share a number. Bar lines, repeats and everything outside these bars stay as they are. Candidates
    come best first, each with the bits per character that the whole tune costs the model.
    """
    from tunesmith.api.fill import fill_tune, save_filled
    from tunesmith.api.outputs import parse_formats
    from tunesmith.api.runs import model_facts, newest_run
    from tunesmith.api.wishes import granted
    from tunesmith.corpora.reading import read_piece
    from tunesmith.models.checkpoint import load_checkpoint

    forms = parse_formats(formats)
    piece = read_piece(file, tune)
    run = run or newest_run(Path("runs"))
    wishes = {"candidates": candidates, "particles": particles, "temperature": temperature, "rules": rules}
    request = granted(FillRequest, {"checkpoint": run, "bars": bars, "seed": seed, **wishes})
    checkpoint = load_checkpoint(run)
    filled = fill_tune(checkpoint, piece, request)
    written = save_filled(filled, out or Path("fills") / file.stem, forms, model_facts(checkpoint))
    if as_json:
        print_json(filled.to_json())
    else:
        for result in filled.tunes:
            print(result.piece.content + "\n", flush=True)
    note(f"as it was: {filled.original_bits:.3f} bits per character")
    for rank, result in enumerate(filled.tunes, 1):
        note(f"{rank}: {result.filling.bits_per_character:.3f}  {' | '.join(result.filling.bars)}")
    for path in written:
        note(str(path))
