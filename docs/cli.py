"""Writes docs/cli.md from the --help of every command: `make docs`. A test fails when the two differ."""

import os
from pathlib import Path
from typing import Any

import typer
from typer.testing import CliRunner

from tunesmith.cli.main import app

PAGE = Path(__file__).with_name("cli.md")


def page() -> str:
    """The whole page: one section a command, with what its --help prints."""
    os.environ |= {"COLUMNS": "100", "TERMINAL_WIDTH": "100", "NO_COLOR": "1"}
    lines = ["# The command line", "", "Written by `make docs` from the program's own help; do not edit.", ""]
    for path in _paths(typer.main.get_command(app), ()):
        output = CliRunner().invoke(app, [*path, "--help"], prog_name="tunesmith").output
        lines += [f"## `{' '.join(['tunesmith', *path])}`", "", "```text", output.strip(), "```", ""]
    return "\n".join(lines)


def _paths(command: Any, path: tuple[str, ...]) -> list[tuple[str, ...]]:
    below = getattr(command, "commands", {})
    return [path, *(p for name, child in below.items() for p in _paths(child, (*path, name)))]


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(f"wrote {PAGE}")
