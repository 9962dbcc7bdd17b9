"""Sheet music that somebody has damaged: a score or one line, and the next file is read as ever."""

import importlib.util
import io
import random
import re
import zipfile
from collections.abc import Iterator

import pytest

from tunesmith.errors import TunesmithError
from tunesmith.music.midi.music21_process import Music21
from tunesmith.music.midi.page.musicxml import write_musicxml
from tunesmith.music.midi.text import read, title, write
from tunesmith.music.midi.written import written_text
from tunesmith.music.notation import notation

if importlib.util.find_spec("music21") is None:
    pytest.skip("music21 is not installed", allow_module_level=True)

TUNE = "X:1\nT:Fuzz\nL:1/8\nM:3/4\nK:D\n|:F|D2 ^E2 (3FGA|[DFA]4 A-|1A4 z:|2A6|]\n"
KERN = """**kern\t**kern
*M4/4\t*M4/4
*k[f#]\t*k[f#]
=1\t=1
4c\t2e[
8d 8f\t.
8r\t4e]
2g;\t4.b-
==\t==
*-\t*-
"""
SIGNS = ["<", ">", "/", "0", "-1", "99999999999", "1e999", "NaN", "\t", "\n", "*", "!", "=", "&x;", "é", "\0"]


@pytest.fixture(scope="module")
def music21() -> Iterator[Music21]:
    with Music21() as process:
        yield process


@pytest.fixture(scope="module")
def xml() -> str:
    return write_musicxml(notation("abc").score(TUNE), title="Fuzz")


def damaged(text: str, chance: random.Random) -> str:
    """Some of its parts left out, doubled, moved, or of other content."""
    parts = re.findall(r"<[^>]*>|[^<\s]+|\s+|<", text)
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        place = chance.randrange(len(parts))
        match chance.randrange(5):
            case 0:
                parts[place] = ""
            case 1:
                parts.insert(place, parts[place])
            case 2:
                parts[place] = chance.choice(SIGNS)
            case 3:
                other = chance.randrange(len(parts))
                parts[place], parts[other] = parts[other], parts[place]
            case 4:
                parts = parts[: max(place, 1)]
    return "".join(parts)


def survives(data: bytes, kind: str, music21: Music21) -> bool:
    """Whether it is read; else it is refused in one line."""
    said = ""
    try:
        text = written_text(data, kind, music21)
    except TunesmithError as error:
        said = str(error)
    if said:
        assert "\n" not in said
        assert len(said) < 400
        return False
    assert write(read(text), title(text)) == text
    return True


def attack(seeds: range, xml: str, music21: Music21) -> None:
    alive = 0
    for seed in seeds:
        chance = random.Random(seed)
        kind = chance.choice((".musicxml", ".krn", ".mxl"))
        data = damaged(KERN if kind == ".krn" else xml, chance).encode()
        if kind == ".mxl":
            box = io.BytesIO()
            with zipfile.ZipFile(box, "w") as archive:
                archive.writestr("score.xml", data)
            data = bytearray(box.getvalue())
            for _ in range(chance.choice((0, 0, 1, 8))):
                data[chance.randrange(len(data))] = chance.randrange(256)
            data = bytes(data)
        alive += survives(data, kind, music21)
    assert alive > len(seeds) / 20  # it is not all refused at the door
    assert survives(xml.encode(), ".musicxml", music21)
    assert survives(KERN.encode(), ".krn", music21)


def test_damaged_sheet_music(xml: str, music21: Music21) -> None:
    attack(range(60), xml, music21)


@pytest.mark.long
def test_much_damaged_sheet_music(xml: str, music21: Music21) -> None:
    attack(range(60, 1500), xml, music21)
