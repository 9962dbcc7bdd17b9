"""The commands as a person types them: what they print, write and refuse."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Cli = Callable[..., tuple[int, str, str]]


def assert_refused(result: tuple[int, str, str], *words: str) -> None:
    """Exit status 1, one line that says these words, nothing on stdout."""
    status, out, err = result
    assert status == 1
    assert out == ""
    last = err.strip().splitlines()[-1]
    assert last.startswith("error: ")
    assert "Traceback" not in err
    for word in words:
        assert word in last


def test_corpora_are_listed(cli: Cli) -> None:
    status, out, _ = cli("corpora")
    assert status == 0
    names = [line.split()[0] for line in out.splitlines()]
    assert names == [
        "jigs",
        "folk",
        "oneills",
        "ryans",
        "airds",
        "chorales",
        "essen",
        "tabla",
        "nottingham-jigs",
    ]
    assert "non-commercial" in next(line for line in out.splitlines() if line.startswith("essen"))


def test_corpora_as_json(cli: Cli, little_book: Path) -> None:
    assert len(json.loads(cli("corpora", "list", "--json")[1])) == 9
    facts = json.loads(cli("corpora", "show", little_book, "--json")[1])
    assert facts["meters"] == {"6/8": facts["pieces"]}
    assert facts["train"] + facts["held_out"] == facts["pieces"]


def test_corpora_show(cli: Cli, little_book: Path) -> None:
    status, out, _ = cli("corpora", "show", little_book, "--dropped")
    assert status == 0
    for label in ("licence", "sha256", "vocabulary", "split", "near twins", "metres", "keys"):
        assert re.search(f"(?m)^{label}", out), label


def test_train_generate_replay(cli: Cli, little_book: Path, tmp_path: Path) -> None:
    """The whole path in one breath, on the command line."""
    small = ["--set", "model.hidden=32", "--set", "model.embedding=8", "--set", "batch=4"]
    status, out, err = cli(
        "train", little_book, "-o", "runs/walk", "--preset", "quick", "--epochs", 5, *small
    )
    assert status == 0, err
    assert re.search(r"held-out bits per character: \d\.\d{3} ± \d\.\d{3} tune by tune", out)
    log = [json.loads(line) for line in (tmp_path / "runs/walk/log.jsonl").read_text().splitlines()]
    assert [record["step"] for record in log] == sorted({record["step"] for record in log})
    assert log[-1]["held_out_bits"] < 4.0
    assert list((tmp_path / "runs/walk/tensorboard").iterdir())
    config = json.loads(next((tmp_path / "runs/walk").glob("step-*/config.json")).read_text())
    assert config["figures"]["model"]["held_out_pieces"] > 0
    assert config["corpus"]["checksum"]
    assert config["versions"]["torch"]

    status, out, err = cli("generate", "--seed", 7, "-n", 2, "--max-tokens", 300)
    assert status == 0, err
    takes = tmp_path / "takes" / "walk"
    assert {path.name for path in takes.iterdir()} == {
        "index.html", *(f"tune-{seed}.{form}" for seed in (7, 8) for form in ("abc", "mid", "json"))
    }  # fmt: skip
    assert (takes / "tune-7.abc").read_text().strip() in out
    assert (takes / "tune-8.mid").read_bytes().startswith(b"MThd")

    status, out, err = cli("replay", takes / "tune-8.json", "-o", "again", "--format", "abc,mid,html")
    assert status == 0, err
    for form in ("abc", "mid", "json"):
        assert (tmp_path / f"again/tune-8.{form}").read_bytes() == (takes / f"tune-8.{form}").read_bytes()


def test_every_format_is_what_it_says(cli: Cli, tiny_run: Path, tmp_path: Path) -> None:
    forms = ["abc", "mid", "wav", "mp3", "flac", "ogg", "svg", "png", "pdf", "musicxml", "json", "html"]
    status, _, err = cli(
        "generate", tiny_run, "--seed", 3, "--format", ",".join(forms), "-o", "out", "--max-tokens", 300
    )
    assert status == 0, err
    magic = {
        "abc": b"X:1", "mid": b"MThd", "wav": b"RIFF", "flac": b"fLaC", "ogg": b"OggS", "svg": b"<svg",
        "png": b"\x89PNG", "pdf": b"%PDF", "musicxml": b"<?xml", "json": b"{",
    }  # fmt: skip
    for form, start in magic.items():
        assert (tmp_path / f"out/tune-3.{form}").read_bytes().lstrip().startswith(start), form
    assert (tmp_path / "out/tune-3.mp3").stat().st_size > 1000
    page = (tmp_path / "out/index.html").read_text()
    assert not re.findall(r"https?://(?!www\.w3\.org/)[^\s\"']*", page)


def test_generate_as_json_prints_nothing_else(cli: Cli, tiny_run: Path) -> None:
    status, out, _ = cli("generate", tiny_run, "--seed", 1, "-n", 2, "--format", "abc", "--json")
    takes = json.loads(out)
    assert status == 0
    assert [take["seed"] for take in takes] == [1, 2]
    assert all(len(take["tokens"]) == len(take["probabilities"]) for take in takes)


def test_a_take_of_the_same_name_is_not_overwritten(cli: Cli, tiny_run: Path, tmp_path: Path) -> None:
    cli("generate", tiny_run, "--seed", 1, "-o", "out", "--format", "abc")
    cli("generate", tiny_run, "--seed", 1, "-o", "out", "--format", "abc", "--temperature", 2)
    cli("generate", tiny_run, "--seed", 1, "-o", "out", "--format", "abc")
    assert sorted(p.name for p in (tmp_path / "out").glob("*.json")) == ["tune-1-2.json", "tune-1.json"]


def test_a_primer_is_continued(cli: Cli, tiny_run: Path, tmp_path: Path) -> None:
    (tmp_path / "begin.abc").write_text("X:1\nT:Mine\nM:6/8\nL:1/8\nK:D\n|:DEF GAB|", encoding="utf-8")
    for primer in ("begin.abc", "M:6/8\nL:1/8\nK:D\n|:DEF GAB|"):
        status, out, err = cli("generate", tiny_run, "--seed", 1, "--primer", primer, "--format", "abc")
        assert status == 0, err
        assert "DEF GAB" in out


def test_render(cli: Cli, little_book: Path, tmp_path: Path) -> None:
    assert cli("render", little_book, "-o", "score.png", "--tune", 3)[0] == 0
    assert (tmp_path / "score.png").read_bytes().startswith(b"\x89PNG")
    assert_refused(cli("render", little_book, "-o", "score.gif"), "score.gif", ".png")
    assert_refused(cli("render", little_book, "-o", "score.png", "--tune", 99), "X:99")


def write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.abc", b""),
        ("prose.abc", b"It was a dark and stormy night.\n" * 20),
        ("binary.abc", bytes(range(256)) * 40),
        ("one.abc", b"X:1\nT:a\nM:6/8\nK:D\ndef gab|\n"),
        ("nokey.abc", b"X:1\nT:a\nM:6/8\ndef gab|\n"),
        ("silent.abc", b"X:1\nT:a\nM:6/8\nK:D\n"),
    ],
)
def test_bad_corpora_are_refused_in_one_line(cli: Cli, tmp_path: Path, name: str, content: bytes) -> None:
    file = write(tmp_path / name, content)
    assert_refused(cli("train", file, "-o", "run"), name.removesuffix(".abc"))
    assert not (tmp_path / "run").exists()


def test_other_bad_input(cli: Cli, tiny_run: Path, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    assert_refused(cli("train", "folder", "-o", "run"), "folder")
    assert_refused(cli("train", "jigz", "-o", "run"), "jigz", "jigs")
    assert_refused(cli("train", "none/such.abc", "-o", "run"), "none/such.abc")
    assert_refused(cli("train", "jigs", "-o", "run", "--preset", "best"), "best", "article-3")
    assert_refused(cli("train", "jigs", "-o", "run", "--set", "model.hiden=3"), "model.hiden", "model.hidden")
    assert_refused(cli("train", "jigs", "-o", "run", "--set", "batch=many"), "batch")
    assert_refused(cli("train", "jigs", "-o", "run", "--set", "batch"), "KEY=VALUE")
    assert_refused(cli("train", "jigs", "-o", "run", "--minutes", 1, "--epochs", 1), "minutes")
    assert_refused(cli("train", "jigs", "-o", tiny_run), "--resume")
    assert_refused(cli("train", "-o", "run", "--resume"), "run")
    assert_refused(cli("generate"), "runs")
    assert_refused(cli("generate", tmp_path / "none"), "does not exist")
    assert_refused(cli("generate", tiny_run, "--temperature", -1), "temperature")
    assert_refused(cli("generate", tiny_run, "--format", "abc,docx"), "docx", "musicxml")
    assert_refused(cli("generate", tiny_run, "--primer", "K:D\nabcñ"), "ñ", "U+00F1")
    assert_refused(cli("generate", tiny_run, "--primer", "missing.abc"), "missing.abc")
    assert_refused(cli("replay", tmp_path / "none.json"), "none.json")


def test_no_cuda_is_one_line(cli: Cli, little_book: Path) -> None:
    import torch

    if torch.cuda.is_available():
        pytest.skip("there is a GPU")
    assert_refused(cli("train", little_book, "-o", "run", "--device", "cuda"), "CUDA", "cpu")


def test_a_real_process_streams_and_has_no_torch(tiny_run: Path, tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-X",
        "importtime",
        "-m",
        "tunesmith",
        "generate",
        str(tiny_run),
        "--seed",
        "1",
        "--format",
        "abc,mid",
    ]
    done = subprocess.run(
        command, capture_output=True, text=True, cwd=tmp_path, env={**os.environ}, check=True
    )
    imported = {
        line.rpartition("|")[2].strip()
        for line in done.stderr.splitlines()
        if line.startswith("import time:")
    }
    assert "numpy" in imported
    assert not imported & {"torch", "music21", "verovio", "matplotlib", "tensorboard", "soundfile"}
