"""Tabla among the notations: the score, the timeline, and what it refuses."""

import pytest

from tunesmith.errors import TunesmithError
from tunesmith.music.tabla.hits import STROKES
from tunesmith.music.tabla.notation import KEYS, TICKS, Tabla

TEXT = "tala: dadra   laya: 120\ntheka: dha tete[1] - | ( dhage ) x2 na\n"


def test_score() -> None:
    score = Tabla().score(TEXT)
    assert score.ticks_per_quarter == TICKS
    assert (score.tempos[0].qpm, score.time_signatures[0].numerator) == (120, 6)
    (track,) = score.tracks
    assert track.is_drum
    assert [(n.time, n.duration, n.pitch) for n in track.notes] == [
        (0, 480, KEYS["na"]), (0, 480, KEYS["ge"]), (480, 240, KEYS["te"]), (720, 240, KEYS["re"]),
        (1440, 240, KEYS["na"]), (1440, 240, KEYS["ge"]), (1680, 240, KEYS["ge"]),
        (1920, 240, KEYS["na"]), (1920, 240, KEYS["ge"]), (2160, 240, KEYS["ge"]), (2400, 480, KEYS["na"]),
    ]  # fmt: skip
    assert set(KEYS) == set(STROKES)
    assert len(set(KEYS.values())) == len(STROKES)


def test_sevenths_are_exact() -> None:
    score = Tabla().score("tala: dadra\ntheka: dha[1/7] dha[1/9] tirakita")
    assert score.ticks_per_quarter % (7 * 9 * 4) == 0
    assert score.tracks[0].notes[2].time == score.ticks_per_quarter // 7


def test_too_fine_for_a_midi_file_is_near() -> None:
    score = Tabla().score("tala: dadra\ntheka: dha[1/997] dha[1/991] na")
    assert score.ticks_per_quarter < 2**15


def test_timeline() -> None:
    assert Tabla().timeline(TEXT) == [
        (0.0, 0.5, "n0"), (0.5, 1.0, "n1"), (1.5, 1.75, "n3"), (1.75, 2.0, "n4"), (2.0, 2.25, "n3x2"),
        (2.25, 2.5, "n4x2"), (2.5, 3.0, "n5"),
    ]  # fmt: skip


def test_problems_of_reader_and_checker_in_one_order() -> None:
    text = "tala: dadra\ntheka: dhq ? na\n"
    assert [problem.rule for problem in Tabla().problems(text)] == [
        "unknown-bol",
        "sign-unknown",
        "cycle-incomplete",
    ]


def test_canonical() -> None:
    assert Tabla().canonical("TALA: Dadra\ntheka:  Dhi  na") == "tala: dadra   laya: 90\ntheka: dhin na\n"


def test_refusals() -> None:
    tabla = Tabla()
    for refused in (
        lambda: tabla.mei(TEXT),
        lambda: tabla.musicxml(TEXT),
        lambda: tabla.transpose(TEXT, 2),
        lambda: tabla.transpose_to(TEXT, "D"),
    ):
        with pytest.raises(TunesmithError, match=r"^tabla (is|has)"):
            refused()
    for empty in ("", "tala: dadra\ntheka: - - -", "tala: dadra\ntheka: zork"):
        with pytest.raises(TunesmithError, match="no bol to play"):
            tabla.score(empty)
