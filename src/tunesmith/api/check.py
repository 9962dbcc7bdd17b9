"""What the checkers find in files of music, whatever notation they are in."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from tunesmith.errors import TunesmithError
from tunesmith.music.abc.book import split_book
from tunesmith.music.notation import notation
from tunesmith.music.problem import Problem
from tunesmith.music.tabla.book import is_tabla, split_compositions
from tunesmith.music.text_file import read_text


@dataclass(frozen=True, slots=True)
class Verdict:
    """One tune or composition of a file."""

    file: str
    line: int  # where it begins in the file
    number: str  # X:, or counted from 1
    problems: tuple[Problem, ...]  # lines count within the file
    told: tuple[str, ...] = ()  # what was guessed of a notation that says less


def check_file(path: Path | str) -> Iterator[Verdict]:
    """The verdict on every piece of a file, in their order.

    Raises TunesmithError for a file that cannot be read or holds no music.
    """
    path = Path(path)
    text = read_text(path)
    if path.suffix.lower() != ".abc" and is_tabla(path):
        try:
            compositions = split_compositions(text)
        except TunesmithError as error:
            raise TunesmithError(f"{path}: {error}") from error
        for count, one in enumerate(compositions, 1):
            found = _problems("tabla", one.text, one.line)
            yield Verdict(str(path), one.line, str(count), found, one.told)
        return
    tunes = split_book(text).tunes
    if not tunes:
        raise TunesmithError(
            f"{path} has no tune; an ABC tune begins with an X: line, tabla with one such as 'tala: teental' "
            "(or is called .bol, if it is in another notation)"
        )
    for tune in tunes:
        number = tune.text.partition("\n")[0].removeprefix("X:").strip()
        yield Verdict(str(path), tune.line, number, _problems("abc", tune.text, tune.line))


def _problems(name: str, content: str, line: int) -> tuple[Problem, ...]:
    return tuple(
        replace(problem, line=problem.line + line - 1) for problem in notation(name).problems(content)
    )


def count_rules(verdicts: Iterable[Verdict]) -> dict[str, int]:
    """How many problems there are of each rule, the most frequent first."""
    counts = Counter(problem.rule for verdict in verdicts for problem in verdict.problems)
    return dict(counts.most_common())
