import json
import pickle

import pytest
from symusic import KeySignature, Note, Score, Track

from tunesmith.evaluation.form import Form, count_forms, form_of
from tunesmith.music.midi.text import write
from tunesmith.music.piece import Piece

HEAD = "X:1\nL:1/8\nM:2/4\nK:G\n"
BAR, LAST = "GABc", "d2G2"


def abc(music: str, head: str = HEAD) -> Form:
    return form_of(Piece("one", "", "abc", head + music, ""))


def score(pitches: list[int], *keys: KeySignature, drums: bool = False) -> Form:
    """Quarter notes of 480 ticks."""
    found = Score(480)
    track = Track(program=0, is_drum=drums)
    for place, pitch in enumerate(pitches):
        track.notes.append(Note(480 * place, 480, pitch, 64))
    found.tracks.append(track)
    for key in keys:
        found.key_signatures.append(key)
    return form_of(Piece("", "", "midi", write(found), ""))


def test_two_repeated_parts() -> None:
    eight = f"{BAR}|" * 7 + LAST
    other = "cBAG|" * 7 + LAST
    assert abc(f"|:{eight}:||:{other}:|") == Form("AABB", (8, 8), True, True, 16, 16)


def test_endings_are_one_bar_each_time_and_pickups_none() -> None:
    form = abc(f"D2|:{BAR}|{BAR}|[1 {LAST}:|[2 d2B2||cBAG|{BAR}|{LAST}|]")
    assert (form.letters, form.parts, form.repeats) == ("AAB", (3, 3), True)


def test_equal_music_has_equal_letters() -> None:
    assert abc(f"{BAR}|{LAST}||cBAG|{LAST}||{BAR}|{LAST}|]").letters == "ABA"
    assert abc(f"{BAR}|{LAST}||cBAG|{LAST}||{BAR}|{LAST}|]").repeats is False


def test_a_reprise_has_its_letter_whatever_its_pickup() -> None:
    assert abc(f"D2|{BAR}|{BAR}|{LAST}||cBAG|{LAST}||{BAR}|{BAR}|{LAST}|]").letters == "ABA"


def test_a_double_bar_parts_nothing_that_is_repeated_as_one() -> None:
    """Heard is ABAB, which is one part of two bars, twice."""
    assert (abc(f"|:{BAR}||{LAST}:|").letters, abc(f"|:{BAR}||{LAST}:|").parts) == ("AA", (2,))
    assert (
        abc(f"{BAR}||{LAST}:|").letters == "ABB"
    )  # without |: the double bar is where the signs lead back to
    assert abc(f"|:{BAR}:||:cBAG||{LAST}|]").letters == "AABC"  # the second |: is never answered


def test_a_forgotten_sign_is_played_as_meant() -> None:
    assert abc(f"|:{BAR}|:{LAST}:|").letters == "AABB"


def test_three_times_by_endings() -> None:
    form = abc(f"|:{BAR}|[1,2 cBAG:|[3 {LAST}|]")
    assert (form.letters, form.parts) == ("AAA", (2,))


def test_the_last_note_and_the_key_in_force_there() -> None:
    assert abc(f"{BAR}|{LAST}|]").closes is True
    assert abc(f"{BAR}|G2d2|]").closes is False
    assert abc(f"{BAR}|[K:D]G2d2|]").closes is True
    assert abc(f"{BAR}|{LAST}|]", HEAD.replace("K:G", "K:Ador")).closes is False
    assert abc(f"{BAR}|{LAST}|]", HEAD.replace("K:G", "K:none")).closes is None


def test_a_bar_of_another_length_is_not_right() -> None:
    form = abc(f"{BAR}|GABcd|{BAR}|{LAST}|]")
    assert (form.bars, form.bars_right) == (4, 3)


def test_a_change_of_metre_is_no_bar_of_a_wrong_length() -> None:
    """As the checker has it, whose rules for the two are others."""
    assert abc(f"{BAR}|GA[M:3/4]GABcBA|{BAR}GA|]").bars_right == abc(f"{BAR}|GA[M:3/4]GABcBA|{BAR}GA|]").bars


def test_a_score_ends_on_the_tonic_in_force_or_on_the_likeliest() -> None:
    c, g, minor = KeySignature(0, 0, 0), KeySignature(0, 1, 0), KeySignature(960, -3, 1)
    assert score([60, 62, 64, 60], c) == Form("", (), None, True, 1, None)
    assert score([60, 62, 64, 60], g).closes is False
    assert score([60, 62, 64, 60], g, minor).closes is True  # C minor, from the third note on
    assert score([60, 62, 64, 60], g, KeySignature(9600, 0, 0)).closes is False  # that comes too late
    scale = [60, 62, 64, 65, 67, 69, 71, 72, 67, 64, 60, 67, 64, 60]
    assert (score(scale).closes, score([*scale, 62]).closes) == (True, False)


def test_drums_have_no_tonic() -> None:
    assert score([36, 38, 36], drums=True).closes is None


def test_music_that_is_none() -> None:
    assert abc("").parts == ()
    assert form_of(Piece("", "", "midi", "not a score", "")).bars == 0


def test_tabla_counts_cycles() -> None:
    theka = "tala: dadra\nform: theka\ntheka: dha dhin na | dha tin na\n"
    form = form_of(Piece("", "", "tabla", theka, ""))
    assert form == Form("theka", (1,), None, True, 1, 1)


def test_figures_of_five_pieces() -> None:
    forms = [
        Form("AABB", (8, 8), True, True, 16, 16),
        Form("AABB", (8, 8), True, False, 16, 14),
        Form("AB", (8, 9), False, None, 18, 18),
        Form("", (), None, None, 0, 0),  # cannot be read
        Form("", (), None, None, 7, None),  # a score
    ]
    found = count_forms(forms)
    assert (found.tunes, found.length) == (5, 16)
    assert (found.eights, found.repeats, found.closes) == pytest.approx((2 / 3, 2 / 3, 1 / 2))
    assert found.bars_right == pytest.approx(48 / 50)
    assert found.letters == {"AABB": 2, "AB": 1}
    assert count_forms(forms[-1:]).bars_right is None


def test_whatever_is_written_has_some_form() -> None:
    for text in ("|:::|||", "[1[2[3:|", "Z400|", "K:none\nM:none\nz", "|:G|[2 A:|[1 B", "P:A\nG|P:B\nA|"):
        form = abc(text)
        assert form.bars_right is not None
        assert form.bars_right <= form.bars
        json.dumps(count_forms([form]).to_json())
        assert pickle.loads(pickle.dumps(form)) == form
