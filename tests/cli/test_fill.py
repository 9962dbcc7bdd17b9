"""``tunesmith fill`` as a person types it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tunesmith.music.abc.bar_spans import bar_spans
from tunesmith.music.abc.notation import Abc
from tunesmith.music.abc.parser import parse

COMMAND = "fill"
Cli = Callable[..., tuple[int, str, str]]

TUNE = """X:4
T:Mine, as I like it
C:A friend
M:6/8
L:1/8
K:D
|:DEF GAB|AGF "slowly"EFG|ABc dcB|A3 D3|
~D3 E3|FED d3|(cBA) GFE|A3 D3:|
w: words stay here
"""


@pytest.fixture(autouse=True)
def mine(tmp_path: Path) -> None:
    (tmp_path / "mine.abc").write_text(TUNE, encoding="utf-8")


def test_new_bars_in_the_old_tune(cli: Cli, ngram_run: Path, tmp_path: Path) -> None:
    wishes = ["--particles", 8, "--seed", 5, "--candidates", 1]
    status, out, err = cli("mine.abc", ngram_run, "--bars", "2-3", *wishes, "-o", "out")
    assert status == 0, err
    text = (tmp_path / "out/bars-2-3-5-1.abc").read_text(encoding="utf-8")
    assert text in out
    first, last = TUNE.split('AGF "slowly"EFG|ABc dcB')
    assert text.startswith(first.replace("K:D\n", "N:bars 2-3 are new: tunesmith, seed 5\nK:D\n"))
    assert text.rstrip().endswith(last.rstrip())
    assert [span.number for span in bar_spans(parse(text))] == [*range(1, 9)]
    assert len(Abc().problems(text)) <= len(Abc().problems(TUNE))
    record = json.loads((tmp_path / "out/bars-2-3-5.json").read_text(encoding="utf-8"))
    assert [candidate["abc"] for candidate in record["candidates"]] == [text.rstrip("\n")]
    page = (tmp_path / "out/index.html").read_text(encoding="utf-8")
    new = [
        f"#t1-n{note}"
        for span in bar_spans(parse(text.rstrip()))
        for note in span.notes
        if span.number in (2, 3)
    ]
    assert ":is(" + ",".join(new) in page
    assert (tmp_path / "out/bars-2-3-5-1.mid").read_bytes().startswith(b"MThd")


def test_a_slur_cut_in_two_is_left_out(cli: Cli, ngram_run: Path, tmp_path: Path) -> None:
    (tmp_path / "slur.abc").write_text(TUNE.replace("(cBA) GFE", "(cBA GFE").replace("A3 D3:|", "A3) D3:|"))
    status, out, err = cli(
        "slur.abc", ngram_run, "--bars", 7, "--particles", 8, "--seed", 1, "--format", "abc"
    )
    assert status == 0, err
    assert "T:Mine, as I like it" in out
    assert "(" not in out
    assert {p.rule for p in Abc().problems(out.split("\n\n")[0])} <= {p.rule for p in Abc().problems(TUNE)}


def test_as_json_with_the_best_first(cli: Cli, ngram_run: Path, tmp_path: Path) -> None:
    wishes = ["--particles", 8, "--seed", 2, "--candidates", 2, "--format", "abc"]
    status, out, _ = cli("mine.abc", ngram_run, "--bars", "6", *wishes, "--json")
    assert status == 0
    record = json.loads(out)
    assert record["original"]["title"] == "Mine, as I like it"
    scores = [candidate["bits_per_character"] for candidate in record["candidates"]]
    assert len(scores) == 2
    assert scores == sorted(scores)
    assert (tmp_path / "fills/mine/bars-6-2-2.abc").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("mine.abc", "--bars", "2-3"), "runs"),
        (("none.abc", "RUN", "--bars", "2-3"), "none.abc"),
        (("mine.abc", "RUN", "--bars", "two"), "names no bars"),
        (("mine.abc", "RUN", "--bars", "7-9"), "bars 1 to 8"),
        (("mine.abc", "RUN", "--bars", "2", "--tune", "9"), "X:9"),
        (("mine.abc", "RUN", "--bars", "2", "--particles", "1"), "particles"),
        (("mine.abc", "RUN", "--bars", "2", "--rules", "maybe"), "rules"),
        (("mine.abc", "RUN", "--bars", "2", "--format", "xyz"), "xyz"),
        (("odd.abc", "RUN", "--bars", "2"), "vocabulary"),
        (("keyless.abc", "RUN", "--bars", "1"), "no key"),
    ],
)
def test_refusals(cli: Cli, ngram_run: Path, tmp_path: Path, arguments: tuple[str, ...], words: str) -> None:
    (tmp_path / "odd.abc").write_text(TUNE.replace("ABc", "A^^Bc"), encoding="utf-8")
    (tmp_path / "keyless.abc").write_text("X:1\nM:C\nCDEF|GABc|\n", encoding="utf-8")
    status, out, err = cli(*(ngram_run if word == "RUN" else word for word in arguments))
    assert (status, out) == (1, "")
    last = err.strip().splitlines()[-1]
    assert last.startswith("error: ")
    assert words in last
