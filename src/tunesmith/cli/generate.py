"""``tunesmith generate``: write new music."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from tunesmith.cli.inspect import ABLATE, CLAMP
from tunesmith.cli.options import wish
from tunesmith.cli.output import JSON_HELP, note, print_json, show
from tunesmith.errors import TunesmithError
from tunesmith.generation.request import Request

if TYPE_CHECKING:
    from tunesmith.generation.take import Take
    from tunesmith.generation.writer import Token
    from tunesmith.models.checkpoint import Checkpoint


def generate(
    run: Path | None = typer.Argument(
        None, help="A run or checkpoint folder [default: the newest in runs/]."
    ),
    count: int = wish(Request, "count", "-n", "--count"),
    primer: str = typer.Option("", help="Music to continue: a file, or text in the notation of the model."),
    temperature: float = wish(Request, "temperature"),
    top_k: int = wish(Request, "top_k"),
    top_p: float = wish(Request, "top_p"),
    min_p: float = wish(Request, "min_p"),
    seed: int | None = wish(Request, "seed"),
    rules: str = wish(Request, "rules"),
    key: str | None = wish(Request, "key"),
    meter: str | None = wish(Request, "meter"),
    unit: str | None = wish(Request, "unit"),
    bars: int | None = wish(Request, "bars"),
    form: str | None = wish(Request, "form"),
    range_: str | None = wish(Request, "range", "--range"),
    chords: bool | None = wish(Request, "chords", "--chords/--no-chords"),
    end_on: str | None = wish(Request, "end_on"),
    tala: str | None = wish(Request, "tala"),
    laya: int | None = wish(Request, "laya"),
    variations: int | None = wish(Request, "variations"),
    voices: str | None = wish(Request, "voices"),
    particles: int = wish(Request, "particles"),
    sweeps: int = wish(Request, "sweeps"),
    novel: float | None = wish(Request, "novel"),
    ablate: list[str] = ABLATE,
    clamp: list[str] = CLAMP,
    max_tokens: int | None = wish(Request, "max_tokens"),
    out: Path | None = typer.Option(None, "-o", "--out", help="Folder to write to [default: takes/RUN]."),
    formats: str | None = typer.Option(
        None,
        "--format",
        help="Any of abc, tabla, mid, musicxml, svg, png, pdf, wav, mp3, flac, ogg, html, json "
        "[default: abc,mid,html; of scores mid,mp3,html; of tabla tabla,mp3,html].",
    ),
    open_page: bool = typer.Option(False, "--open", help="Open the page (html) in the browser."),
    as_json: bool = typer.Option(False, "--json", help=JSON_HELP),
) -> None:
    """Write new music, shown as it is written, then saved in every format asked for."""
    from tunesmith.api.model import make_request
    from tunesmith.api.outputs import DEFAULTS, parse_formats, save_takes
    from tunesmith.api.primer import read_primer
    from tunesmith.api.runs import model_facts, newest_run
    from tunesmith.codecs.registry import codec_from_json
    from tunesmith.generation.take import Take
    from tunesmith.models.checkpoint import load_checkpoint

    run = run or newest_run(Path("runs"))
    checkpoint = load_checkpoint(run)
    codec = codec_from_json(checkpoint.config["codec"])
    music = codec.notation
    forms = parse_formats(formats or DEFAULTS[music], music)
    if open_page and "html" not in forms:
        forms = (*forms, "html")
    request = make_request(
        checkpoint=run, count=count, primer=read_primer(primer, music), temperature=temperature,
        top_k=top_k, top_p=top_p, min_p=min_p, seed=seed, rules=rules, key=key, meter=meter, unit=unit,
        bars=bars, form=form, range=range_, chords=chords, end_on=end_on, tala=tala, laya=laya,
        variations=variations, max_tokens=max_tokens, voices=voices, particles=particles, sweeps=sweeps,
        novel=novel, held=_held(checkpoint, ablate, clamp),
    )  # fmt: skip
    takes: list[Take] = []
    short: list[TunesmithError] = []
    for item in _items(checkpoint, request, short):
        if not isinstance(item, Take):
            if sys.stdout.isatty() and not as_json:
                print(item.text, end=codec.separator, flush=True)
            continue
        takes.append(item)
        if not as_json and not sys.stdout.isatty():
            print(item.piece.content + "\n", flush=True)
        if item.transposed:
            note(f"seed {item.seed}: the model hardly knows {key}; it wrote in a key it knows, and was moved")
        if not item.ended:
            note(f"the take with seed {item.seed} did not end within {len(item.tokens) - item.primed} tokens")
    if short and not takes:
        raise short[0]
    written = save_takes(takes, out or Path("takes") / run.resolve().name, forms, model_facts(checkpoint))
    if as_json:
        print_json(
            [
                {**take.model_dump(mode="json"), "bits_per_character": take.bits_per_character}
                for take in takes
            ]
        )
    for path in written:
        note(str(path))
    if open_page:
        show(written[-1])
    if short:
        raise short[0]


def _items(
    checkpoint: "Checkpoint", request: Request, short: list[TunesmithError]
) -> "Iterator[Token | Take]":
    """What the model writes; where ``--novel`` leaves fewer takes than were asked for, ``short`` says why."""
    from tunesmith.generation.writer import Writer

    writer = Writer.of(checkpoint)
    if request.novel is None:
        yield from writer.write(request)
        return
    from tunesmith.api.novel import Gauge, NotNovelError, novel_takes
    from tunesmith.cli.working import working

    with working() as tell:
        gauge = Gauge.of(checkpoint.config, tell)
    try:
        yield from novel_takes(writer, request, gauge, lambda refusal: note(str(refusal)))
    except NotNovelError as error:
        short.append(error)


def _held(checkpoint: "Checkpoint", ablate: list[str], clamp: list[str]) -> tuple[str, ...]:
    """The units to hold; what reads them is loaded only where there are any."""
    if not ablate and not clamp:
        return ()
    from tunesmith.api.inspect import held_units

    return held_units(checkpoint, ablate, clamp)
