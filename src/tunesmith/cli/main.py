"""``tunesmith``: the commands, and how they fail."""

import os
import sys

import typer

from tunesmith.cli import (
    bench,
    check,
    chords,
    convert,
    corpora,
    evaluate,
    fill,
    generate,
    inspect,
    novelty,
    render,
    replay,
    studio,
    train,
    transpose,
)
from tunesmith.errors import TunesmithError

app = typer.Typer(
    name="tunesmith",
    help="Learn the language of a collection of music and write new music in it, offline.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help: the same in a terminal, a file and the docs
)
app.add_typer(corpora.app, name="corpora")
app.command("train")(train.train)
app.command("generate")(generate.generate)
app.command("replay")(replay.replay)
app.command("render")(render.render)
app.command("convert")(convert.convert)
app.command("check")(check.check)
app.command("inspect")(inspect.inspect)
app.command("evaluate")(evaluate.evaluate)
app.command("novelty")(novelty.novelty)
app.command("studio")(studio.studio)
app.command("fill")(fill.fill)
app.command("chords")(chords.chords)
app.command("transpose")(transpose.transpose)
app.add_typer(bench.app, name="bench")


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"tunesmith {version('tunesmith')}")
        raise typer.Exit


@app.callback()
def _options(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Print the version."
    ),
) -> None:
    pass


def main() -> None:
    """Run a command. Bad input is one line on stderr and exit status 1, never a traceback."""
    # Products of one row are over before a second thread is awake; where another program has its core, each
    # of them waits for it: twenty times as slow. numpy reads this when it is imported.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        app()
    except TunesmithError as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(1)
    except BrokenPipeError:  # `tunesmith corpora | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
