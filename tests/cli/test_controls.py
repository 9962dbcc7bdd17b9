"""``tunesmith generate`` with demands: they hold exactly, or the command says why they cannot."""

import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from tunesmith.music.abc.check.checker import check
from tunesmith.music.abc.parser import parse
from tunesmith.music.abc.sound.timetable import timetable
from tunesmith.music.abc.tune import Note, Rest, Tune

COMMAND = "generate --format abc --json"
Cli = Callable[..., tuple[int, str, str]]


def written(result: tuple[int, str, str]) -> list[Tune]:
    status, out, err = result
    assert status == 0, err
    tunes = [parse(take["piece"]["content"]) for take in json.loads(out)]
    assert [check(tune) for tune in tunes] == [[] for _ in tunes]
    return tunes


def notes(tune: Tune) -> list[Note]:
    return [element for element in tune.body if isinstance(element, Note)]


def length(tune: Tune) -> Fraction:
    """Quarter notes from the first to the last, repeats and all."""
    elements = (moment.element for moment in timetable(tune))
    return sum((one.duration for one in elements if isinstance(one, Note | Rest)), Fraction(0))


def test_demands_hold_together(cli: Cli, tiny_run: Path) -> None:
    demands = [
        "--key",
        "G",
        "--meter",
        "6/8",
        "--bars",
        6,
        "--form",
        "AABBCC",
        "--range",
        "D4..G5",
        "--end-on",
        "tonic",
    ]
    tunes = written(cli(tiny_run, "-n", 3, "--seed", 1, *demands, "--no-chords"))
    assert len(tunes) == 3
    for tune in tunes:
        assert (tune.key.name, tune.meter.text) == ("G", "6/8")
        assert length(tune) == 12 * 3  # bars of three quarters
        assert all(62 <= pitch.midi <= 79 for note in notes(tune) for pitch in note.pitches)
        assert [pitch.midi % 12 for pitch in notes(tune)[-1].pitches] == [7]
        assert not any(note.symbol for note in notes(tune))


@pytest.mark.parametrize("key", ["F#", "Ab", "Bb"])
def test_a_key_it_never_met_is_written_in_a_near_one_and_moved(cli: Cli, tiny_run: Path, key: str) -> None:
    """The book is in D, G and A. The demands hold for the tune as it sounds, and it can be replayed."""
    status, out, err = cli(tiny_run, "--seed", 2, "--key", key, "--range", "C4..C6", "--bars", 4, "-o", "out")
    (take,) = json.loads(out)
    assert (status, abs(take["transposed"])) == (0, 1)
    assert f"hardly knows {key}" in err
    (tune,) = written((status, out, err))
    assert tune.key.name == key
    assert all(60 <= pitch.midi <= 84 for note in notes(tune) for pitch in note.pitches)
    assert f"K:{key}\n" not in "".join(take["tokens"])


def test_a_moved_take_is_replayed(
    cli: Cli, tiny_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    cli(tiny_run, "--seed", 2, "--key", "F#", "--bars", 4, "-o", "out")
    monkeypatch.setattr(request.module, "COMMAND", "replay")
    status, out, err = cli("out/tune-2.json", "-o", "again", "--format", "abc,json")
    assert status == 0, (out, err)
    for name in ("tune-2.abc", "tune-2.json"):
        assert (tmp_path / "again" / name).read_bytes() == (tmp_path / "out" / name).read_bytes()


def test_a_primer_and_its_demands(cli: Cli, tiny_run: Path) -> None:
    (tune,) = written(cli(tiny_run, "--seed", 1, "--primer", "M:6/8\nL:1/8\nK:D\n|:DEF GAB|", "--bars", 8))
    assert length(tune) == 16 * 3


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--chords"], ["--chords", "'\"'", "vocabulary"]),
        (["--meter", "5/4"], ["--meter", "'5'", "vocabulary"]),
        (["--bars", 5, "--form", "AABB"], ["5 bars", "2 parts", "multiple of 2"]),
        (["--form", "AABA"], ["AABA", "repeats"]),
        (["--key", "H"], ["--key", "H"]),
        (["--key", "G", "--range", "A4..B4", "--end-on", "tonic"], ["together"]),
        (["--range", "B5..G3"], ["--range", "lowest"]),
        (["--bars", 8, "--rules", "off"], ["--bars", "--rules strict"]),
        (["--primer", "M:6/8\nL:1/8\nK:D\n|:DEF GABc|"], ["primer", "'c'", "--rules off"]),
        (["--primer", "M:6/8\nL:1/8\nK:D\n|:DEF GAB|", "--key", "G"], ["primer", "'D'"]),
        (["--primer", "M:6/8\nL:1/8\nK:D\n|:DEF Öx"], ["'Ö'"]),
    ],
)
def test_what_cannot_be_is_said_in_one_line(
    cli: Cli, tiny_run: Path, tmp_path: Path, arguments: list[object], words: list[str]
) -> None:
    status, out, err = cli(tiny_run, "--seed", 1, *arguments)
    assert (status, out) == (1, "")
    assert len(err.strip().splitlines()) == 1
    assert err.startswith("error: ")
    assert all(word in err for word in words), err
    assert not (tmp_path / "takes").exists()
