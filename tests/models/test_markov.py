"""The n-gram model, against the smoothing formula worked by hand and a second, plain implementation of it."""

import hashlib
import re
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.numpy import load_file, save_file

from tunesmith.errors import TunesmithError
from tunesmith.models.bits import stream_bits
from tunesmith.models.markov import Markov, _discounts

JIGS = Path(__file__).parents[2] / "../shared/data/nottingham/jigs.abc"

texts = st.lists(st.lists(st.integers(0, 4), max_size=40), min_size=1, max_size=4).filter(any)


def probabilities(model, ids):
    """What the model expects after the last id, and before the first when there is none."""
    logits, _ = model.forward(np.array([[model.vocabulary_size, *ids]]), model.initial_state(1))
    return np.exp(logits[0, -1].astype(np.float64))


def test_bigrams_worked_by_hand():
    """The text a a b a over {a, b}, START before it. Each discount is 1/2: no pair occurs twice.

    Continuations: a stands after START, a, b (3), b after a (1), so that
    p(a) = (3 - 1/2) / 4 + (1/2 + 1/2) / 4 * 1/2 = 3/4.
    After a come a and b once each: p(a | a) = (1 - 1/2) / 2 + (1/2 + 1/2) / 2 * 3/4 = 5/8.
    After b comes a once:           p(a | b) = (1 - 1/2) / 1 + (1/2) / 1 * 3/4 = 7/8. So at START.
    """
    model = Markov.fit([[0, 0, 1, 0]], vocabulary_size=2, order=2)
    assert probabilities(model, [0]) == pytest.approx([5 / 8, 3 / 8], rel=1e-6)
    assert probabilities(model, [1]) == pytest.approx([7 / 8, 1 / 8], rel=1e-6)
    assert probabilities(model, []) == pytest.approx([7 / 8, 1 / 8], rel=1e-6)


def test_unseen_contexts_fall_back_to_shorter_ones():
    model = Markov.fit([[0, 0, 1, 0]], vocabulary_size=3, order=3)
    assert probabilities(model, [2]) == pytest.approx(probabilities(model, [1, 2]))
    assert probabilities(model, [2, 0]) == pytest.approx(probabilities(model, [1, 2, 0]))
    assert (probabilities(model, [2]) > 0).all()


def test_modified_discounts_worked_by_hand():
    """8 pairs occur once, 4 twice, 2 thrice, 1 four times: Y = 8 / (8 + 2 * 4) = 1/2."""
    counts = np.repeat([1, 2, 3, 4], [8, 4, 2, 1])
    assert _discounts(counts) == pytest.approx([0, 1 - 2 * 0.5 * 4 / 8, 2 - 3 * 0.5 * 2 / 4, 3 - 4 * 0.5 / 2])


def test_discounts_without_evidence_are_half_a_count():
    assert _discounts(np.array([5, 9])) == pytest.approx([0, 0.5, 0.5, 0.5])


def plain_kneser_ney(sequences, size, order, history, symbol):
    """The recursion of Chen and Goodman with dictionaries, one probability at a time."""

    def discount(counts, count):
        return _discounts(np.array(list(counts.values())))[min(count, 3)]

    def probability(history, symbol):
        length = len(history)
        counts = levels[length]
        after = {pair[-1]: count for pair, count in counts.items() if pair[:-1] == history}
        shorter = probability(history[1:], symbol) if length else 1 / size
        if not after:
            return shorter
        count, total = after.get(symbol, 0), sum(after.values())
        backoff = sum(discount(counts, c) for c in after.values()) / total
        return (count - discount(counts, count)) / total + backoff * shorter

    levels = [defaultdict(int) for _ in range(order)]
    before = defaultdict(set)
    for sequence in sequences:
        text = [size] * (order - 1) + sequence
        for end in range(order, len(text) + 1):
            levels[-1][tuple(text[end - order : end])] += 1
            for length in range(1, order):
                before[tuple(text[end - length : end])].add(text[end - length - 1])
    for gram, symbols in before.items():
        levels[len(gram) - 1][gram] = len(symbols)
    return probability(tuple(([size] * order + history)[len(history) + 1 :]) if order > 1 else (), symbol)


@settings(max_examples=40, deadline=None)
@given(texts, st.integers(1, 4), st.lists(st.integers(0, 4), max_size=5))
def test_agrees_with_the_plain_recursion(sequences, order, history):
    model = Markov.fit(sequences, vocabulary_size=5, order=order)
    expected = [plain_kneser_ney(sequences, 5, order, history, symbol) for symbol in range(5)]
    assert probabilities(model, history) == pytest.approx(expected, rel=1e-5)


@settings(max_examples=40, deadline=None)
@given(texts, st.integers(1, 6), st.lists(st.integers(0, 4), min_size=1, max_size=20))
def test_every_distribution_sums_to_one_and_excludes_nothing(sequences, order, history):
    logits, _ = (model := Markov.fit(sequences, 5, order)).forward(
        np.array([history]), model.initial_state(1)
    )
    assert np.exp(logits.astype(np.float64)).sum(-1) == pytest.approx(1, abs=1e-6)
    assert np.isfinite(logits).all()


