"""A model that knows nothing writes only sound music, and abc2midi agrees.

abc2midi (inside of symusic) is asked of what Request lets a model write (``simple``) as clean text, and
reads it with five changes: without grace notes, which it makes longer than the note they adorn; without ties,
which it loses track of in tuplets of chords; ``L:1/1`` for the standard's ``L:1``; no ``R:``, because it
plays a hornpipe dotted; and tuplets in full, ``(5:2:5``, because 3/4 and 3/2 are compound to it.
"""

import random
import re
import subprocess
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import symusic

from tunesmith.errors import TunesmithError
from tunesmith.music.abc.check.checker import check
from tunesmith.music.abc.grammar.automaton import Automaton
from tunesmith.music.abc.grammar.controls import Controls
from tunesmith.music.abc.parser import parse
from tunesmith.music.abc.sound.score import TPQ, to_score
from tunesmith.music.abc.sound.timetable import timetable
from tunesmith.music.abc.tune import STEPS, Bar, Field, Note, Rest, Tune

METERS = ("2/4", "3/4", "4/4", "C", "C|", "6/8", "9/8", "12/8", "5/4", "7/8", "3/2")
FORMS = ("AABB", "AB", "AABBCC", "A", "AA", "AAB", "ABB")
KEYS = (
    "C", "G", "D", "A", "E", "B", "F#", "C#", "F", "Bb", "Eb", "Ab", "Db", "Gb", "Cb",
    "Am", "Em", "F#m", "Gm", "Dm", "Ador", "Ddor", "Emix", "Amix", "Clyd", "Ephr", "Bloc", "Hp", "none",
)  # fmt: skip
RANGES = ("G3..B5", "C4..C6", "D4..G4", "A3..E6")
UNITS = ("1/8", "1/16", "1/4", "1/2", "1/32")
GRAVE = re.compile(r"time units|[Rr]epeat|ending|tuplet|K: field|broken rhythm")
HARMLESS = "Potentially ambiguous line"  # "G:|" begins it: read rightly
CHANGES = re.compile(r"(?m)(?P<rhythm>^R:.*)|(?P<unit>L:1(?=[]\n]))|(?P<tie>-)|(?P<grace>\{[^}\n]*\})")
LINE = re.compile(r"(?m)^(?:Warning|Error) in line-char (\d+)-\d+ : *(.*)")

Demands = dict[str, object]


@dataclass
class Written:
    """What the uniform model wrote."""

    seed: int
    demands: Demands
    text: str
    tune: Tune

    @property
    def controls(self) -> Controls:
        return Controls.read(**self.demands)  # type: ignore[arg-type]

    @property
    def name(self) -> str:
        return f"seed {self.seed} {self.demands}"


def demands(chance: random.Random) -> Demands:
    form = chance.choice(FORMS)
    parts = len(set(form))
    wanted: Demands = {"form": form, "bars": parts * chance.choice([1, 2, 2, 3, 4, 8])}
    for name, values, share in (
        ("meter", METERS, 0.9),
        ("key", KEYS, 0.8),
        ("unit", UNITS, 0.3),
        ("range", RANGES, 0.4),
    ):
        if chance.random() < share:
            wanted[name] = chance.choice(values)
    wanted["chords"] = chance.choice([None, None, True, False])
    if wanted.get("key") != "none" and chance.random() < 0.4:
        wanted["end_on"] = "tonic"
    return wanted


Write = Callable[..., list[Written]]


@pytest.fixture(scope="module")
def write(
    vocabularies: Mapping[str, tuple[str, bool]],
    automaton: Callable[..., Automaton],
    walk: Callable[[Automaton, int], str],
) -> Write:
    def seeds(numbers: range, *, simple: bool = True) -> list[Written]:
        written = []
        for seed in numbers:
            chance = random.Random(f"uniform {seed}")
            name = chance.choice([*vocabularies, "folk", "jigs"])
            wanted = demands(chance)
            try:
                grammar = automaton(name, **wanted, simple=simple)
            except TunesmithError:  # the vocabulary, mostly the poor one, lacks what that needs
                continue
            text = walk(grammar, seed)
            text = f"X:1\nT:x\n{text}" if grammar.clean else text
            written.append(Written(seed, wanted, text, parse(text)))
        return written

    return seeds


def assert_sound(written: list[Written]) -> None:
    for item in written:
        assert check(item.tune) == [], item.name
        assert_length(item)
        assert_demands(item)


def assert_length(item: Written) -> None:
    """It lasts as long as metre, bars and form say, and the score no longer."""
    controls, moments = item.controls, timetable(item.tune)
    end = max(
        moment.onset + moment.element.duration
        for moment in moments
        if isinstance(moment.element, Note | Rest)
    )
    if controls.bars is not None and controls.meter is not None and controls.meter.length is not None:
        assert controls.part_bars is not None
        assert end == sum(controls.plan) * controls.part_bars * controls.meter.length, item.name
    assert to_score(item.tune).end() <= end * TPQ + 1, item.name  # a note lasts a tick at least


