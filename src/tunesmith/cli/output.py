"""Results go to stdout, everything else to stderr."""

import json
import sys
from typing import Any

JSON_HELP = "Print the result as JSON on stdout, and nothing else there."


def print_json(value: Any) -> None:
    print(json.dumps(value, indent=2, ensure_ascii=False))


def note(text: str) -> None:
    """A remark for the person, not part of the result."""
    print(text, file=sys.stderr, flush=True)