@settings(max_examples=40, deadline=None)
@given(texts, st.integers(1, 6), st.lists(st.integers(0, 4), min_size=1, max_size=20))
def test_one_stream_steps_as_many_do(sequences, order, history):
    """One stream is written in a way of its own, which is quicker: to the last bit the same."""
    model = Markov.fit(sequences, 5, order)
    alone, together = model.initial_state(1), model.initial_state(2)
    for symbol in history:
        one, alone = model.step(np.array([symbol]), alone)
        two, together = model.step(np.array([symbol, symbol]), together)
        assert np.array_equal(one[0], two[0])
        assert one.dtype == two.dtype
        assert np.array_equal(alone[0], together[0])


@pytest.fixture
def model():
    return Markov.fit([[0, 1, 2, 1, 0, 1, 2, 2], [1, 2, 1, 2, 0, 0, 1, 2]], vocabulary_size=3, order=4)


@pytest.mark.parametrize("order", [1, 2, 5])
def test_stepping_equals_the_full_pass_for_every_stream(order):
    model = Markov.fit([[0, 1, 2, 1, 0, 1, 2, 2]], vocabulary_size=3, order=order)
    ids = np.array([[0, 1, 2, 1, 0, 2], [2, 2, 1, 0, 1, 2]])
    whole, last = model.forward(ids, model.initial_state(2))
    assert whole.shape == (2, 6, 3)
    assert whole.dtype == np.float32
    state = model.initial_state(2)
    for time in range(6):
        logits, state = model.step(ids[:, time], state)
        assert np.array_equal(logits, whole[:, time])
    assert np.array_equal(state, last)
    alone, _ = model.forward(ids[1:], model.initial_state(1))
    assert np.array_equal(alone[0], whole[1])


def test_a_state_can_be_kept_and_used_twice(model):
    _, state = model.step(np.array([0]), model.initial_state(1))
    kept = state.copy()
    first, _ = model.step(np.array([1]), state)
    second, _ = model.step(np.array([1]), state)
    assert np.array_equal(state, kept)
    assert np.array_equal(first, second)


def test_long_passes_in_chunks_change_nothing(model, monkeypatch):
    ids = np.random.default_rng(0).integers(0, 3, (2, 50))
    whole, _ = model.forward(ids, model.initial_state(2))
    monkeypatch.setattr("tunesmith.models.markov.CHUNK", 7)
    assert np.array_equal(model.forward(ids, model.initial_state(2))[0], whole)


def test_arrays_survive_a_file(model, tmp_path):
    save_file(model.arrays(), tmp_path / "model.safetensors")
    again = Markov.from_arrays(load_file(tmp_path / "model.safetensors"), 3, 4)
    ids = np.array([[0, 1, 2, 1, 0, 2]])
    for one, other in zip(
        model.forward(ids, model.initial_state(1)), again.forward(ids, again.initial_state(1)), strict=True
    ):
        assert np.array_equal(one, other)


@pytest.mark.parametrize("name", ["children", "offsets", "backoff", "symbols", "probabilities"])
def test_damaged_arrays_are_refused(model, name):
    arrays = model.arrays()
    for damaged in ({**arrays, name: arrays[name][:-1]}, {**arrays, name: arrays[name][:0]}, {}):
        with pytest.raises(TunesmithError, match="damaged"):
            Markov.from_arrays(damaged, 3, 4)


def test_symbols_outside_the_vocabulary_are_refused(model):
    with pytest.raises(TunesmithError, match="damaged"):
        Markov.from_arrays(model.arrays(), 2, 4)


@pytest.mark.parametrize("sequences", [[], [[]], [[0, 3]], [[-1]]])
def test_nothing_to_count_or_an_id_outside_is_an_error(sequences):
    with pytest.raises(ValueError, match=r"symbol|0 \.\. 2"):
        Markov.fit(sequences, vocabulary_size=3, order=2)


@pytest.mark.skipif(not JIGS.exists(), reason="needs ../shared/data/nottingham/jigs.abc")
def test_held_out_bits_on_the_nottingham_jigs():
    """The plain split and the metric of keras_charrnn.py. The network of that recipe ends at 1.43."""
    tunes = [tune.strip() + "\n\n" for tune in re.split(r"(?m)^(?=X:)", JIGS.read_text(errors="replace"))]
    tunes = [tune for tune in tunes if tune.startswith("X:")]
    held = [int(hashlib.sha256(tune.strip().encode()).hexdigest(), 16) % 10 == 0 for tune in tunes]
    vocabulary = sorted(set("".join(tunes)))
    assert (len(tunes), len(vocabulary), sum(held)) == (340, 86, 28)
    number = {character: index for index, character in enumerate(vocabulary)}

    def text(part):
        return np.array(
            [number[c] for tune, out in zip(tunes, held, strict=True) if out == part for c in tune]
        )

    model = Markov.fit([text(False)], 86)
    assert stream_bits(model, text(True)) == pytest.approx(1.644, abs=0.002)
