"""A coverage-guided fuzzer for the parser and the checker: `make fuzz`, or `python fuzz.py SECONDS`.

It needs atheris, the extra "fuzz". It begins with the examples of docs/rules.md and with what has ever broken
something, ``broke/``, and leaves there whatever breaks something next. test_broke.py plays those again.
"""

import re
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import atheris

with atheris.instrument_imports(include=["tunesmith"]):
    from tunesmith.music.abc.check.checker import check
    from tunesmith.music.abc.parser import parse
    from tunesmith.music.abc.rules import RULES

HERE = Path(__file__).parent
RULES_PAGE = HERE.parents[2] / "docs" / "rules.md"
SIGNS = [
    "|:",
    ":|",
    "::",
    "||",
    "|]",
    "[1",
    "[2",
    "|1",
    ":|2",
    "(3",
    "(3:2:3",
    "[M:6/8]",
    "[M:none]",
    "[K:G]",
]
SIGNS += [
    "\\nP:A\\n",
    "\\nP:B\\n",
    "P:AABB",
    "A-A",
    "[CEG]-",
    "{g}",
    "A>B",
    "Z4",
    "z2",
    "[L:1/16]",
    "[V:2]",
    "&",
]


def examine(data: bytes) -> None:
    """What holds for any text whatever."""
    text = data.decode("utf-8", "replace")
    problems = check(parse(text))
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert problems == sorted(problems)
    for problem in problems:
        assert problem.rule in RULES
        assert 1 <= problem.line <= len(lines)
        assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1


def main(seconds: int) -> None:
    with TemporaryDirectory() as folder:
        seeds = Path(folder) / "seeds"
        seeds.mkdir()
        examples = re.findall(r"```abc \w+\n(.*?)```", RULES_PAGE.read_text(encoding="utf-8"), re.DOTALL)
        for number, example in enumerate(examples):
            header = "" if re.match("[XMK]:", example) else "X:1\nM:6/8\nL:1/8\nK:D\n"
            (seeds / str(number)).write_text(header + example, encoding="utf-8")
        words = Path(folder) / "words"
        words.write_text("".join(f'"{sign}"\n'.replace("\\n", "\\x0a") for sign in SIGNS), encoding="utf-8")
        broke = HERE / "broke"
        options = [f"-max_total_time={seconds}", "-max_len=2000", "-timeout=10", f"-dict={words}"]
        atheris.Setup([sys.argv[0], *options, f"-artifact_prefix={broke}/", str(seeds), str(broke)], examine)
        atheris.Fuzz()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 60)
