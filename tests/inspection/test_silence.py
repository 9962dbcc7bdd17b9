"""What it costs to hold units still."""

from copy import copy
from typing import Any

import numpy as np
import pytest

from tunesmith.errors import TunesmithError
from tunesmith.inspection.silence import costs
from tunesmith.inspection.trace import Trace, trace
from tunesmith.models.clamp import hold, read_ablation, read_clamp
from tunesmith.models.recorder import Clamp


def read(planted: Any, *clamps: Clamp) -> list[Trace]:
    engine = hold(planted.engine, clamps)
    return [trace(engine, planted.codec, planted.codec.encode(piece)) for piece in planted.pieces[:6]]


def test_a_held_unit_has_its_value_everywhere(planted: Any) -> None:
    for found in read(planted, Clamp(0, 5, 0.25), Clamp(0, 2, -1.0)):
        assert (found["hidden"][:, 0, [5, 2]] == [0.25, -1.0]).all()


def test_holding_does_not_touch_the_engine(planted: Any) -> None:
    before = read(planted)[0]
    read(planted, Clamp(0, 5, 0.0))
    assert (read(planted)[0].probabilities == before.probabilities).all()


def test_stepping_holds_it_too(planted: Any) -> None:
    engine = hold(planted.engine, [Clamp(0, 1, 0.7)])
    ids = np.arange(9)[None]
    passed, _ = engine.forward(ids, engine.initial_state(1))
    state = engine.initial_state(1)
    for place in range(9):
        stepped, state = engine.step(ids[:, place], state)
        np.testing.assert_allclose(stepped, passed[:, place], atol=1e-5)


def test_costs_are_means_over_places(planted: Any) -> None:
    before, after = read(planted), read(planted, Clamp(0, 5, 0.9))
    found = costs(before, after)
    assert found[0].where == "everywhere"
    tokens = sum(len(one) for one in before)
    assert found[0].tokens == tokens
    assert found[0].before == pytest.approx(sum(one.bits.sum() for one in before) / tokens)
    assert found[0].after == pytest.approx(sum(one.bits.sum() for one in after) / tokens)
    bars = next(cost for cost in found if cost.where == "bar line")
    assert bars.tokens == sum(one.kinds.count("bar line") for one in before)
    changes = [abs(cost.change) for cost in found[1:]]
    assert changes == sorted(changes, reverse=True)


def test_a_unit_that_nothing_reads_costs_nothing(planted: Any) -> None:
    """Its weights to the output and in time taken away, its value does not matter."""
    deaf = copy(planted)
    engine = copy(planted.engine)
    engine._dense = np.where(np.arange(8) == 5, 0, engine._dense)
    engine._recurrent = [np.where(np.arange(8) == 5, 0, weights) for weights in engine._recurrent]
    object.__setattr__(deaf, "engine", engine)
    for cost in costs(read(deaf), read(deaf, Clamp(0, 5, 1.0))):
        assert cost.change == 0


def test_what_people_write() -> None:
    assert read_ablation("1:23,40") == ["1:23=0", "1:40=0"]
    assert read_clamp("0:7=-0.5") == Clamp(0, 7, -0.5)
    assert read_clamp("0:7=mean", {(0, 7): 0.125}) == Clamp(0, 7, 0.125)


@pytest.mark.parametrize("text", ["", "1", "1:", "1:a", "1:2;3", "x:1", "1:2=3", "9999999:1"])
def test_other_ablations_are_refused(text: str) -> None:
    with pytest.raises(TunesmithError, match="--ablate"):
        read_ablation(text)


@pytest.mark.parametrize("text", ["", "1:2", "1:2=", "1:2=loud", "1:2=1.5", "1:2=nan", "1:2=inf"])
def test_other_clamps_are_refused(text: str) -> None:
    with pytest.raises(TunesmithError, match="--clamp"):
        read_clamp(text)


def test_a_mean_has_to_be_known() -> None:
    with pytest.raises(TunesmithError, match="--units"):
        read_clamp("1:2=mean", {})


def test_units_that_are_not_there(planted: Any) -> None:
    for clamp in (Clamp(1, 0, 0.0), Clamp(0, 8, 0.0)):
        with pytest.raises(TunesmithError, match="layers are 0 to 0 and units 0 to 7"):
            hold(planted.engine, [clamp])
