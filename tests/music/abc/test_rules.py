"""docs/rules.md is run: every rule stands there, and each of its examples does what it says."""

import re
from pathlib import Path

import pytest

from tunesmith.music.abc.check.checker import check
from tunesmith.music.abc.parser import parse
from tunesmith.music.abc.rules import RULES

PAGE = Path(__file__).parents[3] / "docs" / "rules.md"
HEADER = "X:1\nM:6/8\nL:1/8\nK:D\n"
EXAMPLE = re.compile(r"```abc (breaks|keeps)(?: (\d+) times)?\n(.*?\n)```", re.DOTALL)


def sections() -> dict[str, str]:
    """What the page says about each rule."""
    _, *parts = re.split(r"(?m)^### `(.*)`$", PAGE.read_text(encoding="utf-8"))
    return dict(zip(parts[::2], parts[1::2], strict=True))


def examples() -> list[tuple[str, str, str]]:
    """Every example as (rule, "breaks" or "keeps", tune)."""
    found = []
    for rule, text in sections().items():
        for verb, times, body in EXAMPLE.findall(text):
            header = "" if re.match(r"[XMK]:.*\n", body) else HEADER
            found.append((rule, verb, header + body * int(times or 1)))
    return found


def test_every_rule_is_documented_with_both_examples() -> None:
    assert sections().keys() == RULES.keys()
    assert {(rule, verb) for rule, verb, _ in examples()} == {
        (r, v) for r in RULES for v in ("breaks", "keeps")
    }


@pytest.mark.parametrize(("rule", "verb", "tune"), examples(), ids=lambda value: value[:20])
def test_example(rule: str, verb: str, tune: str) -> None:
    found = {problem.rule for problem in check(parse(tune))}
    if rule == "too-many-problems" and verb == "breaks":
        found.remove("decoration-unknown")  # the many
    assert found == ({rule} if verb == "breaks" else set())
