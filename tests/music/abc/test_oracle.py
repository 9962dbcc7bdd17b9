"""Our performance of real tunes against that of abc2midi, the reference player of ABC (inside of symusic).

What abc2midi does of its own accord is switched off, or left out where it has no switch:

- ``-NFER``: it holds a fermata twice as long; the standard gives no length.
- ``-NGUI``: its accompaniment is not ours, and it complains of quoted text such as fingerings.
- ``%%MIDI chordattack 0``: it spreads the notes of a chord over 10 ticks each.
- ``R:`` is emptied: "R:hornpipe" makes it play even notes dotted, against what is written.
- Trills and rolls are written out in its own way within the time of their note: that time is not compared.
- Every note of a file starts one tick late and ends in time.

``abc2midi_differences.json`` lists every tune that is played differently all the same, with the reason.
``python tests/music/abc/test_oracle.py`` prints the figures.
"""

import json
import random
import re
import subprocess
import sys
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import symusic

from tunesmith.music.abc.decorations import decoration
from tunesmith.music.abc.parser import parse
from tunesmith.music.abc.sound.playback import melody
from tunesmith.music.abc.sound.timetable import timetable
from tunesmith.music.abc.tune import Note, Tune

BOOKS = ("oneills1850", "ryansMammoth", "airdsAirs", "essenFolksong", "nottingham")
DIFFERENCES = json.loads(Path(__file__).with_name("abc2midi_differences.json").read_text())
REASON = {place: kind for kind, entry in DIFFERENCES.items() for place in entry["tunes"]}
PROVED = ("restart", "trailing graces")  # these differences vanish when the text says what we understand
TPQ = 480
TOLERANCE = 2  # ticks: it rounds every length to a tick, we round nothing
ORNAMENTS = {"trill", "roll"}
HARMLESS = (  # it says that it sees these, and reads the music nevertheless
    "time units while the time signature",
    "Assuming repeat",  # a missing |: is where we assume it, too
    "replacing |: with double repeat",
    "Ignoring reserved character `",  # a sign of the standard, for beams
    "Ignoring text: ",  # a field it does not know, such as Y:
)
LINE = re.compile(r"(?m)^(?:Warning|Error) in line-char (\d+)-\d+ : *(?:Track \d+ Bar \d+ has \S+ )?(.*)")

Heard = tuple[int, int, int]  # onset and duration in ticks, pitch


@dataclass
class Reading:
    """What abc2midi makes of one tune."""

    notes: list[Heard]
    complaints: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        return all(complaint.startswith(HARMLESS) for complaint in self.complaints)


def book(name: str) -> dict[str, str]:
    """The tunes of a collection by place: "oneills1850/0001-0050.abc:12" (their X: line)."""
    if name == "nottingham":
        files = [Path(__file__).parents[4] / "shared" / "data" / "nottingham" / "jigs.abc"]
    else:
        found = find_spec("music21")
        assert found is not None
        assert found.origin is not None
        files = sorted((Path(found.origin).parent / "corpus" / name).glob("*.abc"))
    if not files or not files[0].exists():
        pytest.skip(f"the {name} collection is not here")
    return {f"{name}/{file.name}:{line}": text for file in files for line, text in tunes(file)}


def tunes(file: Path) -> Iterator[tuple[int, str]]:
    """Every tune of a file, to its first blank line, and the line it begins in."""
    lines = file.read_bytes().decode("latin-1").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for number, line in enumerate(lines):
        if line.startswith("X:"):
            blank = next((n for n in range(number, len(lines)) if not lines[n].strip()), len(lines))
            yield number + 1, "\n".join(lines[number:blank])


