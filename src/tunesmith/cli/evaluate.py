"""``tunesmith evaluate``: how good, how sound, how like the style, how new and how varied."""

import os
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from tunesmith.cli.output import JSON_HELP, note, print_json, show
from tunesmith.cli.working import working
from tunesmith.errors import TunesmithError

if TYPE_CHECKING:
    from tunesmith.api.evaluation.figures import Evaluation

WIDE = 100  # characters of a line of notes


def evaluate(
    places: list[Path] = typer.Argument(
        None,
        help="A run or checkpoint folder, or a file or folder of tunes; more of them are put beside it "
        "[default: the newest run in runs/].",
    ),
    compare: list[Path] = typer.Option([], help="Another run or folder of tunes to put beside it."),
    corpus: str | None = typer.Option(
        None, help="What tunes of a file or folder are measured beside; a run has its own."
    ),
    tunes: int = typer.Option(200, min=2, max=10_000, help="Takes to write with rules, and as many without."),
    temperature: float = typer.Option(1.0, min=0.01, max=10, help="Of the takes."),
    seed: int = typer.Option(0, min=0, help="Random seed: the same one, the same report."),
    out: Path | None = typer.Option(None, "-o", "--out", help="Also write a page with plots (.html)."),
    open_page: bool = typer.Option(False, "--open", help="Open the page in the browser."),
    workers: int = typer.Option(
        0, min=0, max=64, help="Processes that share the work; they change no figure [default: one per core]."
    ),
    as_json: bool = typer.Option(False, "--json", help=JSON_HELP),
) -> None:
    """Measure a run, or a folder of tunes: how good, sound, like its style, new and varied.

    Beside every figure stand those of an n-gram and of the people whose music was learned. docs/evaluation.md
    tells what each one means, and how it can mislead.
    """
    from tunesmith.api.evaluation.evaluate import evaluate as measure
    from tunesmith.api.runs import newest_run

    if open_page and out is None:
        raise TunesmithError("--open opens the page: name it with -o report.html")
    if out is not None and out.suffix.lower() != ".html":
        raise TunesmithError(f"-o {out}: the page is HTML; name it {out.with_suffix('.html')}")
    place, *others = places or [newest_run(Path("runs"))]
    with working(lines=True) as told:
        found = measure(
            place,
            corpus=corpus,
            compare=[*compare, *others],
            tunes=tunes,
            seed=seed,
            temperature=temperature,
            workers=workers or os.cpu_count() or 1,
            told=told,
        )
    if as_json:
        print_json(found.to_json())
    else:
        _print(found)
    if out is not None:
        from tunesmith.api.evaluation.page import evaluation_page
        from tunesmith.files import write_atomic

        write_atomic(out, evaluation_page(found))
        note(str(out))
        if open_page and not as_json:
            show(out)


def _print(found: "Evaluation") -> None:
    from tunesmith.api.evaluation.table import headline, sections

    for line in headline(found):
        print(textwrap.fill(line, WIDE))
    for section in sections(found):
        names = [one.name for one in found.subjects]
        rows = [("  " * row.inner + row.label, *row.cells) for row in section.rows]
        widths = [max(map(len, column)) for column in zip((section.title, *names), *rows, strict=True)]
        print()
        for label, *cells in ((section.title.upper(), *names), *rows):
            right = (cell.rjust(width) for cell, width in zip(cells, widths[1:], strict=True))
            print("  ".join((label.ljust(widths[0]), *right)).rstrip())
        for words in section.notes:
            print(textwrap.fill(words, WIDE, initial_indent="- ", subsequent_indent="  "))
    for words in found.notices:
        note(f"note: {words}")
