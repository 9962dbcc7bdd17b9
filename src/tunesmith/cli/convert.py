"""``tunesmith convert``: one kind of music file as another."""

from pathlib import Path

import typer

from tunesmith.cli.output import JSON_HELP, note, print_json


def convert(
    source: Path = typer.Argument(
        metavar="IN",
        help="ABC, MIDI, MusicXML (.musicxml, .mxl), Humdrum (.krn), sound (.mp3 ...) or tabla.",
    ),
    target: Path = typer.Argument(
        metavar="OUT",
        help="File to write: .abc .mid .musicxml .mei .svg .png .pdf .wav .flac .ogg .mp3, .tabla.",
    ),
    key: str | None = typer.Option(
        None, help="Key to write in, instead of the stated or inferred: D, F#m, Ador."
    ),
    meter: str | None = typer.Option(None, help="Metre, likewise: 6/8."),
    pickup: str | None = typer.Option(
        None, help="Length of the pickup, a part of a whole note: 1/8; 0 for none."
    ),
    grid: int | None = typer.Option(
        None, help="Parts of a whole note that notes begin on: 16, or 24 for triplets."
    ),
    track: int | None = typer.Option(
        None, help="Only this track, counted from 1 [default: all; for ABC, the highest]."
    ),
    tune: str | None = typer.Option(
        None, help="X: number of the tune; of tabla, which of the file [default: the first]."
    ),
    tala: str | None = typer.Option(
        None, help="Tala of tabla in a notation that does not say [default: by the number of matras]."
    ),
    as_json: bool = typer.Option(False, "--json", help=JSON_HELP),
) -> None:
    """Turn music into another form: MIDI into readable ABC or a score, ABC into sound, sound into ABC.

    What a file does not say, its key, metre, pickup or note values, is inferred; every guess is told, and can
    be overridden.
    """
    from tunesmith.api.convert import Wishes
    from tunesmith.api.convert import convert as make

    said = make(source, target, Wishes(key, meter, pickup, grid, track, tala), tune=tune)
    if as_json:
        print_json({"in": str(source), "out": str(target), "inferred": said})
    else:
        for sentence in said:
            note(sentence)
