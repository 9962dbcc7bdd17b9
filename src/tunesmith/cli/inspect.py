"""``tunesmith inspect``: see a model think."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from tunesmith.cli.findings import print_silence, print_units
from tunesmith.cli.output import JSON_HELP, note, print_json, show
from tunesmith.errors import TunesmithError

if TYPE_CHECKING:
    from tunesmith.api.inspect import Source
    from tunesmith.models.checkpoint import Checkpoint

ABLATE = typer.Option(
    [], "--ablate", help="Hold units at 0: layer:unit[,unit...], counted from 0; as often as you like."
)
CLAMP = typer.Option(
    [], "--clamp", help="Hold a unit at a value: layer:unit=value, or =mean; as often as you like."
)


def inspect(
    run: Path | None = typer.Argument(
        None, help="A run or checkpoint folder [default: the newest in runs/]."
    ),
    file: Path | None = typer.Argument(None, help="A file with a piece to read."),
    tune: str | None = typer.Option(None, help="The X: number of the tune [default: the first]."),
    take: Path | None = typer.Option(None, help="Read a take: the .json file that generate wrote."),
    generate: bool = typer.Option(False, "--generate", help="Write a new take and read it."),
    seed: int = typer.Option(0, min=0, help="Random seed of what is written."),
    out: Path = typer.Option(Path("view.html"), "-o", "--out", help="The page to write."),
    unit: str | None = typer.Option(
        None, help="Unit to show first, as layer:unit [default: the best explained]."
    ),
    point: str | None = typer.Option(
        None, help="What to look at: hidden, cell, input, forget, output, candidate [default: hidden]."
    ),
    png: bool = typer.Option(False, "--png", help="Also write the classic figure, a PNG beside the page."),
    units: bool = typer.Option(False, "--units", help="Find out what the units track, on held-out pieces."),
    pieces: int = typer.Option(100, min=2, help="How many held-out pieces to read."),
    ablate: list[str] = ABLATE,
    clamp: list[str] = CLAMP,
    takes: int = typer.Option(50, min=1, help="Takes to write each way, where units are held."),
    open_page: bool = typer.Option(False, "--open", help="Open the page in the browser."),
    as_json: bool = typer.Option(False, "--json", help=JSON_HELP),
) -> None:
    """See a model think: its guesses at every character, and the firing of its units.

    Reads a file, a take, a new take or, if none is named, a held-out piece, and writes a page. With --units
    it finds out what the units track. With units held and nothing named to read, it measures what is lost:
    the bits that each kind of place costs, the share of sound takes without rules, and one take both ways.
    """
    from tunesmith.api.inspect import Source, held_units
    from tunesmith.api.runs import newest_run
    from tunesmith.models.checkpoint import load_checkpoint

    run = run or newest_run(Path("runs"))
    checkpoint = load_checkpoint(run)
    held = held_units(checkpoint, ablate, clamp)
    source = Source(file, tune, take, seed if generate else None, held)
    if units and (source.named or held):
        raise TunesmithError("--units reads held-out pieces with the model as it is; leave the rest out")
    pictured = source.named or not (units or held)
    if (png or unit) and not pictured:
        raise TunesmithError("--png and --unit are for the picture of a piece; name one, or leave them out")
    if units:
        _units(checkpoint, pieces, point, out, as_json)
    elif held and not source.named:
        _silence(checkpoint, held, pieces, takes, seed, out, as_json)
    else:
        _view(checkpoint, source, unit, point, out, png, as_json)
    if open_page and not as_json:
        show(out)


def _view(
    checkpoint: Checkpoint, source: Source, unit: str | None, point: str | None, out: Path, png: bool,
    as_json: bool,
) -> None:  # fmt: skip
    from tunesmith.api.inspect import read_source
    from tunesmith.api.views import make_view, read_unit

    found, title, held = read_source(checkpoint, source)
    if as_json:
        print_json(found.to_json())
        return
    from tunesmith.render.figure import figure_png
    from tunesmith.render.view import write_view

    view = make_view(checkpoint, found, title, read_unit(unit, point), held)
    _write(out, write_view(view))
    if png:
        _write(out.with_suffix(".png"), figure_png(view))


def _units(checkpoint: Checkpoint, pieces: int, point: str | None, out: Path, as_json: bool) -> None:
    from tunesmith.api.inspect import examine_units, save_units
    from tunesmith.api.views import units_page

    def told(done: int, of: int) -> None:
        if sys.stderr.isatty():
            print(f"\rreading piece {done} of {of}", end="\n" if done == of else "", file=sys.stderr)

    examined = examine_units(checkpoint, pieces, point, told)
    note(str(save_units(checkpoint, examined)))
    if as_json:
        print_json(examined.to_json())
        return
    print_units(examined.report)
    _write(out, units_page(checkpoint, examined))


def _silence(
    checkpoint: Checkpoint, held: tuple[str, ...], pieces: int, takes: int, seed: int, out: Path,
    as_json: bool,
) -> None:  # fmt: skip
    from tunesmith.api.silence import measure_silence
    from tunesmith.api.views import silence_page

    found = measure_silence(checkpoint, held, pieces, takes, seed, note)
    if as_json:
        print_json(found.to_json())
        return
    print_silence(found)
    _write(out, silence_page(checkpoint, found))


def _write(path: Path, content: str | bytes) -> None:
    from tunesmith.files import write_atomic

    write_atomic(path, content)
    note(str(path))
