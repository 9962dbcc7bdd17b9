import math

import numpy as np
import pytest

from tunesmith.errors import TunesmithError
from tunesmith.evaluation.style.numbers import entropy
from tunesmith.evaluation.style.traits import Traits, traits
from tunesmith.music.piece import Piece


def abc(music: str, key: str = "G", meter: str = "2/4") -> Traits:
    return traits(Piece("one", "", "abc", f"X:1\nL:1/8\nM:{meter}\nK:{key}\n{music}", ""))


def test_histograms_by_hand() -> None:
    """In G: G A B G in eighths, then D (a fourth down) and G above it, in quarters."""
    counts = abc("GABG|D2G2|").counts
    assert counts["pitch class"] == {"1": 3, "2": 1, "3": 1, "5": 1}
    assert counts["interval"] == {"+2": 2, "-4": 1, "-5": 1, "+5": 1}
    assert counts["contour"] == {"↑↑↓": 1, "↑↓↓": 1, "↓↓↑": 1}
    assert counts["range"] == {"9": 1}  # from D to B
    assert counts["cadence"] == {"5 → 1": 1}
    assert counts["note length"] == {"1": 4, "2": 2}  # a beat of 2/4 is an eighth
    assert counts["bar rhythm"] == {"1 1 1 1": 1, "2 2": 1}
    assert counts["self-repetition"] == {"1 back: other": 1}
    assert "bol" not in counts


def test_bars_that_come_again() -> None:
    counts = abc("GABG|D2G2|GABG|G2D2|").counts["self-repetition"]
    assert counts == {"1 back: other": 3, "2 back: the same": 1, "2 back: same rhythm": 1}


def test_a_piece_sounds_the_same_in_every_key() -> None:
    one, other = abc("GABG|D2G2|"), abc("ABcA|E2A2|", key="A")
    assert one.counts == other.counts
    assert {name for name, value in one.numbers.items() if other.numbers[name] != value} == {
        "lowest note",
        "highest note",
    }


def test_numbers_by_hand() -> None:
    numbers = abc("GABG|D2G2|").numbers
    assert numbers["range in semitones"] == 9
    assert numbers["steps"] == pytest.approx(2 / 5)
    assert numbers["thirds"] == pytest.approx(1 / 5)
    assert numbers["leaps of a fourth to a seventh"] == pytest.approx(2 / 5)
    assert numbers["moves upwards"] == pytest.approx(3 / 5)
    assert numbers["changes of direction"] == pytest.approx(2 / 4)  # up up down down up
    assert numbers["notes on degree 1"] == pytest.approx(3 / 6)
    assert numbers["ends on degree 1"] == 1
    assert numbers["mean note length"] == pytest.approx(8 / 6)
    assert (numbers["bars"], numbers["notes a bar"]) == (2, 3)
    again = abc("GABG|D2G2|GABG|D2G2|GABG|").numbers
    assert again["longest passage that comes again"] == 3  # bars 1 to 3 and 3 to 5
    assert again["bars that repeat the one 2 before"] == 1
    assert again["different bars"] == pytest.approx(2 / 5)


def test_entropy_of_a_fair_coin_and_of_certainty() -> None:
    assert entropy(np.array([0, 1, 0, 1])) == 1
    assert entropy(np.array([7, 7])) == 0
    assert entropy(np.array([0, 0, 0, 1])) == pytest.approx(2 - 0.75 * math.log2(3))


def test_without_a_key_there_are_no_degrees() -> None:
    found = abc("GABG|D2G2|", key="none")
    assert found.counts["pitch class"] == {"G": 3, "A": 1, "B": 1, "D": 1}
    assert "cadence" not in found.counts
    assert "ends on degree 1" not in found.numbers


def test_tabla_has_bols_and_no_intervals() -> None:
    theka = "tala: dadra\nform: theka\ntheka: dha dhin na | dha tin na\n"
    found = traits(Piece("", "", "tabla", theka, ""))
    assert found.counts["bol"] == {"dha": 2, "dhin": 1, "na": 2, "tin": 1}
    assert found.counts["pair of bols"]["dha dhin"] == 1
    assert found.counts.keys().isdisjoint({"interval", "pitch class", "cadence", "range", "contour"})
    assert found.numbers["bols whose bass rings"] == pytest.approx(3 / 6)


def test_too_little_to_tell() -> None:
    with pytest.raises(TunesmithError, match="2 notes: 3 are needed"):
        abc("GA|")
