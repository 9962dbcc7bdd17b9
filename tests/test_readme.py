"""Every command of the README runs, in its order, in one folder; training is cut short."""

import io
import re
import shlex
import shutil
import sys
import tomllib
from contextlib import redirect_stdout
from pathlib import Path

import pytest

from tunesmith.cli.main import main

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", README, flags=re.DOTALL)
SHORT = {  # what is added to a command so that it takes seconds
    "train": ["--minutes", "0.02", "--set", "model.hidden=16", "--set", "model.embedding=8"],
    "generate": ["--max-tokens", "200", "--seed", "7"],  # the model has hardly learned to end its tunes
    "fill": ["--seed", "7"],
    "inspect": ["--pieces", "6", "--takes", "2"],
    "bench": ["-n", "1"],
    "evaluate": ["--tunes", "2", "--workers", "1"],
    "novelty": [],
}


def shell_commands() -> list[list[str]]:
    text = "".join(block for language, block in BLOCKS if language == "sh")
    text += "\n".join(re.findall(r"`(tunesmith train[^`]*)`", README))
    lexer = shlex.shlex(re.sub(r"(?m)\s+#.*$", "", text), posix=True, punctuation_chars="\n")
    lexer.whitespace, lexer.whitespace_split, lexer.commenters = " \t", True, ""
    commands: list[list[str]] = [[]]
    for token in lexer:
        if set(token) == {"\n"}:  # a line end outside quotes
            commands.append([])
        else:
            commands[-1].append(token)
    return [command for command in commands if command]


def test_make_targets_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = {command[1] for command in shell_commands() if command[0] == "make"}
    assert named == {"demo", "test"}
    for target in named:
        assert re.search(rf"(?m)^{target}:", makefile)


def test_installed_extras_exist() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"][
        "optional-dependencies"
    ]
    for command in shell_commands():
        if command[0] == "pip":
            assert set(re.findall(r"\[(\w+)\]", command[-1])) <= extras.keys()
            assert (ROOT / command[command.index("-c") + 1]).exists()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, little_book: Path) -> Path:
    """What the README takes for granted: a file of tunes and a folder of them."""
    folder = tmp_path_factory.mktemp("readme")
    shutil.copy(little_book, folder / "tunes.abc")
    (folder / "my-tunes").mkdir()
    shutil.copy(little_book, folder / "my-tunes" / "walks.abc")
    return folder


def test_tunesmith_commands(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    ran = [command for command in shell_commands() if command[0] == "tunesmith"]
    assert {command[1] for command in ran} == {*SHORT, "corpora", "replay", "render", "check", "transpose"}
    for command in ran:
        monkeypatch.setattr(sys, "argv", [*command, *SHORT.get(command[1], ())])
        with pytest.raises(SystemExit) as stop:
            main()
        assert stop.value.code in (0, None), command
    assert {path.suffix for path in (folder / "takes" / "jigs").iterdir()} >= {
        ".abc",
        ".mid",
        ".html",
        ".mp3",
        ".pdf",
    }
    assert (folder / "tune.png").exists()


def test_python_block(ngram_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a model that ends its tunes, as the one of the commands has hardly learned to."""
    shutil.copytree(ngram_run, tmp_path / "runs" / "jigs")
    monkeypatch.chdir(tmp_path)
    (block,) = [block for language, block in BLOCKS if language == "python"]
    with redirect_stdout(io.StringIO()) as printed:
        exec(compile(block, "README.md", "exec"), {})
    assert "X:1" in printed.getvalue()
    assert (tmp_path / "tune.mp3").stat().st_size > 1000
