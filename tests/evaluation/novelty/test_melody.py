"""Notes, lengths and bars worked out by hand, in every notation."""

import pytest

from tunesmith.errors import TunesmithError
from tunesmith.evaluation.novelty.elements import elements
from tunesmith.evaluation.novelty.melody import UNPITCHED, beat_of, first_notes, read_melody
from tunesmith.music.meter import parse_meter
from tunesmith.music.piece import Piece


def abc(music: str, meter: str = "4/4", key: str = "C", unit: str = "1/8") -> Piece:
    head = f"X:1\nT:A tune\nM:{meter}\nL:{unit}\nK:{key}\n"
    return Piece("1", "A tune", "abc", f"{head}{music}\n", "here")


def test_notes_of_abc() -> None:
    piece = abc("C2 {d}[EG]2 G4- | G2 z2 c,4 |]")
    melody = read_melody(piece)
    assert melody.heights.tolist() == [60, 67, 67, 60]
    assert melody.lengths.tolist() == [
        24,
        24,
        24 * 4,
        48,
    ]  # the tie is joined, and the rest belongs to its note
    assert melody.bars.tolist() == [0, 0, 0, 1]
    text = piece.content
    tied = (f"n{text.index('G4-')}", f"n{text.index('G2 z2')}")
    assert [element.ids for element in elements(piece)] == [
        (f"n{text.index('C2 ')}",), (f"n{text.index('[EG]')}",), tied, (f"n{text.index('c,')}",)
    ]  # fmt: skip
    assert [element.bar for element in elements(piece)] == [1, 1, 1, 2]


def test_a_pickup_is_bar_0_and_repeats_are_not_played() -> None:
    piece = abc("D | EFGA EFGA | [1 c8 :| [2 d8 |]")
    assert [element.bar for element in elements(piece)] == [0, *[1] * 8, 2, 3]
    assert len(read_melody(piece)) == 11


@pytest.mark.parametrize(
    ("meter", "quarters"),
    [("6/8", 1.5), ("9/8", 1.5), ("3/8", 1.5), ("6/4", 3), ("3/4", 1), ("3/2", 2), ("C", 1), ("C|", 1),
     ("2/4", 0.5), ("5/4", 1), ("none", 1)],
)  # fmt: skip
def test_beats(meter: str, quarters: float) -> None:
    parsed = parse_meter(meter)
    assert parsed is not None
    assert beat_of(parsed) == quarters


def test_a_reel_is_one_however_it_is_written() -> None:
    one = read_melody(abc("D2FA dAFA | G2BG FAEF |", meter="C|"))
    other = read_melody(abc("D2FA dAFA | G2BG FAEF |", meter="2/4", unit="1/16", key="C"))
    assert one.lengths.tolist() == other.lengths.tolist()
    assert one.bar_keys.tolist() == other.bar_keys.tolist()


def test_bars_alike_in_another_key_and_octave() -> None:
    melody = read_melody(abc("CDEF G4 | DE^FG A4 | cd'ef G4 | CDEF G3A | z2CDEF G2 | CDEF G2 | c8 |"))
    one, higher, octaves, longer, later, sooner, single = melody.bar_keys.tolist()
    assert one == higher == octaves
    assert len({one, longer, later, sooner}) == 4
    assert single == 0  # one note says nothing


def test_the_beginning() -> None:
    melody = read_melody(abc("CDEF | GABc | cBAG |"))
    cut = first_notes(melody, 6)
    assert cut.heights.tolist() == melody.heights.tolist()[:6]
    assert cut.bar_keys.tolist() == [melody.bar_keys[0], 0]
    assert first_notes(melody, 8).bar_keys.tolist() == melody.bar_keys.tolist()[:2]


def test_several_pieces_end_where_they_end() -> None:
    both = read_melody(abc("C2 D2 E4 |"), abc("z4 C2 D2 |"))
    assert both.lengths.tolist() == [24, 24, 48, 24, 24]
    assert both.starts.tolist() == [0, 3, 5]
    assert both.bar_starts.tolist() == [0, 1, 2]


SCORE = """ticks 480
meter 0 1/4
meter 480 4/4
track 0 Bass
0 480 48 80
480 1920 43 80
track 0 Tune
0 480 67 80
480 480 60 80
480 480 72 80
965 480 74 80
1440 1920 76 80
"""


def test_the_highest_part_of_a_score() -> None:
    piece = Piece("1", "", "midi", SCORE, "")
    melody = read_melody(piece)
    assert melody.heights.tolist() == [67, 72, 74, 76]
    assert melody.lengths.tolist() == [24, 24, 24, 96]
    assert melody.bars.tolist() == [0, 1, 1, 1]
    found = elements(piece)
    assert [element.bar for element in found] == [0, 1, 1, 1]
    assert len(found[3].ids) == 2  # over a bar line it is written as two
    assert len({own for element in found for own in element.ids}) == 5


def test_drums_are_what_is_struck_together() -> None:
    piece = Piece(
        "1", "", "midi", "ticks 4\ntrack drums\n0 1 36 90\n0 1 42 90\n4 1 38 90\n8 1 42 90\n8 1 36 90\n", ""
    )
    melody = read_melody(piece)
    first, second, third = melody.heights.tolist()
    assert first == third != second
    assert min(first, second) >= UNPITCHED
    assert all(element.ids for element in elements(piece))


def test_bols() -> None:
    piece = Piece(
        "1", "", "tabla", "tala: teental\ntheme: dha dhin - dhin dha | dha@2 naa\n".replace("@2", ""), ""
    )
    melody = read_melody(piece)
    assert melody.lengths.tolist()[:3] == [24, 48, 24]
    assert melody.heights[0] == melody.heights[3] != melody.heights[1]
    assert [element.ids for element in elements(piece)][:3] == [("n0",), ("n1",), ("n3",)]
    assert [element.bar for element in elements(piece)] == [1, 1, 1, 1, 2, 2]


def test_another_notation_is_refused() -> None:
    with pytest.raises(TunesmithError, match="tune 9: neumes has no melody to compare"):
        read_melody(Piece("tune 9", "", "neumes", "", ""))
