"""What the checker finds in a file of tunes."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from tunesmith.errors import TunesmithError
from tunesmith.music.abc.book import read_text, split_book
from tunesmith.music.abc.check.checker import check
from tunesmith.music.abc.parser import parse
from tunesmith.music.problem import Problem


@dataclass(frozen=True, slots=True)
class Verdict:
    """One tune of a file."""

    file: str
    line: int  # of its X: in the file
    number: str  # X:
    title: str
    problems: tuple[Problem, ...]  # lines count within the file


def check_file(path: Path | str) -> Iterator[Verdict]:
    """The verdict on every tune of an ABC file, in their order.

    Raises TunesmithError for a file that cannot be read or holds no tune.
    """
    book = split_book(read_text(path))
    if not book.tunes:
        raise TunesmithError(f"{path} has no tune; an ABC tune begins with an X: line")
    for entry in book.tunes:
        tune = parse(entry.text)
        problems = (replace(found, line=found.line + entry.line - 1) for found in check(tune))
        yield Verdict(str(path), entry.line, tune.number, "".join(tune.titles[:1]), tuple(problems))


def count_rules(verdicts: Iterable[Verdict]) -> dict[str, int]:
    """How many problems there are of each rule, the most frequent first."""
    counts = Counter(problem.rule for verdict in verdicts for problem in verdict.problems)
    return dict(counts.most_common())
