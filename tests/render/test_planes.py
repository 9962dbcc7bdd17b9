"""Packed activations come out within what is promised, and no bigger than allowed."""

import base64
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunesmith.render.planes import by_past, pack

SHAPES = {"hidden": (-1, 1), "cell": (-40, 40), "input": (0, 1)}


def points(size, layers=2, units=5, seed=0):
    random = np.random.default_rng(seed)
    return {
        name: random.uniform(low, high, (size, layers, units)).astype(np.float32)
        for name, (low, high) in SHAPES.items()
    }


def unpack(packed, name, size):
    """The values (T, layers, units) as a browser would find them, and how far off they may be."""
    about = packed.about[name]
    codes = np.frombuffer(zlib.decompress(base64.b64decode(packed.data[name])), np.uint8)
    rows = about["low"] + codes.reshape(-1, size) * about["step"]
    errors = np.full(len(rows), about["step"] / 2)
    if about["reach"]:
        rows, errors = rows * np.array(about["reach"])[:, None], errors * about["reach"]
    values = np.empty_like(rows)
    values[:, packed.order if about["past"] else range(size)] = rows
    shape = (about["layers"], about["units"])
    return values.T.reshape(size, *shape), errors.reshape(shape)


@given(st.text("ab|\n", min_size=1, max_size=40), st.integers(0, 3000), st.integers(0, 9))
def test_values_are_as_exact_as_promised(text, room, seed):
    given_points = points(len(text), seed=seed)
    packed = pack(given_points, list(text), room)
    for name, values in given_points.items():
        found, errors = unpack(packed, name, len(text))
        assert (np.abs(found - values) <= errors * 1.0001 + 1e-6).all(), name


def test_zero_and_the_ends_of_the_range_are_exact():
    values = np.array([-1, 0, 1], np.float32).reshape(3, 1, 1)
    packed = pack({"hidden": values, "input": np.abs(values)}, ["a", "b", "c"], 0)
    assert unpack(packed, "hidden", 3)[0].ravel() == pytest.approx([-1, 0, 1], abs=1e-12)
    assert unpack(packed, "input", 3)[0].ravel() == pytest.approx([1, 0, 1], abs=1e-12)


def test_more_room_is_used_and_never_more_than_given():
    given_points, tokens = points(300, units=64), list("abcde|" * 50)
    steps = []
    for room in (60_000, 80_000, 100_000, 160_000):
        packed = pack(given_points, tokens, room)
        assert packed.size <= room
        steps.append(packed.about["hidden"]["step"])
    assert steps == sorted(steps, reverse=True)
    assert len(set(steps)) == 4
    assert pack(given_points, tokens, 10**9).about["hidden"]["step"] == 2 / 254


def test_the_point_shown_first_is_twice_as_exact():
    packed = pack(points(100), ["a"] * 100, 3000, first="hidden")
    assert packed.about["hidden"]["step"] == pytest.approx(packed.about["input"]["step"] / 2)


def test_a_unit_held_beyond_its_range_is_still_told_rightly():
    values = points(20)["hidden"]
    values[:, 1, 3] = 2.5
    found, _ = unpack(pack({"hidden": values}, ["a"] * 20, 0), "hidden", 20)
    assert found[:, 1, 3] == pytest.approx(2.5)


def test_tokens_with_the_same_past_stand_together():
    assert by_past(list("abcabd")) == [0, 3, 1, 4, 2, 5]
    assert by_past([]) == []
