"""``tunesmith replay``: write a take again."""

from pathlib import Path

import typer

from tunesmith.cli.output import note


def replay(
    take: Path = typer.Argument(help="The .json file of a take."),
    out: Path | None = typer.Option(
        None, "-o", "--out", help="Folder to write to; without it the music is printed."
    ),
    formats: str | None = typer.Option(
        None, "--format", help="Formats to write with -o, as for generate [default: abc; of tabla, tabla]."
    ),
) -> None:
    """Write a take again from its model, request and seed: the same bytes, or an error."""
    from tunesmith.api.outputs import TEXTS, parse_formats, save_takes
    from tunesmith.api.runs import model_facts
    from tunesmith.generation.take import Take
    from tunesmith.generation.writer import replay as again
    from tunesmith.models.checkpoint import load_checkpoint

    given = Take.load(take)
    music = given.piece.notation
    forms = parse_formats(formats or TEXTS[music], music)
    written = again(given)
    if out is None:
        print(written.piece.content)
    else:
        for path in save_takes(
            [written], out, forms, model_facts(load_checkpoint(written.request.checkpoint))
        ):
            note(str(path))
    note(f"the same music as {take}: {len(written.tokens)} tokens, seed {written.seed}")
