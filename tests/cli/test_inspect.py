"""``tunesmith inspect`` as a person types it."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tunesmith.models.checkpoint import locate

COMMAND = "inspect"
Cli = Callable[..., tuple[int, str, str]]
TUNE = "X:7\nT:Mine\nM:6/8\nL:1/8\nK:D\n|:DEF GAB|AGF EFG:|\n"


@pytest.fixture(autouse=True)
def mine(tmp_path: Path) -> None:
    (tmp_path / "mine.abc").write_text(TUNE, encoding="utf-8")


def test_a_page_and_a_picture(cli: Cli, tiny_run: Path, tmp_path: Path) -> None:
    status, out, err = cli(tiny_run, "mine.abc", "--png", "-o", "see.html", "--unit", "1:3")
    assert (status, out) == (0, ""), err
    page = (tmp_path / "see.html").read_text()
    assert "Mine" in page
    assert not re.findall(r"https?://(?!www\.w3\.org/)[^\s\"']*", page)
    assert len(page) < 3_000_000
    assert (tmp_path / "see.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("source", [["--generate", "--seed", 3], ["mine.abc", "--tune", 7], []])
def test_json_is_everything_and_nothing_else(cli: Cli, tiny_run: Path, source: list[object]) -> None:
    status, out, err = cli(tiny_run, *source, "--json")
    assert (status, err) == (0, "")
    found = json.loads(out)
    assert len(found["tokens"]) == len(found["activations"]["forget"])
    assert {"token", "bar", "quarters", "probability", "bits", "guesses"} <= found["tokens"][0].keys()


def test_a_take_is_read_as_it_was_written(
    cli: Cli, tiny_run: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    """The probabilities of the trace are those that the take kept, also where units were held."""
    for folder, wishes in (("free", []), ("held", ["--ablate", "0:3,4"])):
        monkeypatch.setattr(request.module, "COMMAND", "generate")
        cli(tiny_run, "--seed", 5, "-o", folder, "--format", "json", *wishes)
        take = json.loads(Path(folder, "tune-5.json").read_text())
        monkeypatch.setattr(request.module, "COMMAND", "inspect")
        status, out, err = cli(tiny_run, "--take", Path(folder, "tune-5.json"), "--json")
        assert status == 0, err
        found = json.loads(out)
        assert [token["probability"] for token in found["tokens"]] == pytest.approx(
            take["probabilities"], rel=1e-3
        )
    assert take["request"]["held"] == ["0:3=0", "0:4=0"]
    assert {row[0][3] for row in found["activations"]["hidden"]} == {0}
    assert cli(tiny_run, "--take", Path("held", "tune-5.json"))[0] == 0
    assert "units 0:3 at 0, 0:4 at 0" in Path("view.html").read_text()  # the page does not hide it


def test_units_are_found_and_kept(cli: Cli, tiny_run: Path, tmp_path: Path) -> None:
    kept = locate(tiny_run) / "units.json"
    try:
        status, out, err = cli(tiny_run, "--units", "--pieces", 8, "-o", "units.html")
        assert status == 0, err
        assert "characters since the bar line" in out
        assert kept.exists()
        assert "strongest" in (tmp_path / "units.html").read_text().lower()
        status, out, _ = cli(tiny_run, "mine.abc", "--clamp", "0:1=mean", "--json")
        mean = json.loads(kept.read_text())["means"][0][1]
        assert {row[0][1] for row in json.loads(out)["activations"]["hidden"]} == {round(mean, 4)}
    finally:
        kept.unlink(missing_ok=True)


def test_silence_is_measured(cli: Cli, tiny_run: Path, tmp_path: Path) -> None:
    status, out, err = cli(tiny_run, "--ablate", "1:0,1,2,3", "--pieces", 3, "--takes", 2, "-o", "quiet.html")
    assert status == 0, err
    assert re.search(r"everywhere +\d", out)
    assert re.search(r"bar line +\d", out)
    assert re.search(r"sound takes without rules: \d of 2 before, \d after", out)
    assert "1:0 at 0" in (tmp_path / "quiet.html").read_text()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["none.abc"], ["none.abc"]),
        (["mine.abc", "--tune", 8], ["X:8"]),
        (["mine.abc", "--generate"], ["only one"]),
        (["mine.abc", "--unit", "9:0"], ["9:0", "layers are 0 to 1", "units 0 to 47"]),
        (["mine.abc", "--unit", "three"], ["three", "layer:unit"]),
        (["mine.abc", "--unit", "0:0", "--point", "soul"], ["soul", "hidden"]),
        (["mine.abc", "--ablate", "7:1"], ["7:1", "layers"]),
        (["mine.abc", "--ablate", "x"], ["--ablate", "layer:unit"]),
        (["mine.abc", "--clamp", "0:1=mean"], ["mean", "--units"]),
        (["--units", "--png"], ["--png", "name one"]),
        (["--ablate", "0:1", "--unit", "0:1"], ["--unit", "name one"]),
        (["--units", "mine.abc"], ["--units", "as it is"]),
        (["--take", "mine.abc"], ["mine.abc", "take"]),
    ],
)
def test_refusals(cli: Cli, tiny_run: Path, arguments: list[object], words: list[str]) -> None:
    status, out, err = cli(tiny_run, *arguments)
    assert (status, out) == (1, "")
    assert len(err.strip().splitlines()) == 1
    assert all(word in err for word in words), err
    assert not Path("view.html").exists()


def test_an_ngram_has_no_units(cli: Cli, ngram_run: Path) -> None:
    assert cli(ngram_run, "mine.abc", "-o", "page.html")[0] == 0
    for arguments in (["--units"], ["mine.abc", "--unit", "0:0"], ["mine.abc", "--ablate", "0:0"]):
        status, _, err = cli(ngram_run, *arguments)
        assert status == 1
        assert "no units" in err
