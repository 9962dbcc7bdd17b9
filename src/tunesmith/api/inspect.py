"""Looking into a run: traces of pieces, what its units track, and what is lost without them."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tunesmith.api.corpus import corpus_of
from tunesmith.api.wishes import granted
from tunesmith.codecs.registry import codec_from_json
from tunesmith.corpora.reading import read_piece
from tunesmith.errors import TunesmithError
from tunesmith.files import write_json
from tunesmith.generation.request import Request
from tunesmith.generation.take import Take
from tunesmith.generation.writer import Writer
from tunesmith.inspection.examples import Example, examples
from tunesmith.inspection.trace import Trace, trace
from tunesmith.inspection.units import Match, UnitReport, examine
from tunesmith.models.checkpoint import Checkpoint
from tunesmith.models.clamp import hold, read_ablation, read_clamp
from tunesmith.models.recorder import Clamp, Recorder
from tunesmith.music.piece import Piece

UNITS_FILE = "units.json"  # beside the weights: what `inspect --units` found
SHOWN = 10  # units on the page of the best explained


def trace_piece(
    checkpoint: Checkpoint, piece: Piece, held: Sequence[Clamp] = (), points: Sequence[str] | None = None
) -> Trace:
    """Read a piece from a fresh state, all its tokens and its end. Raises what ``trace`` raises."""
    codec = codec_from_json(checkpoint.config["codec"])
    if piece.notation != codec.notation:
        raise TunesmithError(f"the model reads {codec.notation}, and the piece is {piece.notation}")
    return trace(hold(checkpoint.engine(codec.tracker), held), codec, codec.encode(piece), points)


def trace_take(checkpoint: Checkpoint, take: Take, held: Sequence[Clamp] = ()) -> Trace:
    """A take as its model wrote it, token for token, with the units held that were held then.

    Raises TunesmithError for a take of another model.
    """
    if take.fingerprint != checkpoint.fingerprint:
        raise TunesmithError(
            f"the take was written by another model (fingerprint {take.fingerprint[:12]}, not "
            f"{checkpoint.fingerprint[:12]}); name the run that wrote it"
        )
    codec = codec_from_json(checkpoint.config["codec"])
    then = [read_clamp(text) for text in take.request.held]
    return trace(hold(checkpoint.engine(codec.tracker), [*then, *held]), codec, take.tokens)


def held_out_pieces(checkpoint: Checkpoint, count: int) -> list[Piece]:
    """Up to so many pieces that the run was measured on, spread over all of them.

    Raises TunesmithError when the corpus of the run is gone or has changed.
    """
    pieces = corpus_of(checkpoint.config).held_out
    places = np.linspace(0, len(pieces) - 1, min(count, len(pieces))).round().astype(int)
    return [pieces[place] for place in places]


@dataclass(frozen=True, eq=False)
class Examined:
    """What the units of a run were found to track."""

    report: UnitReport
    means: np.ndarray[Any, Any]  # (layers, units) of the point, over all places
    shown: tuple[tuple[Match, list[Example], list[Example]], ...]  # the best, with their extreme places

    def to_json(self) -> dict[str, Any]:
        return self.report.to_json()


def examine_units(
    checkpoint: Checkpoint,
    pieces: int,
    point: str | None = None,
    told: Callable[[int, int], None] = lambda done, of: None,
) -> Examined:
    """Read held-out pieces and compare every unit of a point (None: the model's first) with what is in them.

    ``told`` hears how many pieces are read, of how many. Raises TunesmithError for a model without units.
    """
    point = point or first_point(checkpoint)
    chosen = held_out_pieces(checkpoint, pieces)
    traces = []
    for piece in chosen:
        traces.append(trace_piece(checkpoint, piece, points=[point]))
        told(len(traces), len(chosen))
    report = examine(traces, point)
    means = np.concatenate([found[point] for found in traces]).mean(axis=0)
    titles = [piece.title or piece.id for piece in chosen]
    shown = tuple(
        (match, *examples(traces, titles, point, match.layer, match.unit))
        for match in distinct(report.matches)[:SHOWN]
    )
    return Examined(report, means, shown)


def distinct(matches: Sequence[Match]) -> list[Match]:
    """The strongest match of each unit, among those above chance: a unit is shown once."""
    best: dict[str, Match] = {}
    for match in matches:
        if match.strength > match.chance:
            best.setdefault(match.name, match)
    return list(best.values())


def first_point(checkpoint: Checkpoint) -> str:
    """The point that is looked at where none is named. Raises TunesmithError for a model without units."""
    codec = codec_from_json(checkpoint.config["codec"])
    engine = checkpoint.engine(codec.tracker)
    if not isinstance(engine, Recorder):
        raise TunesmithError("this model has no units to look at: it counts what it has seen")
    return next(iter(engine.points()))


def save_units(checkpoint: Checkpoint, examined: Examined) -> Path:
    """Keep what was found beside the weights, for pictures and for ``--clamp layer:unit=mean``."""
    path = checkpoint.folder / UNITS_FILE
    found = {"fingerprint": checkpoint.fingerprint, **examined.to_json()}
    if examined.report.point == first_point(checkpoint):  # the one that can be held
        found["means"] = np.round(examined.means.astype(float), 6).tolist()
    write_json(path, found)
    return path


@dataclass(frozen=True, slots=True)
class Known:
    """What an earlier look at the units found."""

    units: tuple[tuple[str, int, int, str], ...] = ()  # point, layer, unit and what it tracks
    means: dict[tuple[int, int], float] | None = None


def known_units(checkpoint: Checkpoint) -> Known:
    """Of ``units.json`` beside the weights; nothing where it is missing or of other weights."""
    path = checkpoint.folder / UNITS_FILE
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        if found["fingerprint"] != checkpoint.fingerprint:
            return Known()
        units = [
            (
                found["point"],
                unit["layer"],
                unit["unit"],
                describe(unit["feature"], unit["measure"], unit["value"]),
            )
            for unit in [*found["features"], *found["units"]]
        ]
        means = {
            (layer, unit): float(mean)
            for layer, row in enumerate(found.get("means", ()))
            for unit, mean in enumerate(row)
        }
    except (OSError, ValueError, KeyError, TypeError):
        return Known()
    return Known(tuple(dict.fromkeys(units)), means)


def describe(feature: str, measure: str, value: float) -> str:
    """``position in the bar: correlation +0.93``"""
    return f"{feature}: {measure} {value:{'.2f' if measure == 'AUC' else '+.2f'}}"


def held_units(checkpoint: Checkpoint, ablate: Sequence[str], clamp: Sequence[str]) -> tuple[str, ...]:
    """What both options name, each unit with a number, as ``Request.held`` has it: ``1:23=0.5``.

    Raises TunesmithError for what cannot be read, and for a mean that has not been measured.
    """
    if not ablate and not clamp:
        return ()
    means = known_units(checkpoint).means
    zeros = [text for option in ablate for text in read_ablation(option)]
    clamps = [read_clamp(text, means) for text in clamp]
    return (*zeros, *(f"{found.layer}:{found.unit}={found.value:g}" for found in clamps))


def held_in_words(held: Sequence[str]) -> str:
    """``units 1:23 at 0, 1:40 at 0.5``"""
    each = ", ".join(text.replace("=", " at ") for text in held)
    return f"unit{'s' if len(held) > 1 else ''} {each}"


@dataclass(frozen=True, slots=True)
class Source:
    """What is to be read: a file, a take, a new take, or, if none is named, a held-out piece."""

    file: Path | None = None
    tune: str | None = None  # number of the tune in the file
    take: Path | None = None
    seed: int | None = None  # of a new take
    held: tuple[str, ...] = ()  # units to hold meanwhile

    @property
    def named(self) -> bool:
        return not (self.file is None and self.take is None and self.seed is None)


def read_source(checkpoint: Checkpoint, source: Source) -> tuple[Trace, str, tuple[str, ...]]:
    """The trace of a source, its title, and the units held meanwhile, those of a take included.

    Raises TunesmithError for one that cannot be read.
    """
    if sum(one is not None for one in (source.file, source.take, source.seed)) > 1:
        raise TunesmithError("only one can be read: a file, --take or --generate")
    clamps = [read_clamp(text) for text in source.held]
    if source.seed is not None:
        request = granted(
            Request, {"checkpoint": checkpoint.folder, "seed": source.seed, "held": source.held}
        )
        *_, take = Writer.of(checkpoint).write(request)
        assert isinstance(take, Take)
        return trace_take(checkpoint, take), f"A new tune, seed {source.seed}", source.held
    if source.take is not None:
        take = Take.load(source.take)
        moved = ", as it was written" if take.transposed else ""
        held = (*take.request.held, *source.held)
        return trace_take(checkpoint, take, clamps), f"The tune with seed {take.seed}{moved}", held
    if source.file is not None:
        piece = read_piece(source.file, source.tune)
    else:
        piece = held_out_pieces(checkpoint, 1)[0]
    return trace_piece(checkpoint, piece, clamps), piece.title or "Untitled", source.held
