"""Runs with side features, and runs that begin with the weights of another."""

import json
from pathlib import Path

import numpy as np
import pytest

from tunesmith.api.learn import Result, resume, train
from tunesmith.codecs.abc_tracker import FEATURES
from tunesmith.codecs.registry import codec_from_json
from tunesmith.errors import TunesmithError
from tunesmith.generation.request import Request
from tunesmith.generation.writer import generate, replay
from tunesmith.models.checkpoint import load_checkpoint
from tunesmith.training.recipe import Recipe, preset

SMALL: Recipe = preset("metric").changed(
    {
        "model.hidden": "32",
        "model.embedding": "16",
        "model.dropout": "0",
        "batch": "8",
        "learning_rate": "0.01",
    }
)


def learn(book: Path, out: Path, **options: object) -> Result:
    *_, result = train(str(book), out, recipe=options.pop("recipe", SMALL), steps=40, **options)
    assert isinstance(result, Result)
    return result


@pytest.fixture(scope="module")
def metric_run(little_book: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("runs") / "metric"
    learn(little_book, folder)
    return folder


def test_features_are_chosen_by_name() -> None:
    assert preset("metric").features == tuple(FEATURES)
    assert preset("metric").changed({"features": "beat,match"}).features == ("beat", "match")
    assert preset("metric").changed({"features": ""}).features == ()


def test_a_run_with_side_features_writes_and_replays(metric_run: Path) -> None:
    checkpoint = load_checkpoint(metric_run)
    assert checkpoint.config["codec"]["side_features"] == list(SMALL.features)
    request = Request(checkpoint=metric_run, seed=3, max_tokens=80, primer="M:6/8\nK:D\n|:def")
    (take,) = generate(request, checkpoint)
    assert replay(take).text == take.text
    engine = checkpoint.engine(codec_from_json(checkpoint.config["codec"]).tracker)
    codec = codec_from_json(checkpoint.config["codec"])
    text = codec.ids([*codec.opening, *take.tokens])
    logits, _ = engine.forward(np.array([text[:-1]]), engine.initial_state(1))
    spread = np.exp(logits[0] - logits[0].max(axis=1, keepdims=True))
    chosen = spread[np.arange(len(text) - 1), text[1:]] / spread.sum(axis=1)
    np.testing.assert_allclose(chosen[len(codec.opening) - 1 :], take.probabilities, rtol=1e-3)


def test_a_run_begins_where_its_parent_ended(metric_run: Path, little_book: Path, tmp_path: Path) -> None:
    parent = json.loads((load_checkpoint(metric_run).folder / "config.json").read_text())
    recipe = SMALL.changed({"learning_rate": "1e-9", "average": "0"})
    result = learn(little_book, tmp_path / "heir", recipe=recipe, init=metric_run)
    assert result.figures.stream == pytest.approx(
        parent["figures"]["model"]["held_out_stream_bits"], abs=0.01
    )
    config = load_checkpoint(tmp_path / "heir").config
    assert config["training"]["init"]["fingerprint"] == load_checkpoint(metric_run).fingerprint


def test_a_parent_of_another_shape_is_refused(metric_run: Path, little_book: Path, tmp_path: Path) -> None:
    for settings, said in (
        ({"model.hidden": "33"}, "hidden is 32 and that of the new run 33"),
        ({"features": "beat,match"}, "side features are beat, left"),
    ):
        with pytest.raises(TunesmithError, match=said):
            learn(little_book, tmp_path / "no", recipe=SMALL.changed(settings), init=metric_run)
    assert not (tmp_path / "no").exists()


def test_a_stopped_heir_keeps_its_origin(metric_run: Path, little_book: Path, tmp_path: Path) -> None:
    events = train(str(little_book), tmp_path / "run", recipe=SMALL, steps=12, init=metric_run)
    for event in events:
        if event.step == 5:
            break
    events.close()
    for _ in resume(tmp_path / "run"):
        pass
    assert "init" in load_checkpoint(tmp_path / "run").config["training"]
