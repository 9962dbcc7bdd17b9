"""``tunesmith bench``: what a run is worth, in figures."""

import math
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from tunesmith.cli.output import JSON_HELP, note, print_json
from tunesmith.generation.request import Request

if TYPE_CHECKING:
    from tunesmith.api.soundness import RuleFigures

app = typer.Typer(help="Measure what a run is worth.", no_args_is_help=True)


@app.callback()
def bench() -> None:
    """Measure what a run is worth."""


@app.command("rules")
def rules(
    run: Path | None = typer.Argument(
        None, help="A run or checkpoint folder [default: the newest in runs/]."
    ),
    count: int = typer.Option(1000, "-n", "--count", help="How many takes of each kind to write."),
    temperature: float = typer.Option(0.9, help=Request.model_fields["temperature"].description),
    seed: int = typer.Option(0, help="Random seed of the first take of each kind."),
    as_json: bool = typer.Option(False, "--json", help=JSON_HELP),
) -> None:
    """What the rules of music give, and what they cost.

    The share of sound tunes among takes written with rules and without, and among the tunes that people made
    and the model learned from; characters (or words) per second with rules and without, measured in turn; and
    the bits per token of held-out tunes when only what the rules allow counts. A thousand takes take minutes.
    """
    from rich.console import Console
    from rich.progress import Progress

    from tunesmith.api.model import make_request
    from tunesmith.api.runs import newest_run
    from tunesmith.api.soundness import measure_rules
    from tunesmith.models.checkpoint import load_checkpoint

    request = make_request(
        checkpoint=run or newest_run(Path("runs")), count=count, temperature=temperature, seed=seed
    )
    checkpoint = load_checkpoint(request.checkpoint)
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("takes with rules and without", total=count)
        figures = measure_rules(checkpoint, request, lambda takes: progress.update(task, completed=takes))
    if as_json:
        print_json(figures.to_json())
    else:
        _print(figures)


def _print(figures: "RuleFigures") -> None:
    kinds = [
        ("with rules", figures.strict.soundness, f"{figures.strict.characters_per_second:,.0f}"),
        ("without rules", figures.off.soundness, f"{figures.off.characters_per_second:,.0f}"),
        ("by people", figures.human, ""),
    ]
    print(f"{'tunes':<13} {'number':>7} {'sound':>9} {'bars right':>11} {'tokens/s':>13}")
    for name, found, speed in kinds:
        sound, bars = (percent(part, found.tunes) for part in (found.sound, found.bars_right))
        print(f"{name:<13} {found.tunes:>7,} {sound:>9} {bars:>11} {speed:>13}".rstrip())
    print()
    for name, found, _ in kinds:
        if found.broken:
            listed = ", ".join(f"{rule} {tunes:,}" for rule, tunes in found.broken.items())
            print(f"broken {name}: {listed}")
    for unsound in figures.strict.unsound:
        note(f"seed {unsound} breaks a rule with rules on: a fault of tunesmith, please report it")
    print(f"speed with rules: {figures.speed_ratio:.0%} of that without")
    held_out = figures.held_out
    if held_out.plain is not None and held_out.masked is not None:
        print(
            f"held-out bits per token: {held_out.plain:.3f} without rules, {held_out.masked:.3f} with "
            f"({held_out.accepted:,} of {held_out.pieces:,} sound tunes, {held_out.tokens:,} tokens)"
        )


def percent(part: int, whole: int) -> str:
    """A share, rounded down: 100.0 % is all."""
    return f"{math.floor(1000 * part / whole) / 10:.1f} %" if whole else "-"
