"""Bass and chords, worked out by hand. Times in eighth notes."""

from fractions import Fraction

import pytest

from tunesmith.music.abc.parser import parse
from tunesmith.music.abc.sound.harmony import chord
from tunesmith.music.abc.sound.playback import perform

A, C, D, E, G = 45, 48, 50, 40, 43  # the bass: A2, C3, D3, E2, G2


def played(body: str, meter: str) -> list[tuple[Fraction, Fraction, list[int]]]:
    """Onset, duration and pitches of what sounds together."""
    struck: dict[tuple[Fraction, Fraction], list[int]] = {}
    for sound in perform(parse(f"X:1\nT:a\nM:{meter}\nL:1/8\nK:C\n{body}\n")):
        if sound.kind == "chord":
            struck.setdefault((sound.onset * 2, sound.duration * 2), []).append(sound.pitch)
    return [(onset, duration, pitches) for (onset, duration), pitches in struck.items()]


def basses(body: str, meter: str) -> list[tuple[Fraction, int]]:
    return [(onset, pitches[0]) for onset, _, pitches in played(body, meter) if pitches[0] < 52]


C_MAJOR = [52, 55, 60]  # e g c'


@pytest.mark.parametrize(
    ("meter", "body", "expected"),
    [
        ("4/4", '"C"c8|', [(0, 2, [C]), (2, 2, C_MAJOR), (4, 2, [G]), (6, 2, C_MAJOR)]),
        ("2/4", '"C"c4|', [(0, 1, [C]), (1, 1, C_MAJOR), (2, 1, [G]), (3, 1, C_MAJOR)]),
        ("C|", '"C"c8|', [(0, 2, [C]), (2, 2, C_MAJOR), (4, 2, [G]), (6, 2, C_MAJOR)]),
        ("3/4", '"C"c6|', [(0, 2, [C]), (2, 2, C_MAJOR), (4, 2, C_MAJOR)]),
        ("6/8", '"C"c6|', [(0, 2, [C]), (2, 1, C_MAJOR), (3, 2, [G]), (5, 1, C_MAJOR)]),
        ("5/8", '"C"c5|', [(0, 5, [C, *C_MAJOR])]),
        ("none", '"C"c4 "Am"c3|', [(0, 4, [C, *C_MAJOR]), (4, 3, [A, 52, 57, 60])]),
    ],
)
def test_patterns(meter: str, body: str, expected: list[tuple[int, int, list[int]]]) -> None:
    assert played(body, meter) == expected


def test_slip_jig_and_waltz_alternate_root_and_fifth() -> None:
    assert basses('"C"c9|c9|', "9/8") == [(0, C), (3, G), (6, C), (9, C), (12, G), (15, C)]
    assert basses('"C"c6|c6|c6|', "3/4") == [(0, C), (6, G), (12, C)]


def test_a_pickup_waits_for_its_chord_and_does_not_shift_the_beat() -> None:
    assert basses('c|"C"c3 "G"c3|c3 c2:|', "6/8")[:5] == [(1, C), (4, G), (7, G), (10, D), (13, C)]


def test_the_pickup_of_the_repeat_completes_the_bar_before_it() -> None:
    """Bar 2 has five eighths, the pickup is its sixth: the chord answers there, on the last eighth."""
    strokes = played('c|"C"c6|c3 c2:|', "6/8")
    assert (12, 1, C_MAJOR) in strokes
    assert (13, 2, [C]) in strokes


def test_a_chord_that_comes_off_the_beat_brings_its_bass() -> None:
    assert basses('"C"c2 "G"c4|', "3/4") == [(0, C), (2, G)]


def test_harmony_lasts_until_it_changes_or_falls_silent() -> None:
    assert basses('"C"c8|c8|"N.C."c8|"D"c8|', "4/4") == [(0, C), (4, G), (8, C), (12, G), (24, D), (28, A)]


def test_words_are_no_chords() -> None:
    assert played('"Fine"c4 "D.C."c4|"1"c4 "slowly"c4|', "4/4") == []


def test_a_bar_without_end_is_held() -> None:
    assert len(played('"C"c9999|', "4/4")) == 1


@pytest.mark.parametrize(
    ("symbol", "bass", "classes"),
    [
        ("C", 0, {0, 4, 7}),
        ("Am7", 9, {9, 0, 4, 7}),
        ("D/F#", 6, {2, 6, 9}),
        ("Bbdim", 10, {10, 1, 4}),
        ("Fmaj7", 5, {5, 9, 0, 4}),
        ("Gsus4", 7, {7, 0, 2}),
        ("E+", 4, {4, 8, 0}),
        ("G6", 7, {7, 11, 2, 4}),
        ("A9", 9, {9, 1, 7, 11}),
        ("F#m", 6, {6, 9, 1}),
        ("C#m7b5", 1, {1, 4, 7, 11}),
        ("Eb7", 3, {3, 7, 10, 1}),
        ("D/f+", 6, {2, 6, 9}),
        ("(E7)", 4, {4, 8, 11, 2}),
        ("C#d", 1, {1, 4, 7}),
    ],
)
def test_chord_symbols(symbol: str, bass: int, classes: set[int]) -> None:
    named = chord(symbol)
    assert named is not None
    assert (named.bass, set(named.classes)) == (bass, classes)


@pytest.mark.parametrize("text", ["Fine", "D.C.", "", "4", "Allegro", "H", "Cello", "a tempo", "Db b"])
def test_no_chord_symbols(text: str) -> None:
    assert chord(text) is None
