"""Results go to stdout, everything else to stderr."""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

PATIENCE = 5  # seconds without a word
JSON_HELP = "Print the result as JSON on stdout, and nothing else there."


def print_json(value: Any) -> None:
    print(json.dumps(value, indent=2, ensure_ascii=False))


def note(text: str) -> None:
    """A remark for the person, not part of the result."""
    print(text, file=sys.stderr, flush=True)


def reading() -> Callable[[int, int], None]:
    """Tells how far the reading of many files has come, where that takes longer than a few seconds."""
    last = time.monotonic()

    def tell(done: int, files: int) -> None:
        nonlocal last
        if time.monotonic() - last > PATIENCE:
            note(f"reading: {done} of {files} files (what is sheet music is kept for the next time)")
            last = time.monotonic()

    return tell


def show(page: Path) -> None:
    """Open a page in the browser, or say that there is none."""
    import webbrowser

    if not webbrowser.open(page.resolve().as_uri()):
        note(f"no browser could be opened here; open {page} in one")
