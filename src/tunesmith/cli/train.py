"""``tunesmith train``: learn a corpus and watch it learn."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from tunesmith.cli.output import JSON_HELP, note, print_json, reading
from tunesmith.errors import TunesmithError

if TYPE_CHECKING:
    from tunesmith.api.learn import Figures, Lesson


def train(
    corpus: str = typer.Argument(
        "jigs", help="A corpus by name (see `tunesmith corpora`), or a file or folder of music."
    ),
    out: Path = typer.Option(..., "-o", "--out", help="Folder of the run."),
    preset: str = typer.Option("default", help="article, article-3, quick, default, metric or markov."),
    minutes: float | None = typer.Option(None, min=0.01, help="Budget on the clock [default: 10]."),
    epochs: float | None = typer.Option(None, min=0.01, help="Budget in passes over the corpus."),
    codec: str | None = typer.Option(
        None,
        help="How scores become words: grid (four voices), notes, performance, remi, tsd, structured or "
        "midilike; tabla: bol or bol-char [default: notes, bol; for ABC its characters].",
    ),
    form: str | None = typer.Option(
        None, help="clean (only what is music) or raw (the text as the file has it)."
    ),
    transpose: bool | None = typer.Option(
        None, "--transpose/--no-transpose", help="Hear each tune in other keys too."
    ),
    set_: list[str] = typer.Option(
        [], "--set", metavar="KEY=VALUE", help="Change a setting of the preset, for example model.hidden=128."
    ),
    split: str = typer.Option(
        "grouped", help="grouped, or plain (nottingham-jigs: the split of the reference recipe)."
    ),
    seed: int = typer.Option(0, min=0, help="Random seed: the same seed gives the same run."),
    init: Path | None = typer.Option(
        None, help="Begin with the weights of this run (same preset): fine-tuning."
    ),
    exclude: str | None = typer.Option(
        None, metavar="CORPUS", help="Leave out near-duplicates of the held-out tunes of another corpus."
    ),
    listen: Path | None = typer.Option(
        None,
        metavar="DIR",
        help="Also write three held-out pieces there, as they are and as the codec hears them.",
    ),
    device: str = typer.Option("auto", help="auto, cpu or cuda."),
    resume: bool = typer.Option(
        False, "--resume", help="Go on, exactly, with the run in this folder. What it was begun with holds."
    ),
    as_json: bool = typer.Option(False, "--json", help=JSON_HELP),
) -> None:
    """Learn a corpus. Ctrl-C saves and stops; --resume goes on."""
    from tunesmith.api.learn import Result
    from tunesmith.api.learn import resume as go_on
    from tunesmith.api.learn import train as learn
    from tunesmith.cli.progress import Display
    from tunesmith.training.recipe import preset as find_preset

    display = Display(out)

    def ready(lesson: "Lesson", baseline: "Figures") -> None:
        display.ready(lesson, baseline)
        if listen is not None:
            from tunesmith.api.heard import save_heard

            for path in save_heard(lesson, listen):
                note(str(path))

    if resume:
        events = go_on(out, device=device, ready=ready)
    else:
        recipe = find_preset(preset).changed(_settings(codec, form, transpose, set_))
        events = learn(
            corpus, out, recipe=recipe, minutes=minutes, epochs=epochs,
            seed=seed, split=split, device=device, init=init, exclude=exclude,
            progress=reading(), ready=ready,
        )  # fmt: skip
    result = None
    with display:
        for event in events:
            if isinstance(event, Result):
                result = event
            else:
                display.show(event)
    if result is None:
        note(f"stopped and saved; `tunesmith train -o {out} --resume` goes on")
        return
    if as_json:
        print_json({"run": str(out), "model": result.figures.to_json(), "markov": result.baseline.to_json()})
        return
    figures, baseline = result.figures, result.baseline
    print(
        f"held-out bits per {result.unit}: {figures.piece:.3f} ± {figures.standard_error:.3f} tune by tune, "
        f"{figures.stream:.3f} as one stream (n-gram: {baseline.piece:.3f}, {baseline.stream:.3f}; "
        f"{figures.pieces} tunes, {figures.tokens:,} {result.unit}s)"
    )
    note(f"saved in {out}; `tunesmith generate {out}` writes a tune")


def _settings(
    codec: str | None, form: str | None, transpose: bool | None, pairs: list[str]
) -> dict[str, Any]:
    settings = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals:
            raise TunesmithError(f"--set wants KEY=VALUE, not {pair!r}")
        settings[key] = value
    if codec is not None:
        settings["codec.name"] = codec
    if form is not None:
        settings["form"] = form
    if transpose is not None:
        settings["transpose"] = str(transpose).lower()
    return settings
