import random
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from tunesmith.corpora.load import load_corpus
from tunesmith.evaluation.style.distances import compare_style
from tunesmith.evaluation.style.judge import area_under_curve, control, judge
from tunesmith.evaluation.style.line import Line, read_line
from tunesmith.evaluation.style.measures import count
from tunesmith.evaluation.style.numbers import numbers
from tunesmith.evaluation.style.traits import Traits


def test_area_by_hand() -> None:
    """Of six pairs, ours is higher in four, equal in one."""
    scores = np.array([3.0, 2.0, 1.0, 2.0, 0.0])
    truth = np.array([True, True, False, False, False])
    assert area_under_curve(scores, truth) == pytest.approx((5 + 0.5) / 6)
    assert area_under_curve(-scores, truth) == pytest.approx(0.5 / 6)


def drawn(count: int, seed: int, shift: float = 0.0) -> list[dict[str, float]]:
    generator = np.random.default_rng(seed)
    return [{"told": generator.normal(shift), "noise": generator.normal()} for _ in range(count)]


def test_the_judge_finds_what_differs_and_names_it() -> None:
    found = judge(drawn(80, 1, shift=3.0), drawn(60, 2), 0)
    assert found is not None
    assert found.area.low > 0.9
    telling = found.telling[0]
    assert telling.name == "told"
    assert telling.ours == pytest.approx(3, abs=0.4)
    assert telling.theirs == pytest.approx(0, abs=0.4)
    assert telling.alone > 0.95
    assert [one.name for one in found.telling] == ["told"]


def test_what_is_alike_cannot_be_told() -> None:
    found = judge(drawn(80, 1), drawn(80, 2), 0)
    assert found is not None
    assert found.area.low < 0.5 < found.area.high
    assert found.telling == ()
    halves = control(drawn(80, 3), 0)
    assert halves is not None
    assert halves.area.value == pytest.approx(0.5, abs=0.15)


def test_a_missing_number_is_one_that_tells() -> None:
    """Half of ours lack it; none of theirs."""
    ours = [{"noise": 1.0} if place % 2 else {"noise": 1.0, "there": 1.0} for place in range(60)]
    found = judge(ours, [{"noise": 1.0, "there": 1.0}] * 60, 0)
    assert found is not None
    assert found.area.value == pytest.approx(0.75, abs=0.03)


def test_the_same_seed_the_same_judge_and_too_few_none() -> None:
    assert judge(drawn(40, 1), drawn(40, 2), 5) == judge(drawn(40, 1), drawn(40, 2), 5)
    assert judge(drawn(19, 1), drawn(40, 2), 0) is None
    assert control(drawn(39, 1), 0) is None


def traits_of(line: Line) -> Traits:
    return Traits(count(line), numbers(line))


def test_shuffled_tunes_are_told_from_tunes_and_tunes_are_not() -> None:
    """And lie beyond the floor in all that has to do with what follows what."""
    pieces = random.Random(3).sample(list(load_corpus("airds").pieces), 160)
    lines = [read_line(piece) for piece in pieces]
    people = [traits_of(line) for line in lines]
    generator = np.random.default_rng(0)
    noise = [
        traits_of(replace(line, heights=line.heights[order], lengths=line.lengths[order]))
        for line in lines[:80]
        if (order := generator.permutation(len(line.heights))) is not None
    ]
    told = judge([one.numbers for one in noise], [one.numbers for one in people[80:]], 0)
    untold = judge([one.numbers for one in people[:80]], [one.numbers for one in people[80:]], 0)
    assert told is not None
    assert untold is not None
    assert told.area.low > 0.95
    assert untold.area.low < 0.55
    far = {one.measure: one for one in compare_style(noise, people[80:], 0)}
    for measure in ("interval", "contour", "bar rhythm", "self-repetition"):
        assert far[measure].distance.low > far[measure].distance_floor.high
    for measure in ("pitch class", "note length"):  # which shuffling leaves alone
        assert far[measure].excess < 0.05


FRESH = """
import sys
from tunesmith.evaluation.style import judge
seen, ranks = [], judge._ranks
def told(values):
    seen.append(sys.modules["sklearn.utils._openmp_helpers"]._openmp_effective_n_threads())
    return ranks(values)
judge._ranks = told
judge.judge([{"a": n, "b": -n} for n in range(20)], [{"a": n + 9, "b": 0} for n in range(20)], 0)
print(set(seen[:5]))
"""


def test_trees_grow_in_one_thread_from_the_first_on() -> None:
    """Two threads on a core and a half have taken sixty times as long."""
    done = subprocess.run([sys.executable, "-c", FRESH], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "{1}"