def assert_demands(item: Written) -> None:
    controls, tune = item.controls, item.tune
    fields = [*tune.header, *(element for element in tune.body if isinstance(element, Field))]
    events = [element for element in tune.body if isinstance(element, Note | Rest)]
    notes = [event for event in events if isinstance(event, Note)]
    if controls.key is not None:
        assert {field.value for field in fields if field.letter == "K"} == {controls.key.name}, item.name
    if controls.meter is not None:
        assert {field.value for field in fields if field.letter == "M"} == {controls.meter.text}, item.name
    if controls.unit is not None:
        assert {field.unit for field in fields if field.letter == "L"} == {controls.unit}, item.name
    if controls.range is not None:
        low, high = controls.range
        heads = (pitch for note in notes for one in (*note.graces, note) for pitch in one.pitches)
        assert all(low <= head.midi <= high for head in heads), item.name
    if controls.chords is False:
        assert not any(event.symbol or event.annotations for event in events), item.name
    if controls.chords:
        assert all(event.symbol for event in first_of_bars(tune)), item.name
    if controls.end_on_tonic:
        key = [field.key for field in fields if field.key is not None][-1]
        tonic = STEPS[key.tonic[0]] + key.tonic.count("#") - key.tonic[1:].count("b")
        (head,) = notes[-1].pitches
        assert head.midi % 12 == tonic % 12, item.name


def first_of_bars(tune: Tune) -> Iterator[Note | Rest]:
    """What comes first in every bar that a plain bar line opens."""
    opens = False
    for element in tune.body:
        if isinstance(element, Bar):
            opens = element.style == "|" and not (element.closes or element.opens)
        elif isinstance(element, Note | Rest):
            if opens:
                yield element
            opens = False


def complaints(texts: list[str]) -> list[tuple[str, str]]:
    """The grave ones of abc2midi, each with the tune."""
    starts = [1]
    for text in texts:
        starts.append(starts[-1] + text.count("\n") + 1)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "book.abc"
        numbered = (re.sub("^X:.*", f"X:{number}", in_full(text)) for number, text in enumerate(texts, 1))
        book = CHANGES.sub(
            lambda found: {"rhythm": "R:", "unit": "L:1/1"}.get(found.lastgroup, ""), "\n".join(numbered)
        )
        file.write_bytes(book.encode("latin-1"))
        command = [Path(symusic.__file__).parent / "bin" / "abc2midi", file, "-c"]
        run = subprocess.run(command, cwd=folder, capture_output=True, timeout=300, check=True)
    said = LINE.findall(run.stdout.decode("latin-1"))
    grave = [(line, what) for line, what in said if GRAVE.search(what) and HARMLESS not in what]
    return [(what, texts[bisect_right(starts, int(line)) - 1]) for line, what in grave]


def in_full(text: str) -> str:
    """The text with all numbers of every tuplet."""
    events = (element for element in parse(text).body if isinstance(element, Note | Rest))
    tuplets = {event.tuplet.start: event.tuplet for event in events if event.tuplet is not None}
    for start, tuplet in sorted(tuplets.items(), reverse=True):
        after = start + len(re.match(r"\([\d:]+", text[start:])[0])  # type: ignore[index]
        text = f"{text[:start]}({tuplet.p}:{tuplet.q}:{tuplet.r}{text[after:]}"
    return text


def test_sixty_tunes_are_sound(write: Write) -> None:
    written = write(range(70))
    assert len(written) >= 60
    assert_sound(written)
    assert complaints([item.text for item in written if item.tune.text.startswith("X:1\nT:x")]) == []


def test_so_is_all_that_notation_can_write(write: Write) -> None:
    assert_sound(write(range(1000, 1020), simple=False))


@pytest.mark.long
def test_two_thousand_tunes_are_sound(write: Write) -> None:
    written = write(range(2400))
    assert len(written) >= 2000
    assert_sound(written)
    assert complaints([item.text for item in written if item.tune.text.startswith("X:1\nT:x")]) == []
    assert_sound(write(range(3000, 3300), simple=False))


def test_abc2midi_would_say_it() -> None:
    """The oracle does complain where a bar, a repeat or a tuplet is wrong."""
    header = "X:1\nT:x\nM:3/4\nL:1/4\nK:C\n"
    for body in ("ABc|AB|ABc|\n", "|:ABc|ABc|]|:ABc|\n", "(3AB|ABc|ABc|\n"):
        assert complaints([header + body]), body
    assert complaints([header + "|:ABc|ABc:|\n"]) == []
