"""Our verdict on the length of every bar against that of abc2midi, the reference player of ABC.

It says "Bar N has X time units while the time signature has Y" with the place of the bar line, and so do we.
They differ on about two bars in a thousand; ``KINDS`` tells the kinds of difference, and which bars belong to
each. ``python tests/music/abc/test_bar_lengths.py`` prints the figures.
"""

import importlib.util
import random
import re
import subprocess
import sys
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType

import pytest
import symusic

from tunesmith.music.abc.check.bars import misfits
from tunesmith.music.abc.check.checker import check
from tunesmith.music.abc.decorations import decoration
from tunesmith.music.abc.parser import parse
from tunesmith.music.abc.tune import Bar, Element, Note, Rest


def _oracle() -> ModuleType:
    spec = importlib.util.spec_from_file_location("oracle", Path(__file__).with_name("test_oracle.py"))
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules["oracle"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


oracle = _oracle()
LINE = re.compile(r"(?m)^(?:Warning|Error) in line-char (\d+)-(\d+) : *(?:Track \d+ )?(.*)")
WRONG_LENGTH = "time units while the time signature"
REPEATS = re.compile("Assuming repeat|replacing|Missing :|Expected end|found")
HARMLESS = re.compile("Bar |Ignoring (reserved character|text)|Could not find note to be tied")
FORM = {"repeat-unopened", "repeat-unclosed", "ending-incomplete", "ending-misplaced"}
EXPECTED = {  # bars of all collections in which the two differ
    "first bar": 104,
    "last bar": 36,
    "repeat": 63,
    "reading": 38,
    "layout": 36,
    "metre": 23,
    "parts": 23,
    "ornament": 9,
    "bar rest": 1,
}


@dataclass
class Case:
    """One tune, read by both."""

    place: str
    text: str
    complaints: list[tuple[int, str]]  # of abc2midi: offset and sentence

    @cached_property
    def body(self) -> tuple[Element, ...]:
        return parse(self.text).body

    @cached_property
    def bars(self) -> list[int]:
        """Offsets of the bar lines that music stands before."""
        offsets, music = [], False
        for element in self.body:
            if isinstance(element, Bar):
                offsets += [element.start] * music
                music = False
            music = music or isinstance(element, Note | Rest)
        return offsets

    @cached_property
    def ours(self) -> set[int]:
        return {misfit.end for misfit in misfits(parse(self.text))} & set(self.bars)

    @cached_property
    def theirs(self) -> set[int]:
        return {offset for offset, what in self.complaints if WRONG_LENGTH in what} & set(self.bars)

    @cached_property
    def rules(self) -> set[str]:
        return {problem.rule for problem in check(parse(self.text))}

    def says(self, pattern: str | re.Pattern[str]) -> bool:
        return any(re.match(pattern, what) for _, what in self.complaints)

    def music(self, bar: int) -> list[Note | Rest]:
        """What stands between a bar line and the one before it."""
        inside: list[Note | Rest] = []
        for element in self.body:
            if element.start >= bar:
                break
            if isinstance(element, Bar):
                inside = []
            elif isinstance(element, Note | Rest):
                inside.append(element)
        return inside

    def sign(self, bar: int) -> str:
        """The bar lines before that music, as they are written."""
        start = self.music(bar)[0].start
        signs: list[str] = []
        for element in self.body:
            if element.start >= start:
                break
            if isinstance(element, Bar):
                signs.append(self.text[element.start : element.end])
            elif isinstance(element, Note | Rest):
                signs = []
        return " ".join(signs)


def ornamented(case: Case, bar: int) -> bool:
    """Whether a trill or roll stands in the bar or the two before it, from which time may be left over."""
    place = case.bars.index(bar)
    notes = [note for near in case.bars[max(place - 2, 0) : place + 1] for note in case.music(near)]
    return any({"trill", "roll"} & set(map(decoration, note.decorations)) for note in notes)


# Kind -> why the two differ, and whether this bar is of the kind. The first that fits is the one.
KINDS: dict[str, tuple[str, Callable[[Case, int], bool]]] = {
    "first bar": (
        "abc2midi takes a first bar of any length for a pickup, we only one shorter than its metre",
        lambda case, bar: bar in case.ours and bar == case.bars[0],
    ),
    "last bar": (
        "abc2midi does not look at what is left over at the end, we ask that it completes the pickup",
        lambda case, bar: bar in case.ours and bar == case.bars[-1],
    ),
    "metre": (
        "the M: field is none (M: FREI6/8, 2/2]): abc2midi measures by 4/4, we measure nothing",
        lambda case, bar: "metre-unknown" in case.rules,
    ),
    "layout": (
        "a line ends with || or :| and the next begins with |, or the sign is :||: abc2midi sees a second "
        "bar line, before which a bar ought to be full; to us nothing stands between the two",
        lambda case, bar: " " in case.sign(bar) or case.sign(bar) == ":||",
    ),
    "bar rest": (
        "Z, a rest of whole bars, in a bar that has notes already: too long for us, abc2midi lets it pass",
        lambda case, bar: any(isinstance(rest, Rest) and rest.measures for rest in case.music(bar)),
    ),
    "repeat": (
        "a repeat sign is missing, and each guesses where the repeat begins; we report that it is",
        lambda case, bar: bool(case.rules & FORM) or case.says(REPEATS),
    ),
    "parts": (
        "P: stands in the music: abc2midi takes every label for a place where a bar begins",
        lambda case, bar: re.search(r"(?m)^P:|\[P:", case.text) is not None,
    ),
    "ornament": (
        "abc2midi writes trills and rolls out in notes, and miscounts where they are tied or dotted",
        ornamented,
    ),
    "reading": (
        "abc2midi says that it cannot read some note, grace note, tuplet or broken rhythm, and leaves it out",
        lambda case, bar: any(not HARMLESS.match(what) for _, what in case.complaints),
    ),
}


def kind(case: Case, bar: int) -> str:
    return next((name for name, (_, fits) in KINDS.items() if fits(case, bar)), "not explained")


def cases(texts: dict[str, str]) -> Iterator[Case]:
    for (place, text), complaints in zip(texts.items(), listen(list(texts.values())), strict=True):
        yield Case(place, text, complaints)


def listen(texts: list[str]) -> list[list[tuple[int, str]]]:
    """What abc2midi says about each of some tunes, by offset into its text; if it crashes, half by half."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "book.abc"
        sources = [oracle.for_abc2midi(number, text) for number, text in enumerate(texts)]
        file.write_bytes("\n\n".join(sources).encode("latin-1"))
        command = [Path(symusic.__file__).parent / "bin" / "abc2midi", file, "-NFER", "-NGUI"]
        run = subprocess.run(command, cwd=folder, capture_output=True, timeout=120, check=False)
    if run.returncode < 0 and len(texts) > 1:
        half = len(texts) // 2
        return listen(texts[:half]) + listen(texts[half:])
    first = [1]  # lines of the book
    for source in sources:
        first.append(first[-1] + source.count("\n") + 2)
    lines = [[0, *(match.end() for match in re.finditer("\n", text))] for text in texts]
    said: list[list[tuple[int, str]]] = [[] for _ in texts]
    for line, column, what in LINE.findall(run.stdout.decode("latin-1")):
        number = bisect_right(first, int(line)) - 1
        within = min(
            max(int(line) - first[number] - 1, 0), len(lines[number]) - 1
        )  # a line is added after X:
        said[number].append((lines[number][within] + int(column), what))
    return said


def differences(texts: dict[str, str]) -> tuple[int, list[tuple[str, Case, int]]]:
    """How many bars there are, and each in which the two differ, with its kind."""
    found, count = [], 0
    for case in cases(texts):
        count += len(case.bars)
        found += [(kind(case, bar), case, bar) for bar in sorted(case.ours ^ case.theirs)]
    return count, found


@pytest.mark.parametrize("name", oracle.BOOKS)
def test_a_sample_agrees_but_for_what_is_explained(name: str) -> None:
    texts = oracle.book(name)
    sample = sorted(random.Random(f"bars of {name}").sample(sorted(texts), 200))
    bars, found = differences({place: texts[place] for place in sample})
    assert bars > 2000
    assert len(found) <= 0.01 * bars
    assert [(case.place, bar) for which, case, bar in found if which == "not explained"] == []


def test_a_wrong_bar_in_the_middle_is_found_by_both() -> None:
    """They agree where there is something to say, too: a note more in one bar of each sound tune."""
    chance = random.Random(3)
    texts = oracle.book("ryansMammoth")
    edited = {}
    for place in chance.sample(sorted(texts), 100):
        case = Case(place, texts[place], [])
        if not case.rules:
            bar = chance.choice(case.bars[1:-1])
            edited[place] = f"{case.text[:bar]}A{case.text[bar:]}"
    assert len(edited) > 40
    assert all(case.ours & case.theirs for case in cases(edited))


@pytest.mark.long
def test_agrees_on_99_of_100_bars_of_each_collection() -> None:
    kinds: Counter[str] = Counter()
    for name in oracle.BOOKS:
        bars, found = differences(oracle.book(name))
        assert len(found) <= 0.01 * bars, name
        kinds.update(which for which, _, _ in found)
    assert kinds == EXPECTED


if __name__ == "__main__":
    kinds: dict[str, Counter[str]] = {}
    print(f"{'':15}{'bars':>9}{'wrong (abc2midi)':>18}{'wrong (ours)':>14}{'differ':>8}{'agree':>10}")
    for name in sys.argv[1:] or oracle.BOOKS:
        everything = list(cases(oracle.book(name)))
        bars, theirs, ours = (
            sum(len(x) for x in part)
            for part in zip(*((c.bars, c.theirs, c.ours) for c in everything), strict=True)
        )
        found = [(kind(case, bar), case, bar) for case in everything for bar in case.ours ^ case.theirs]
        print(f"{name:15}{bars:9}{theirs:18}{ours:14}{len(found):8}{1 - len(found) / bars:10.2%}")
        kinds[name] = Counter(which for which, _, _ in found)
        for which, case, bar in found:
            if which == "not explained":
                print("   not explained:", case.place, bar)
    print("\nkinds of difference")
    for which, (reason, _) in KINDS.items():
        print(f"{which:12}{sum(counter[which] for counter in kinds.values()):5}  {reason}")
