"""What sounds when, worked out by hand. Times in eighth notes, to be read easily."""

from fractions import Fraction

import pytest

from tunesmith.music.abc.parser import parse
from tunesmith.music.abc.sound.playback import perform
from tunesmith.music.abc.sound.sound import Sound
from tunesmith.music.abc.tune import Tune


def tune(body: str, key: str = "C", meter: str = "4/4") -> Tune:
    return parse(f"X:1\nT:a\nM:{meter}\nL:1/8\nK:{key}\n{body}\n")


def heard(body: str, key: str = "C", kind: str = "melody") -> list[tuple[Fraction, Fraction, int]]:
    return [(s.onset * 2, s.duration * 2, s.pitch) for s in perform(tune(body, key)) if s.kind == kind]


def test_lengths_broken_rhythm_and_rests() -> None:
    assert heard("C2 z D/ E>F") == [(0, 2, 60), (3, 0.5, 62), (3.5, 1.5, 64), (5, 0.5, 65)]


def test_tuplets_are_exact() -> None:
    third = Fraction(2, 3)
    assert heard("(3CDE F") == [(0, third, 60), (third, third, 62), (2 * third, third, 64), (2, 1, 65)]
    assert heard("(7CDEFGAB c")[-1] == (2, 1, 72)  # in 4/4, seven in the time of two


def test_accidentals_last_to_the_bar_line() -> None:
    assert [pitch for _, _, pitch in heard("F =F F | F ^c c' |", "G")] == [66, 65, 65, 66, 73, 85]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("C2-C2 D", [(0, 4, 60), (4, 1, 62)]),
        ("C2-|C2-|C2", [(0, 6, 60)]),
        ("C2-D2", [(0, 2, 60), (2, 2, 62)]),  # a tie to another pitch joins nothing
        ("C2-z C", [(0, 2, 60), (3, 1, 60)]),
        ("^F2-|F2 F", [(0, 4, 66), (4, 1, 65)]),  # the accidental is tied over, the next note is natural
        ("[C-E-]2 [CE]2", [(0, 4, 60), (0, 4, 64)]),
        ("[CE]2-[CE]2", [(0, 4, 60), (0, 4, 64)]),
        ("[C-E]2 [CF]2", [(0, 4, 60), (0, 2, 64), (2, 2, 65)]),
        ("|:C2-|1 C D:|2 C E|]", [(0, 3, 60), (3, 1, 62), (4, 3, 60), (7, 1, 64)]),  # into both endings
    ],
)
def test_ties(body: str, expected: list[tuple[int, int, int]]) -> None:
    assert heard(body) == expected


def test_grace_notes_take_their_time_from_the_note() -> None:
    assert heard("{d}c2 c", kind="grace") == [(0, 0.25, 74)]
    assert heard("{d}c2 c") == [(0.25, 1.75, 72), (2, 1, 72)]
    assert heard("{cde}c", kind="grace") == [(0, 0.25, 72), (0.25, 0.25, 74), (0.5, 0.25, 76)]


def test_grace_notes_without_room_share_half_of_the_note() -> None:
    assert heard("{cdef}c", kind="grace")[1] == (0.125, 0.125, 74)
    assert heard("{cdef}c") == [(0.5, 0.5, 72)]


def test_staccato_sounds_half_as_long() -> None:
    assert heard(".C2 !staccato!D2 E") == [(0, 1, 60), (2, 1, 62), (4, 1, 64)]
    assert heard("C2-.C2") == [(0, 3, 60)]


def test_chords_and_unisons() -> None:
    assert heard("[CEG]2 c") == [(0, 2, 60), (0, 2, 64), (0, 2, 67), (2, 1, 72)]


def test_every_sound_knows_its_note() -> None:
    piece = tune("|:{d}C2 [EG]2:|")
    sounds = perform(piece)
    assert [piece.text[sound.start] for sound in sounds] == ["d", "C", "[", "["] * 2
    assert sounds[0] == Sound(Fraction(0), Fraction(1, 8), 74, piece.text.index("{d") + 1, "grace")


def test_silence() -> None:
    assert perform(parse("")) == []
    assert perform(tune("z8|Z3|")) == []
