"""The neuron view: one page that shows what a model expected at every token, and what its units did."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from string import Template
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tunesmith.render.page import PageTune, article, as_json, asset, document
from tunesmith.render.planes import Packed, pack

BUDGET = 3_000_000  # bytes of a page


@dataclass(frozen=True, slots=True)
class KnownUnit:
    """A unit of which it is known what it tracks."""

    point: str  # "hidden"
    layer: int
    unit: int
    label: str  # "position in the bar: correlation 0.93"


@dataclass(frozen=True, eq=False)
class View:
    """What the page shows of one piece of T tokens. Layers and units count from 0."""

    tune: PageTune  # its score, sound and notation; ids of its notes are those of ``notes``
    tokens: Sequence[str]  # (T,)
    probabilities: Sequence[float]  # (T,) of each token before it was read
    guesses: Sequence[Sequence[tuple[str, float]]]  # (T, 5) the likeliest first
    bars: Sequence[int]  # (T,) number of the bar as in the score; -1 outside of the music
    notes: Sequence[str]  # (T,) id of the note that the token is a part of; "" for none
    points: Mapping[
        str, NDArray[np.floating[Any]]
    ]  # name -> (T, layers, units); {} for a model without units
    chosen: tuple[str, int, int] | None  # point, layer, unit shown first; None without units
    known: Sequence[KnownUnit] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    notices: Sequence[str] = ()  # "units 1:23 are held at 0"


def write_view(view: View, *, budget: int = BUDGET) -> str:
    """The whole HTML file, complete in itself like that of ``write_page``.

    Its activations are as exact as ``budget``, in bytes, allows, and it says how exact that is; everything
    else is as it was given. Raises TunesmithError for an SVG that is not well-formed.
    """
    score = article(1, view.tune, play_on="dblclick")
    room = budget - len(_page(view, score, pack({}, view.tokens, 0)).encode())
    return _page(view, score, pack(view.points, view.tokens, room, view.chosen[0] if view.chosen else ""))


def _page(view: View, score: str, packed: Packed) -> str:
    planes = [
        f'<script type="application/octet-stream" class="plane" data-point="{escape(name)}">{data}</script>'
        for name, data in packed.data.items()
    ]
    main = Template(asset("view.html")).substitute(
        notices="".join(f'<p class="notice">{escape(notice)}</p>' for notice in view.notices),
        exactness=escape(_exactness(packed)),
        article=score,
        data=as_json(_data(view, packed)),
        planes="\n".join(planes),
    )
    return document(
        main,
        title=f"Reading {view.tune.title}",
        subtitle="What the model expected at every sign, and what its units did.",
        facts=view.facts,
        styles=("view.css",),
        scripts=("point.js", "text.js", "strip.js", "view.js"),
        play_on="dblclick",
    )


def _data(view: View, packed: Packed) -> dict[str, Any]:
    """All but the codes of the activations; probabilities with eight significant digits."""
    return {
        "tokens": list(view.tokens),
        "probabilities": [_digits(probability) for probability in view.probabilities],
        "guesses": [[[guess, _digits(p)] for guess, p in guesses] for guesses in view.guesses],
        "bars": [int(bar) for bar in view.bars],
        "notes": list(view.notes),
        "points": packed.about,
        "order": packed.order,
        "chosen": view.chosen,
        "known": [[known.point, known.layer, known.unit, known.label] for known in view.known],
    }


def _exactness(packed: Packed) -> str:
    """``Units are exact to ±0.02 (hidden), ±0.04 (input, forget), ±4 % of their largest value (cell).``"""
    groups = dict[str, list[str]]()
    for name, point in packed.about.items():
        error = point["step"] / 2
        exact = f"±{error:.2g}" if point["reach"] is None else f"±{100 * error:.2g} % of their largest value"
        groups.setdefault(exact, []).append(name)
    told = [f"{exact} ({', '.join(names)})" for exact, names in groups.items()]
    return f"Units are exact to {', '.join(told)}." if told else ""


def _digits(number: float) -> float:
    return float(f"{number:.8g}")
