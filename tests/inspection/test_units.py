"""What is there is found, and what is not there is not."""

from typing import Any

import numpy as np
import pytest

from tunesmith.errors import TunesmithError
from tunesmith.inspection.examples import examples
from tunesmith.inspection.trace import Trace, trace
from tunesmith.inspection.units import UnitReport, examine

SINCE = "characters since the bar line"


@pytest.fixture(scope="module")
def traces(planted: Any) -> list[Trace]:
    return [trace(planted.engine, planted.codec, planted.codec.encode(piece)) for piece in planted.pieces]


@pytest.fixture(scope="module")
def report(traces: list[Trace]) -> UnitReport:
    return examine(traces, "hidden")


def test_the_planted_counter_is_found_and_named_first(report: UnitReport) -> None:
    first = report.matches[0]
    assert (first.name, first.feature, first.measure) == ("0:5", SINCE, "correlation")
    assert first.value > 0.999
    assert first.strength > first.chance + 0.3  # the bars of the book are alike, so a shift keeps much
    best = report.unit_matches[0]
    assert (best.name, best.feature) == ("0:5", SINCE)


def test_a_probe_reads_what_the_counter_holds(report: UnitReport) -> None:
    (probe,) = report.probes
    reading = next(reading for reading in probe.readings if reading.feature == SINCE)
    assert reading.measure == "R2"
    assert reading.value > 0.97  # tanh is not quite a straight line
    assert reading.chance < 0.1


def test_a_gate_is_a_point_too(traces: list[Trace]) -> None:
    """The counter's forget gate closes at bar lines alone: 0 characters since."""
    found = examine(traces, "forget")
    assert max(match.strength for match in found.matches) > 0.5


def test_noise_tracks_nothing(traces: list[Trace]) -> None:
    """Random numbers stay near what chance reaches, and no probe reads anything from them."""
    chance = np.random.default_rng(0)
    noise = [
        Trace(**{**vars_of(one), "activations": {"hidden": chance.normal(size=(len(one), 1, 8))}})
        for one in traces
    ]
    found = examine(noise, "hidden")
    assert all(match.strength < 0.12 for match in found.matches)
    assert all(reading.value < 0.6 for probe in found.probes for reading in probe.readings)
    assert sum(match.strength > 1.5 * match.chance for match in found.matches) <= 2


def vars_of(one: Trace) -> dict[str, Any]:
    return {name: getattr(one, name) for name in Trace.__dataclass_fields__}


def test_the_same_seed_gives_the_same_report(traces: list[Trace], report: UnitReport) -> None:
    assert examine(traces, "hidden").to_json() == report.to_json()


def test_extreme_places_are_where_bars_are_longest_and_begin(planted: Any, traces: list[Trace]) -> None:
    high, low = examples(traces, [piece.title for piece in planted.pieces], "hidden", 0, 5)
    assert len({example.title for example in high}) == len(high) == 5
    assert all(example.tokens[example.place] not in "|:" for example in high)
    assert all(example.tokens[example.place] in "|:" for example in low)
    assert all(example.value == 0 for example in low)


def test_one_piece_says_nothing(traces: list[Trace]) -> None:
    with pytest.raises(TunesmithError, match="fewer than two"):
        examine(traces[:1], "hidden")
