from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunesmith.codecs.abc_char import AbcChar
from tunesmith.codecs.abc_tracker import FEATURES, LAGS, TOKEN, sizes
from tunesmith.codecs.echo import SIZES, Match
from tunesmith.codecs.registry import codec_from_json
from tunesmith.errors import TunesmithError

VOCABULARY = sorted(set("\n |:[](){}\"%!<>/^_=,-'ABCDEFGabcdefgzXTMLKPQ0123456789m"))
CODEC = AbcChar("raw", VOCABULARY, {}, list(FEATURES))
HEADER = "\n\nX:1\nT:A\nM:6/8\nL:1/8\nK:D\n"
TUNES = (
    HEADER + "d|def gfe|d2c BAG|def gfe|d3 d2:|e|fga agf|g3 f3|",
    HEADER + '"D"def "G"g2e|"A7"^ceg "D"f3|"D"def "Em"e2e|(3efg >a3|[1 d6:|[2 d3 d2||',
)
ids = st.lists(st.integers(0, len(VOCABULARY) - 1), max_size=150)
texts = st.tuples(st.sampled_from(["", *TUNES]), ids).map(lambda pair: [*CODEC.ids(pair[0]), *pair[1]])


def column(text: str, name: str) -> list[str | int]:
    """A feature along a text; of tokens, the characters, "" for none."""
    values = CODEC.features(CODEC.ids(text))[:, list(FEATURES).index(name)].tolist()
    if FEATURES[name] != TOKEN:
        return values
    return [VOCABULARY[value - 1] if value else "" for value in values]


@given(texts)
def test_any_ids_have_features_within_their_sizes(text: list[int]) -> None:
    features = CODEC.features(text)
    assert features.shape == (len(text), len(FEATURES))
    assert (features >= 0).all()
    assert (features < np.array(CODEC.sides)).all()


@given(texts, st.integers(0, 150), st.data())
def test_what_follows_changes_nothing(text: list[int], cut: int, data: st.DataObject) -> None:
    other = text[:cut] + data.draw(ids)
    cut = min(cut, len(text))
    np.testing.assert_array_equal(CODEC.features(text)[:cut], CODEC.features(other)[:cut])


@given(texts)
def test_whole_texts_have_what_a_tracker_says(text: list[int]) -> None:
    tracker = CODEC.tracker()
    assert [tracker.advance(token) for token in text] == [tuple(row) for row in CODEC.features(text).tolist()]


@given(texts, st.sampled_from(TUNES))
def test_a_tune_knows_nothing_of_the_one_before(text: list[int], tune: str) -> None:
    """Streams rely on it: they keep what they computed of a tune."""
    after = CODEC.features([*text, *CODEC.ids(tune)])[len(text) + 1 :]
    np.testing.assert_array_equal(after, CODEC.features(CODEC.ids(tune))[1:])


def test_features_can_be_chosen() -> None:
    text = CODEC.ids(TUNES[1])
    few = AbcChar("raw", VOCABULARY, {}, ["match", "beat"])
    both = CODEC.features(text)
    names = list(FEATURES)
    np.testing.assert_array_equal(few.features(text), both[:, [names.index("match"), names.index("beat")]])
    assert few.sides == (len(VOCABULARY) + 1, FEATURES["beat"])
    assert AbcChar("raw", VOCABULARY, {}).features(text).shape == (len(text), 0)
    with pytest.raises(TunesmithError, match="side feature 'beet'"):
        AbcChar("raw", VOCABULARY, {}, ["beet"])


def test_a_codec_is_kept_with_its_features() -> None:
    assert codec_from_json(CODEC.to_json()).sides == sizes(list(FEATURES), len(VOCABULARY))
    assert "side_features" not in AbcChar("raw", VOCABULARY, {}).to_json()


def test_the_same_place_some_bars_ago() -> None:
    """After each character of the third bar: what followed this beat one and two bars before."""
    text = HEADER + "def gfe|A2B cde|fed"
    assert column(text, "back1")[-3:] == ["2", "B", " "]  # of A2B cde
    assert column(text, "back2")[-3:] == ["e", "f", " "]  # of def gfe
    assert column(text, "back4")[-3:] == [""] * 3
    assert column(text, "run1")[-3:] == [1, 1, 1]
    assert column(text + " ", "run1")[-1] == 2


def test_the_old_bar_is_found_again_after_other_lengths() -> None:
    text = HEADER + "def gfe|d2e g2e|d3"
    assert column(text, "back2")[-1] == " "  # after three eighths of def gfe
    assert column(text, "back1")[-1] == " "
    assert column(text[:-1], "back2")[-1] == "e"


def test_a_chord_symbol_does_not_lose_the_place() -> None:
    text = HEADER + 'def gfe|"G"'
    assert column(text, "back1")[-1] == "d"
    assert column(text + "d", "back1")[-1] == "e"


def test_pickups_stand_at_the_end_of_a_bar() -> None:
    """The tune begins with d|, eight bars later the repeat with e|."""
    text = HEADER + "d|def gfe|d2:|"
    early = HEADER + "d|def gfe|d3 d2:|"
    assert column(early, "beat")[-1] == 5 * 6 + 1  # the sixth eighth: six steps of a 48th each
    assert column(text, "beat")[-1] == 2 * 6 + 1
    assert column(early, "back2")[-3:] == ["d", "d", "d"]


@pytest.mark.parametrize("count", [9, 10, 14])
def test_bars_of_eight_repeat(count: int) -> None:
    """In a tune whose bars come again every eight, what stood eight bars ago is always what comes."""
    bars = ["def gfe", "d2c BAG", "A3 B3", "c>de (3efg", '"G"g2B "A"^c3', "[df]2a f/e/d", "z3 a3", "d6"]
    text = HEADER + "|".join((bars * 2)[:count]) + "|"
    begin = len(HEADER + "|".join(bars) + "|")
    assert column(text, "back8")[begin - 1 : -1] == list(text[begin:])


def brute_match(text: list[int], least: int) -> int:
    """The length of the longest suffix that stands earlier in the text, 0 where shorter than ``least``."""
    for length in range(len(text) - 1, least - 1, -1):
        suffix = text[-length:]
        if any(text[start : start + length] == suffix for start in range(len(text) - length)):
            return length
    return 0


@given(st.lists(st.integers(0, 2), max_size=60))
def test_match_is_an_earlier_match_and_hardly_shorter_than_the_longest(text: list[int]) -> None:
    match, read = Match(), list[int]()
    for token in text:
        read.append(token)
        match.follow(read)
        longest = brute_match(read, SIZES[-1])
        if match.pointer < 0:
            assert longest == 0
        else:
            start = match.pointer - match.length
            assert start >= 0
            assert read[start : match.pointer] == read[-match.length :]
            assert longest >= match.length >= max(size for size in SIZES if size <= longest)


def test_music_says_itself_again(nottingham: Path) -> None:
    """On real tunes the features are worth having: how often each names the character that comes."""
    text = nottingham.read_text(encoding="utf-8").replace("\n\n\n", "\n\n")[:60_000]
    codec = AbcChar("raw", sorted(set(text)), {}, list(FEATURES))
    read = codec.ids(text)
    features, following = codec.features(read)[:-1], np.array(read[1:]) + 1
    music = features[:, 0] > 0
    for name, least in {**{f"back{lag}": 0.35 for lag in LAGS}, "back8": 0.5, "match": 0.7}.items():
        named = features[:, list(FEATURES).index(name)]
        assert (named == following)[music & (named > 0)].mean() > least, name
