"""``tunesmith replay``: write a take again."""

from pathlib import Path

import typer

from tunesmith.cli.output import note


def replay(
    take: Path = typer.Argument(help="The .json file of a take."),
    out: Path | None = typer.Option(
        None, "-o", "--out", help="Folder to write to; without it the music is printed."
    ),
    formats: str = typer.Option("abc", "--format", help="Formats to write with -o, as for generate."),
) -> None:
    """Write a take again from its model, request and seed: the same bytes, or an error."""
    from tunesmith.api.outputs import parse_formats, save_takes
    from tunesmith.api.runs import model_facts
    from tunesmith.generation.take import Take
    from tunesmith.generation.writer import replay as again
    from tunesmith.models.checkpoint import load_checkpoint

    forms = parse_formats(formats)
    written = again(Take.load(take))
    if out is None:
        print(written.piece.content)
    else:
        for path in save_takes(
            [written], out, forms, model_facts(load_checkpoint(written.request.checkpoint))
        ):
            note(str(path))
    note(f"the same music as {take}: {len(written.tokens)} tokens, seed {written.seed}")
