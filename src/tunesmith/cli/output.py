"""Results go to stdout, everything else to stderr."""

import json
import sys
from pathlib import Path
from typing import Any

JSON_HELP = "Print the result as JSON on stdout, and nothing else there."


def print_json(value: Any) -> None:
    print(json.dumps(value, indent=2, ensure_ascii=False))


def note(text: str) -> None:
    """A remark for the person, not part of the result."""
    print(text, file=sys.stderr, flush=True)


def show(page: Path) -> None:
    """Open a page in the browser, or say that there is none."""
    import webbrowser

    if not webbrowser.open(page.resolve().as_uri()):
        note(f"no browser could be opened here; open {page} in one")
