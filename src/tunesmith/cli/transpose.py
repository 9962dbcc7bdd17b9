"""``tunesmith transpose``: tunes in another key."""

from functools import partial
from pathlib import Path

import typer

from tunesmith.cli.output import note
from tunesmith.errors import TunesmithError


def transpose(
    file: Path = typer.Argument(help="An ABC file, of one tune or many."),
    to: str = typer.Option(
        "", "--to", help="Key to go to, the nearer way: A, Bb, F#m, Ador. A tonic alone keeps the mode."
    ),
    by: int | None = typer.Option(None, "--by", help="Semitones to go up, or down: --by -3."),
    out: Path | None = typer.Option(None, "-o", "--out", help="File to write [default: printed]."),
) -> None:
    """Move tunes to another key: notes, accidentals, chord symbols and key fields.

    A tune that cannot move is named, stays as it is, and makes the exit status 1.
    """
    from tunesmith.api.transposition import transpose_book
    from tunesmith.files import write_atomic
    from tunesmith.music.abc.transpose import transpose as move
    from tunesmith.music.abc.transpose import transpose_to
    from tunesmith.music.text_file import read_text

    if bool(to) == (by is not None):
        raise TunesmithError("say where to transpose: either --to with a key (--to A) or --by (--by -3)")
    steps = partial(move, semitones=by) if by is not None else partial(transpose_to, wanted=to)
    result = transpose_book(read_text(file), steps)
    if not result.tunes:
        raise TunesmithError(f"{file} has no tune; an ABC tune begins with an X: line")
    if len(result.failures) == result.tunes:
        line, reason = result.failures[0]
        more = f" (and {result.tunes - 1} more tunes cannot move)" if result.tunes > 1 else ""
        raise TunesmithError(f"{file}:{line}: {reason}{more}")
    for line, reason in result.failures:
        note(f"error: {file}:{line}: {reason}")
    if out is None:
        print(result.text.rstrip("\n"))
    else:
        write_atomic(out, result.text)
    if result.failures:
        raise typer.Exit(1)
