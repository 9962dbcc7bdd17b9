import json
import random

import numpy as np
import pytest

from tunesmith.corpora.load import load_corpus
from tunesmith.evaluation.novelty.melody import Melody, read_melody
from tunesmith.evaluation.variety import compare_variety, distinct, overlaps
from tunesmith.music.piece import Piece


def words(*texts: str) -> list[np.ndarray]:
    return [np.array([ord(sign) for sign in text], np.int64) for text in texts]


def melody(music: str) -> Melody:
    return read_melody(Piece("", "", "abc", f"X:1\nL:1/8\nM:2/4\nK:C\n{music}", ""))


@pytest.fixture(scope="module")
def people() -> list[Piece]:
    return random.Random(1).sample(list(load_corpus("airds").pieces), 300)


def test_distinct_runs_by_hand() -> None:
    """Of abab and abc: 3 of 7 letters; ab ba ab ab bc: 3 of 5 pairs; aba bab abc: 3 of 3 triples."""
    texts = words("abab", "abc")
    assert distinct(texts, 1) == pytest.approx(3 / 7)
    assert distinct(texts, 2) == pytest.approx(3 / 5)
    assert distinct(texts, 3) == pytest.approx(1)
    assert distinct(texts, 9) == 1.0  # there are none


def test_runs_do_not_cross_from_tune_to_tune() -> None:
    assert distinct(words("ab", "ab"), 2) == pytest.approx(1 / 2)
    assert distinct(words("a", "b", "a", "b"), 2) == 1.0


def test_overlap_by_hand() -> None:
    """abcde against abcdf: 4 of 5 letters, 3 of 4 pairs, 2 of 3 triples, 1 of 2 runs of four."""
    expected = (4 / 5 * 3 / 4 * 2 / 3 * 1 / 2) ** 0.25
    assert overlaps(words("abcde", "abcdf")) == pytest.approx([expected, expected])


def test_what_another_has_less_often_counts_as_often_as_it_has_it() -> None:
    """aaaaa has five letters a, aaaab four: letters 4/5, pairs 3/4, triples 2/3, fours 1/2."""
    expected = (4 / 5 * 3 / 4 * 2 / 3 * 1 / 2) ** 0.25
    assert overlaps(words("aaaaa", "aaaab"))[0] == pytest.approx(expected)


def test_equal_tunes_have_all_in_common_and_strangers_nothing() -> None:
    assert overlaps(words("abcdef", "abcdef", "uvwxyz")) == pytest.approx([1, 1, 0])


def test_a_tune_too_short_for_long_runs_is_judged_by_those_it_has() -> None:
    """abc against abd: 2 of 3 letters, 1 of 2 pairs, none of one triple; ab against abd has 2/2 and 1/1."""
    assert overlaps(words("abc", "abd")) == pytest.approx([0, 0])
    assert overlaps(words("ab", "abd"))[0] == pytest.approx(1)
    assert overlaps(words("ab", "acd"))[0] == 0  # it has the letter, not the pair
    assert overlaps(words("", "abd"))[0] == 0


def test_of_several_others_the_best_counts_for_each_run() -> None:
    """aab has both letters and both pairs in one or the other, but its triple in none."""
    assert overlaps(words("ab", "aab", "abb"))[0] == pytest.approx(1)
    assert overlaps(words("aa", "a", "baa"))[0] == pytest.approx(1)
    assert overlaps(words("aab", "aa", "ab"))[0] == 0


def test_the_same_tune_fifty_times_is_hardly_distinct() -> None:
    one = melody("GABc|d2B2|cBAG|F2D2|")
    found, _ = compare_variety([[one] * 50, [one] * 50], 0)
    assert (found.same, found.tunes) == (50, 50)
    assert found.overlap.value == pytest.approx(1)
    bars = 4 * 40  # in four tunes of five
    assert found.bars.value == pytest.approx(3 / bars)  # d2B2 and F2D2 are one bar in two keys


def test_the_same_tune_in_other_keys_is_no_variety() -> None:
    one = melody("GABc|d2B2|cBAG|F2D2|")
    other = melody("ABcd|e2c2|dcBA|G2E2|")  # its steps are others: a whole tone higher on the white keys
    same = melody("AB^cd|e2^c2|d^cBA|G2E2|")  # truly a tone higher
    found, _ = compare_variety([[one] * 30, [other] * 30], 0)
    assert found.same == 30
    assert found.overlap.value == pytest.approx(1)
    assert compare_variety([[one, same], [one]], 0)[0].same == 2
    assert compare_variety([[one, other], [one]], 0)[0].same == 0


def test_shuffled_tunes_are_more_varied_than_tunes(people: list[Piece]) -> None:
    tunes = [read_melody(piece) for piece in people[:60]]
    generator = np.random.default_rng(0)
    shuffled = []
    for tune in tunes:
        order = generator.permutation(len(tune))
        shuffled.append(
            Melody(
                tune.heights[order],
                tune.lengths[order],
                tune.bars,
                tune.bar_keys,
                tune.starts,
                tune.bar_starts,
            )
        )
    people, noise = compare_variety([tunes, shuffled], 0)
    assert people.notes == noise.notes
    assert all(people.distinct[n].high < noise.distinct[n].low for n in (2, 4, 8))
    assert people.overlap.low > noise.overlap.high


def test_half_of_the_tunes_are_as_varied_as_the_other_half(people: list[Piece]) -> None:
    """What distinct n-grams alone would not say: the two differ in size."""
    tunes = [read_melody(piece) for piece in people]
    few, many = compare_variety([tunes[:100], tunes[100:]], 0)
    assert few.distinct[4].value == pytest.approx(many.distinct[4].value, abs=0.03)
    assert distinct([tune.heights for tune in tunes[:100]], 8) > 1.01 * distinct(
        [tune.heights for tune in tunes], 8
    )


def test_both_are_heard_for_as_many_notes() -> None:
    """Of the shorter 7 steps, so of each the first 5, which are all one step."""
    for found in compare_variety([[melody("GGGG|GGGG|ABcd|efga|")], [melody("GGGG|GGGG|")]], 0):
        assert found.notes == 5
        assert found.distinct[1].value == pytest.approx(1 / 5)


def test_the_same_seed_gives_the_same_figures(people: list[Piece]) -> None:
    sides = [[read_melody(piece) for piece in people[start : start + 20]] for start in (0, 20)]
    first, again, other = (compare_variety(sides, seed) for seed in (1, 1, 2))
    assert first == again != other
    assert json.loads(json.dumps(first[0].to_json()))["tunes"] == 20


def test_nothing_to_compare() -> None:
    with pytest.raises(ValueError, match="no notes"):
        compare_variety([[melody("z4|")], [melody("GABc|")]], 0)
