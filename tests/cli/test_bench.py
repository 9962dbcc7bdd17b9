"""``tunesmith bench`` as a person types it."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import tunesmith
from tunesmith.cli.bench import percent
from tunesmith.models.checkpoint import locate

COMMAND = "bench rules"
Cli = Callable[..., tuple[int, str, str]]


def test_json(cli: Cli, tiny_run: Path) -> None:
    """A model that has learned little writes sound tunes with rules; those of the book are all sound."""
    status, out, err = cli(tiny_run, "-n", 7, "--seed", 3, "--json")
    assert (status, err) == (0, "")
    figures = json.loads(out)
    assert {name: figures[name] for name in ("run", "takes", "temperature", "seed")} == {
        "run": str(tiny_run), "takes": 7, "temperature": 0.9, "seed": 3,
    }  # fmt: skip
    strict, off, human = figures["strict"], figures["off"], figures["human"]
    assert (strict["tunes"], strict["sound"], strict["share"]) == (7, 7, 1.0)
    assert (strict["broken"], strict["unsound"]) == ({}, [])
    assert off["tunes"] == 7
    assert off["sound"] == 7 - len(off["unsound"])
    assert set(off["unsound"]) <= set(range(3, 10))
    assert human == {"tunes": 37, "sound": 37, "bars_right": 37, "broken": {}, "share": 1.0}
    ratio = strict["characters_per_second"] / off["characters_per_second"]
    assert figures["speed_ratio"] == pytest.approx(ratio)
    held_out = figures["held_out_sound"]
    assert (held_out["pieces"], held_out["accepted"]) == (3, 3)
    assert 0 < held_out["masked"] < held_out["plain"]


def test_off_is_what_generate_writes(cli: Cli, tiny_run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tunesmith.api.soundness.MOST_TOKENS", {"strict": 400, "off": 400})
    model = tunesmith.load(tiny_run)
    tunes = model.generate(count=2, temperature=0.5, seed=11, rules="off", max_tokens=400)
    figures = json.loads(cli(tiny_run, "-n", 2, "--temperature", 0.5, "--seed", 11, "--json")[1])
    assert figures["off"]["characters"] == sum(len(tune.take.tokens) for tune in tunes)
    assert figures["off"]["unsound"] == [
        tune.take.seed for tune in tunes if tune.problems or not tune.take.ended
    ]


def test_table(cli: Cli, tiny_run: Path) -> None:
    status, out, err = cli(tiny_run, "-n", 2)
    assert (status, err) == (0, "")
    head, strict, off, human, *rest = out.splitlines()
    assert head.split("  ")[0] == "tunes"
    assert re.fullmatch(r"with rules +2 +100\.0 % +100\.0 % +[\d,]+", strict)
    assert re.fullmatch(r"without rules +2 +\d+\.0 % +\d+\.0 % +[\d,]+", off)
    assert re.fullmatch(r"by people +37 +100\.0 % +100\.0 %", human)
    assert any(re.fullmatch(r"speed with rules: \d+% of that without", line) for line in rest)
    assert rest[-1].endswith("with (3 of 3 sound tunes, 471 tokens)")


def test_what_is_cut_off_is_not_sound(cli: Cli, tiny_run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tunesmith.api.soundness.MOST_TOKENS", {"strict": 12, "off": 12})
    status, out, _ = cli(tiny_run, "-n", 2, "--json")
    strict = json.loads(out)["strict"]
    assert (status, strict["sound"], strict["characters"]) == (0, 0, 24)
    assert strict["broken"]["no-end"] == 2
    assert "seed 0 breaks a rule with rules on" in cli(tiny_run, "-n", 2)[2]


def test_shares_are_rounded_down() -> None:
    """1,000 of 1,000 alone are 100.0 %."""
    assert [percent(part, 10_000) for part in (10_000, 9_999, 1, 0)] == [
        "100.0 %", "99.9 %", "0.0 %", "0.0 %",
    ]  # fmt: skip
    assert percent(0, 0) == "-"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "runs"),
        (("none",), "none"),
        (("RUN", "-n", "0"), "count"),
        (("RUN", "--temperature", "-1"), "temperature"),
        (("RUN", "--seed", "-1"), "seed"),
        (("nameless",), "does not say what it learned from"),
        (("moved",), "gone.abc"),
        (("changed",), "has changed"),
    ],
)
def test_refusals(cli: Cli, tiny_run: Path, tmp_path: Path, arguments: tuple[str, ...], words: str) -> None:
    config = json.loads((locate(tiny_run) / "config.json").read_text(encoding="utf-8"))
    corpus = config.pop("corpus")
    for name, change in (
        ("nameless", {}),
        ("moved", {"corpus": {**corpus, "name": "gone.abc"}}),
        ("changed", {"corpus": {**corpus, "checksum": "0"}}),
    ):
        shutil.copytree(locate(tiny_run), tmp_path / name)
        (tmp_path / name / "config.json").write_text(json.dumps({**config, **change}), encoding="utf-8")
    status, out, err = cli(*(tiny_run if word == "RUN" else word for word in arguments))
    assert (status, out, err.count("\n")) == (1, "", 1)
    assert err.startswith("error: ")
    assert words in err