def listen(texts: list[str]) -> list[Reading]:
    """Let abc2midi play tunes, all in one call; if it crashes, halve the book until the culprit is alone."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "book.abc"
        sources = [for_abc2midi(number, text) for number, text in enumerate(texts)]
        file.write_bytes("\n\n".join(sources).encode("latin-1"))
        command = [Path(symusic.__file__).parent / "bin" / "abc2midi", file, "-NFER", "-NGUI"]
        run = subprocess.run(command, cwd=folder, capture_output=True, timeout=120, check=False)
        if run.returncode < 0:
            if len(texts) == 1:
                return [Reading([], ["abc2midi crashes"])]
            half = len(texts) // 2
            return listen(texts[:half]) + listen(texts[half:])
        readings = [Reading(heard(Path(folder) / f"book{number}.mid")) for number in range(len(texts))]
    starts = [1]
    for source in sources:
        starts.append(starts[-1] + source.count("\n") + 2)
    for line, complaint in LINE.findall(run.stdout.decode("latin-1")):
        readings[bisect_right(starts, int(line)) - 1].complaints.append(complaint)
    for reading, text in zip(readings, texts, strict=True):
        if re.search(r"V: *2", text):
            reading.complaints.append("several voices, of which we play the first")
    return readings


def for_abc2midi(number: int, text: str) -> str:
    text = re.sub(r"(?m)^R:.*$", "R:", text)
    return re.sub(r"^X:.*", f"X:{number}\n%%MIDI chordattack 0", text)


def heard(path: Path) -> list[Heard]:
    if not path.exists():
        return []
    notes = [note for track in symusic.Score(path).tracks for note in track.notes]
    return sorted((note.time - 1, note.duration + 1, note.pitch) for note in notes)


def ours(tune: Tune) -> list[Heard]:
    sounds = melody(timetable(tune))
    return sorted((ticks(sound.onset), ticks(sound.duration), sound.pitch) for sound in sounds)


def ticks(time: Fraction) -> int:
    return round(time * TPQ)


def ornaments(tune: Tune) -> list[tuple[int, int]]:
    """First and last tick of every trill and roll, ties included."""
    notes = [element for element in tune.body if isinstance(element, Note)]
    named = [(note, {decoration(written) for written in note.decorations}) for note in notes]
    ornamented = {note.start: note.duration for note, names in named if names & ORNAMENTS}
    return [
        (ticks(sound.onset), ticks(sound.onset + max(sound.duration, ornamented[sound.start])) - 1)
        for sound in melody(timetable(tune))
        if sound.start in ornamented
    ]


def outside(notes: list[Heard], times: list[tuple[int, int]]) -> list[Heard]:
    """The notes that do not begin within one of those times."""

    def inside(onset: int) -> bool:
        place = bisect_right(times, (onset + TOLERANCE, 0)) - 1
        return place >= 0 and onset <= times[place][1] - TOLERANCE

    return [note for note in notes if not inside(note[0])]


def difference(text: str, reading: Reading) -> str:
    """The first note that differs, or nothing."""
    tune = parse(text)
    times = ornaments(tune)
    mine, theirs = outside(ours(tune), times), outside(reading.notes, times)
    for own, other in zip(mine, theirs, strict=False):
        if own[2] != other[2] or max(abs(own[0] - other[0]), abs(own[1] - other[1])) > TOLERANCE:
            return f"ours {own}, abc2midi {other}"
    return f"ours has {len(mine)} notes, abc2midi {len(theirs)}" if len(mine) != len(theirs) else ""


def compare(texts: dict[str, str]) -> tuple[set[str], dict[str, str]]:
    """The places of the tunes that abc2midi reads without complaint, and the differences among them.

    What differs is heard again alone: abc2midi carries a tuplet that a tune leaves unfinished into the next.
    """
    readings = dict(zip(texts, listen(list(texts.values())), strict=True))
    clean = {place for place, reading in readings.items() if reading.clean}
    suspects = [place for place in texts if place in clean and difference(texts[place], readings[place])]
    alone = {place: difference(texts[place], listen([texts[place]])[0]) for place in suspects}
    return clean, {place: what for place, what in alone.items() if what}


def with_restarts(text: str) -> str:
    """Write out the ``|:`` that the standard understands at a double bar, or at the end of another repeat."""
    performance = ours(parse(text))
    parts_are_ordered = re.search(r"(?m)^P:\w{2}", text)  # then each is closed in itself
    fields = r"(?m)^[A-OQ-Za-z]:.*$" if parts_are_ordered else r"(?m)^[A-Za-z]:.*$"
    double_bar, repeat_end = r"(?<!:)(?:\|\|+|\|\]|\[\|)(?:\s*\|\|)?(?!:)", r":\|+(?![:\]])"
    for sign in reversed(list(re.finditer(f"{double_bar}|{repeat_end}", text))):
        before, after = text[: sign.start()], text[sign.end() :]
        if sign[0].startswith(":"):
            edited = f"{before}::{after}"
            music = re.sub(fields, "", after)
            needed = re.match(r"[^:]*?(:\||::|\[1|\|1)", music) and not re.match(r"[\s\\]*\[?\d", music)
        else:
            edited = f"{before}|:{after}"
            needed = ours(parse(f"{before}|{after}")) != performance  # the repeat that follows begins here
        if needed and ours(parse(edited)) == performance:
            text = edited
    return text


def without_trailing_graces(text: str) -> str:
    return re.sub(r"\{[^}]*\}(?=[)\s]*(?:\||$|\[|:))", "", text)


@pytest.mark.parametrize("name", BOOKS)
def test_plays_what_abc2midi_plays(name: str) -> None:
    texts = book(name)
    sample = sorted(random.Random(name).sample(sorted(texts), 150))
    clean, differing = compare({place: texts[place] for place in sample})
    assert len(clean) > 50
    assert {place: what for place, what in differing.items() if place not in REASON} == {}


def test_repeats_without_a_sign_agree_once_it_is_written() -> None:
    """The commonest difference is proved to be the one it is said to be."""
    listed = random.Random(1).sample(DIFFERENCES["restart"]["tunes"], 20)
    assert agreeing(listed, with_restarts) == set(listed)


def agreeing(listed: Iterable[str], edit: Callable[[str], str]) -> set[str]:
    """Those of the listed tunes that abc2midi reads without complaint, and plays as we do, once edited."""
    texts = {place: text for name in BOOKS for place, text in book(name).items() if place in listed}
    clean, differing = compare({place: edit(text) for place, text in texts.items()})
    return clean - differing.keys()


@pytest.mark.long
def test_agrees_on_99_of_100_tunes() -> None:
    """Of all collections together; and of each, when its text says what abc2midi does not understand."""
    clean, differing = set[str](), dict[str, str]()
    for name in BOOKS:
        here, different = compare(book(name))
        unexplained = [place for place in different if REASON.get(place) not in PROVED]
        assert len(unexplained) <= 0.01 * len(here), name
        clean |= here
        differing |= different
    assert differing.keys() == REASON.keys()
    assert len(differing) <= 0.01 * len(clean)


@pytest.mark.long
def test_the_reasons_hold_for_every_listed_tune() -> None:
    restarts, graces = set(DIFFERENCES["restart"]["tunes"]), set(DIFFERENCES["trailing graces"]["tunes"])
    assert agreeing(restarts, with_restarts) == restarts
    assert agreeing(graces, lambda text: with_restarts(without_trailing_graces(text))) == graces


if __name__ == "__main__":
    print(f"{'':15}{'tunes':>8}{'clean':>8}{'agree':>8}{'':>9}{'and once written out':>23}")
    for name in sys.argv[1:] or BOOKS:
        texts = book(name)
        clean, differing = compare(texts)
        others = [place for place in differing if REASON.get(place) not in PROVED]
        agree, proved = ((len(clean) - len(rest)) / len(clean) for rest in (differing, others))
        counts = (len(texts), len(clean), len(clean) - len(differing))
        print(f"{name:15}{''.join(f'{count:8}' for count in counts)}{agree:9.2%}{proved:23.2%}")
        for place in differing.keys() - REASON.keys():
            print("   not listed:", place, differing[place])
