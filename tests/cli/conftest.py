"""The commands as a person types them, in an empty folder."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tunesmith.cli.main import main

Cli = Callable[..., tuple[int, str, str]]


@pytest.fixture
def cli(
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> Cli:
    """Run a command: exit status, stdout, stderr. ``COMMAND`` of the test file, if any, goes before it."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: object) -> tuple[int, str, str]:
        command = getattr(request.module, "COMMAND", "").split()
        monkeypatch.setattr(sys, "argv", ["tunesmith", *command, *map(str, arguments)])
        status = 0
        try:
            main()
        except SystemExit as stop:
            status = int(stop.code or 0)
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run
