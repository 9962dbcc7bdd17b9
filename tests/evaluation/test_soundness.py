"""Counts worked out by hand."""

from tunesmith.evaluation.soundness import Soundness, broken_rules, count_sound
from tunesmith.music.piece import Piece

HEADER = "X:1\nT:A tune\nM:6/8\nL:1/8\nK:D\n"


def tune(music: str) -> Piece:
    return Piece("1", "A tune", "abc", HEADER + music, "here")


def test_four_tunes() -> None:
    found = count_sound([set(), {"bar-too-long", "repeat-unclosed"}, {"repeat-unclosed"}, set()])
    assert found == Soundness(
        tunes=4, sound=2, bars_right=3, broken={"repeat-unclosed": 2, "bar-too-long": 1}
    )
    assert found.share == 0.5
    assert found.to_json() == {
        "tunes": 4, "sound": 2, "bars_right": 3, "broken": {"repeat-unclosed": 2, "bar-too-long": 1},
        "share": 0.5,
    }  # fmt: skip
    assert list(found.broken) == ["repeat-unclosed", "bar-too-long"]  # the commonest first


def test_of_no_tune_nothing_is_wrong() -> None:
    assert count_sound([]) == Soundness(0, 0, 0, {})
    assert count_sound([]).share == 1


def test_a_rule_that_is_broken_often_is_one_rule() -> None:
    assert broken_rules(tune("|:ABc def|A3 d3:|\n")) == set()
    assert broken_rules(tune("|:ABc def|ABc de|A3 d|A3 d3:|\n")) == {"bar-too-short"}
    assert broken_rules(tune("|:ABc def|A3 d3 e|\n")) == {"bar-too-long", "repeat-unclosed"}
