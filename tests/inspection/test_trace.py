"""A trace says what the engine said, token by token, and where in the music it was."""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tunesmith.codecs.registry import codec_from_json
from tunesmith.errors import TunesmithError
from tunesmith.inspection.trace import Trace, trace
from tunesmith.models.checkpoint import load_checkpoint
from tunesmith.music.piece import Piece

ABC = "X:1\nT:A tune\nM:6/8\nL:1/8\nK:D\n|:A|ABc def|gfe dA:|\n"


@pytest.fixture(scope="module")
def found(tiny_run: Path) -> Trace:
    checkpoint = load_checkpoint(tiny_run)
    codec = codec_from_json(checkpoint.config["codec"])
    return trace(checkpoint.engine(codec.tracker), codec, codec.encode(Piece("", "", "abc", ABC, "")))


def test_stepping_says_the_same(tiny_run: Path, found: Trace) -> None:
    """Probabilities and hidden states of the full pass are those of an engine that steps."""
    checkpoint = load_checkpoint(tiny_run)
    codec = codec_from_json(checkpoint.config["codec"])
    engine = checkpoint.engine(codec.tracker)
    state = engine.initial_state(1)
    for token in codec.ids(codec.opening):
        logits, state = engine.step(np.array([token]), state)
    for place, token in enumerate(found.ids):
        weights = np.exp(logits[0].astype(float))
        np.testing.assert_allclose(found.probabilities[place], weights / weights.sum(), atol=1e-6)
        logits, state = engine.step(np.array([token]), state)
        for layer, (hidden, cell) in enumerate(state):
            np.testing.assert_allclose(found["hidden"][place, layer], hidden[0], atol=1e-5)
            np.testing.assert_allclose(found["cell"][place, layer], cell[0], atol=1e-5)


def test_the_gates_make_the_cell_and_the_hidden_state(found: Trace) -> None:
    """c = f c' + i g and h = o tanh(c), as in the papers."""
    cell = found["forget"][1:] * found["cell"][:-1] + found["input"][1:] * found["candidate"][1:]
    np.testing.assert_allclose(found["cell"][1:], cell, atol=1e-5)
    np.testing.assert_allclose(found["hidden"], found["output"] * np.tanh(found["cell"]), atol=1e-6)
    for gate in ("input", "forget", "output"):
        assert 0 <= found[gate].min() <= found[gate].max() <= 1


def test_guesses_and_bits(found: Trace) -> None:
    for place, guesses in enumerate(found.top(5)):
        shares = [share for _, share in guesses]
        assert len(guesses) == 5
        assert shares == sorted(shares, reverse=True)
        assert shares[0] == found.probabilities[place].max()
        assert found.bits[place] == pytest.approx(-math.log2(found.probabilities[place, found.ids[place]]))


def test_tokens_stand_where_they_stand(found: Trace) -> None:
    text = found.piece.content
    for token, (start, end) in zip(found.tokens, found.spans, strict=True):
        assert text[start:end] in (token, "")
    assert "".join(text[start:end] for start, end in found.spans) == text.split("T:Untitled\n")[1]
    body = "".join(found.tokens).index("|:") + 3
    assert "".join(found.tokens)[body] == "|"
    assert found.bars[body - 1] == 0  # the pickup
    assert found.bars[body] == found.bars[body + 1] == 1
    assert found.beats[body - 1] == 2.5
    assert found.beats[body + 1] == 0
    assert found.kinds[body] == "bar line"
    assert found.kinds[-1] == "end"
    assert found.bars[-1] == -1


def test_json_has_everything(found: Trace) -> None:
    told = json.loads(json.dumps(found.to_json(), allow_nan=False))
    assert len(told["tokens"]) == len(told["activations"]["hidden"]) == len(found)
    assert told["tokens"][9]["guesses"][0]["probability"] == found.probabilities[9].max()
    assert np.array(told["activations"]["cell"]).shape == found["cell"].shape


def test_an_ngram_has_guesses_and_no_units(ngram_run: Path) -> None:
    checkpoint = load_checkpoint(ngram_run)
    codec = codec_from_json(checkpoint.config["codec"])
    engine, tokens = checkpoint.engine(codec.tracker), codec.encode(Piece("", "", "abc", ABC, ""))
    found = trace(engine, codec, tokens)
    assert found.activations == {}
    assert found.probabilities.sum(axis=1) == pytest.approx(1)
    with pytest.raises(TunesmithError, match="no units"):
        trace(engine, codec, tokens, ["hidden"])


def test_refusals(planted: Any) -> None:
    with pytest.raises(TunesmithError, match="lacks 'Ö'"):
        trace(planted.engine, planted.codec, "Ö")
    with pytest.raises(TunesmithError, match="no point 'heart'; it has hidden"):
        trace(planted.engine, planted.codec, "A", ["heart"])
    with pytest.raises(TunesmithError, match="at most 20,000"):
        trace(planted.engine, planted.codec, "A" * 20_001)
    with pytest.raises(TunesmithError, match="recorded"):
        trace(planted.engine, planted.codec, "AB", ["cell"])["hidden"]
