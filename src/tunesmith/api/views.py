"""Pages and pictures of traces."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from tunesmith.api.inspect import Examined, Known, describe, held_in_words, known_units
from tunesmith.api.outputs import page_tune
from tunesmith.api.runs import model_facts
from tunesmith.api.silence import Silenced
from tunesmith.errors import TunesmithError
from tunesmith.inspection.examples import Example
from tunesmith.inspection.trace import Trace
from tunesmith.inspection.units import UnitReport
from tunesmith.models.checkpoint import Checkpoint

if TYPE_CHECKING:
    from tunesmith.render.view import View

Chosen = tuple[str, int, int]  # point, layer, unit


def read_unit(unit: str | None, point: str | None) -> Chosen | None:
    """``"1:23"`` and ``"cell"`` -> ("cell", 1, 23). Raises TunesmithError for what names no unit."""
    if unit is None:
        return None if point is None else (point, 0, 0)
    layer, _, number = unit.partition(":")
    if not (layer.isdecimal() and number.isdecimal() and len(unit) < 16):
        raise TunesmithError(f"--unit: “{unit}” is not a unit; write layer:unit, as in 1:23")
    return point or "hidden", int(layer), int(number)


def make_view(
    checkpoint: Checkpoint,
    found: Trace,
    title: str,
    chosen: Chosen | None = None,
    held: Sequence[str] = (),
) -> "View":
    """What the page and the picture of a trace show, ``held`` units named on it.

    ``chosen`` None shows the best-known unit, else the one that moves most. Raises TunesmithError for a unit
    that the model does not have.
    """
    from tunesmith.render.view import KnownUnit, View

    known = known_units(checkpoint)
    bits = found.bits.mean() if len(found) else 0.0
    own = {f"{found.unit}s": str(len(found)), "surprise": f"{bits:.2f} bits per {found.unit}"}
    return View(
        tune=page_tune(found.piece, title, own, small=True),
        tokens=[token + found.separator for token in found.tokens],
        probabilities=found.chosen.tolist(),
        guesses=found.top(5),
        bars=found.bars.tolist(),
        notes=_notes(found),
        points=found.activations,
        chosen=_choose(found, chosen, known),
        known=[KnownUnit(*unit) for unit in known.units],
        facts=model_facts(checkpoint),
        notices=[f"{held_in_words(held)}: this is not the model as it was learned"] if held else [],
    )


def _notes(found: Trace) -> list[str]:
    """The id of the note that each token belongs to."""
    owners = np.full(len(found.piece.content) + 1, "", object)
    for note in found.places.notes:
        owners[note.start : note.end] = note.id
    return [str(owner) for owner in found.along(owners, "")]


def _choose(found: Trace, chosen: Chosen | None, known: Known) -> Chosen | None:
    if not found.activations:
        if chosen is not None:
            raise TunesmithError("this model has no units to look at: it counts what it has seen")
        return None
    if chosen is not None:
        point, layer, unit = chosen
        _, layers, units = found[point].shape
        if not (0 <= layer < layers and 0 <= unit < units):
            raise TunesmithError(
                f"there is no unit {layer}:{unit}; layers are 0 to {layers - 1} and units 0 to {units - 1}"
            )
        return chosen
    for point, layer, unit, label in known.units:
        if not label.startswith("header"):  # every model knows a header, and it is over soon
            return point, layer, unit
    point = next(iter(found.activations))
    layer, unit = np.unravel_index(found[point].std(axis=0).argmax(), found[point].shape[1:])
    return point, int(layer), int(unit)


def silence_page(checkpoint: Checkpoint, found: Silenced) -> str:
    """Both takes side by side, to be listened to."""
    from tunesmith.render.page import write_page

    names = ("As it is", f"With {found.words}")
    tunes = [
        page_tune(take.piece, name, {"seed": str(take.seed)})
        for take, name in zip(found.takes, names, strict=True)
    ]
    return write_page(tunes, title=f"With and without {found.words}", facts=model_facts(checkpoint))


def units_page(checkpoint: Checkpoint, examined: Examined) -> str:
    """The best explained units with their extreme places, and a table of all features."""
    from tunesmith.render.units import Snippet, UnitCard, UnitTable, write_units

    def snippets(found: Sequence[Example]) -> list[Snippet]:
        return [Snippet(one.title, one.bar, one.tokens, one.values, one.place) for one in found]

    cards = [
        UnitCard(
            match.name, describe(match.feature, match.measure, match.value), snippets(high), snippets(low)
        )
        for match, high, low in examined.shown
    ]
    report = examined.report
    facts = model_facts(checkpoint) | {"point": report.point, "held-out pieces": str(report.pieces)}
    return write_units(cards, UnitTable(*units_table(report)), facts)


def units_table(report: UnitReport) -> tuple[list[str], list[list[str]]]:
    """A head, and a row for every feature: its best unit, and how well each layer as a whole tells it."""
    head = ["feature", "unit", "measure", "value", "by chance"]
    head += [f"probe of layer {probe.layer} (by chance)" for probe in report.probes]
    rows = []
    for match in report.matches:
        readings = [
            next((reading for reading in probe.readings if reading.feature == match.feature), None)
            for probe in report.probes
        ]
        rows.append(
            [
                match.feature,
                match.name,
                match.measure,
                f"{match.value:.2f}",
                f"{match.chance_value:.2f}",
                *(f"{one.measure} {one.value:.2f} ({one.chance:.2f})" if one else "" for one in readings),
            ]
        )
    return head, rows
