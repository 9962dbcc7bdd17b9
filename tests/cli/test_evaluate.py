"""``tunesmith evaluate`` as a person types it."""

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tunesmith.evaluation.novelty.humans import measure_humans

Cli = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def place(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUNESMITH_CACHE", str(tmp_path_factory.getbasetemp() / "evaluate-cache"))
    monkeypatch.setattr(
        "tunesmith.evaluation.novelty.store.measure_humans", partial(measure_humans, sample=16)
    )


def test_a_table(cli: Cli, ngram_run: Path) -> None:
    status, out, err = cli("evaluate", ngram_run, "--tunes", 4, "--workers", 1)
    assert status == 0
    for title in ("HOW GOOD", "HOW SOUND", "HOW NEW", "HOW VARIED"):
        assert title in out
    assert "HOW LIKE THE STYLE" not in out  # three held-out tunes have none; a note says so
    assert "only 3 tunes are held out: a judge needs 20" in err
    line = next(line for line in out.splitlines() if line.startswith("sound tunes, with rules"))
    assert line.split()[-6:-2] == ["100.0", "%", "100.0", "%"]
    assert "writing and measuring takes" in err


def test_runs_side_by_side_as_json_and_as_a_page(
    cli: Cli, ngram_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tunesmith.api.evaluation.page._tunes", lambda found: ())  # engraving takes seconds
    given = ("--tunes", 3, "--workers", 1, "--json", "-o", tmp_path / "report.html")
    status, out, err = cli("evaluate", ngram_run, "--compare", ngram_run, ngram_run, *given)
    assert status == 0
    found = json.loads(out)
    assert [one["tunes"] for one in found["subjects"][:4]] == [3, 3, 3, 3]
    assert len(found["subjects"]) == 5
    assert err.endswith("report.html\n")
    assert "<svg" in (tmp_path / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("nowhere",), "does not exist"),
        ((), "there is no run in runs/"),
        (("x", "-o", "report.pdf"), "the page is HTML; name it report.html"),
        (("x", "--open"), "name it with -o report.html"),
    ],
)
def test_what_cannot_be(cli: Cli, given: tuple[str, ...], said: str) -> None:
    status, out, err = cli("evaluate", *given)
    assert (status, out) == (1, "")
    assert said in err
    assert err.count("\n") == 1
