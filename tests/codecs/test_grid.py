"""Four voices on a grid: nothing is lost that it does not say, and nothing else can be written."""

import random

import pytest

from tunesmith.codecs.grid import Grid
from tunesmith.codecs.registry import codec_from_json, find_codec, learn_codec
from tunesmith.errors import TunesmithError
from tunesmith.music.abc.grammar.controls import Controls
from tunesmith.music.midi.text import read
from tunesmith.music.midi.transpose import transpose
from tunesmith.music.piece import Piece

BARS = """key:1 meter:4/4 71 67 62 55 _ _ _ _ _ _ _ _ _ _ _ _
| 74 67 59 55 _ _ _ _ _ _ _ _ _ _ _ _ 74 _ 60 52 _ _ _ _ 72 _ _ _ _ _ _ _
71 67 62 50 _ _ _ _ _ 66 _ _ _ _ _ _ fermata 69 66 62 50 _ _ _ _ _ _ _ _ _ _ _ _
| 67 62 59 43 _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _
_ . _ _ _ . _ _ _ . _ _ _ . _ _ end"""
WRITTEN = BARS.split()


@pytest.fixture
def codec(chorale: Piece) -> Grid:
    return Grid.learn([chorale])


def steps(grammar, words: list[str], vocabulary: tuple[str, ...]):  # type: ignore[no-untyped-def]
    """The grammar's state after these words; each must be allowed."""
    state = grammar.start()
    for place, word in enumerate(words):
        index = vocabulary.index(word)
        assert grammar.allowed(state)[index], (place, word, words[max(0, place - 8) : place])
        state = grammar.advance(state, index)
    return state


def test_hand_written(codec: Grid, chorale: Piece) -> None:
    assert codec.encode(chorale) == WRITTEN
    score = codec.read(WRITTEN[:-1])
    assert score.ticks_per_quarter == 4
    assert [(m.time, m.numerator, m.denominator) for m in score.time_signatures] == [(0, 1, 4), (4, 4, 4)]
    assert [(n.time, n.duration, n.pitch) for n in score.tracks[1].notes] == [
        (0, 4, 67), (4, 8, 67), (12, 2, 67), (14, 2, 66), (16, 4, 66), (20, 8, 62),
    ]  # fmt: skip
    assert [(m.time, m.text) for m in score.markers] == [(16, "fermata")]


def test_round_trip(codec: Grid, chorale: Piece) -> None:
    held = codec.quantize(chorale)
    assert codec.decode(codec.encode(chorale)) == held
    assert codec.encode(held) == codec.encode(chorale)
    state = steps(codec.grammar(Controls()), codec.encode(chorale), codec.vocabulary)
    assert codec.grammar(Controls()).done(state)


def test_off_the_grid_moves_to_the_nearest_sixteenth(codec: Grid, chorale: Piece) -> None:
    shaken = chorale.content.replace("\n1440 480 71 80", "\n1455 450 71 80")
    assert codec.encode(Piece("", "", "midi", shaken, "")) == WRITTEN


def test_key_and_notes_move_together(codec: Grid, chorale: Piece) -> None:
    wide = Grid([*codec.vocabulary, "75", "76", "42", "41"])
    moved = wide.shift(chorale, 2)
    direct = wide.spell(transpose(wide.hold(read(chorale.content)), 2))
    assert moved == [*direct, "end"]
    assert moved[0] == "key:3"
    assert wide.shift(chorale, -3) is None  # the bass would leave the vocabulary
    assert (codec.key(chorale), codec.signature(chorale)) == ("G", 1)


def test_what_is_no_chorale_is_refused(codec: Grid) -> None:
    three = "ticks 4\ntrack 0 a\n0 4 60 80\ntrack 0 b\n0 4 64 80\ntrack 0 c\n0 4 67 80\n"
    with pytest.raises(TunesmithError, match="four voices, each a track of its own; this has 3"):
        codec.encode(Piece("", "", "midi", three, ""))
    odd = "ticks 480\nmeter 0 13/64\n" + "".join(f"track 0 {n}\n0 480 {60 + n} 80\n" for n in range(4))
    with pytest.raises(TunesmithError, match="no bars of 13/64"):
        codec.encode(Piece("", "", "midi", odd, ""))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    "controls",
    [
        Controls(most_bars=1),
        Controls(most_bars=5),
        Controls.read(bars=4),
        Controls.read(meter="3/4", key="Am"),
    ],
    ids=["one bar", "five bars", "four", "in three"],
)
def test_uniform_samples_decode_without_repair(codec: Grid, controls: Controls, seed: int) -> None:
    """1,000 samples over all of these: what is written is what would be written of what it means."""
    wide = Grid([*codec.vocabulary, "meter:3/4", "meter:6/8"])
    grammar = wide.grammar(controls)
    for number in range(63):
        chance, state, words = random.Random(f"{seed} {number}"), grammar.start(), list[str]()
        while not grammar.done(state):
            may = grammar.allowed(state).nonzero()[0].tolist()
            fond = [index for index in may if wide.vocabulary[index] == "end"]
            chosen = chance.choice(fond or may)
            words.append(wide.vocabulary[chosen])
            state = grammar.advance(state, chosen)
        assert wide.spell(wide.read(words[:-1])) == words[:-1]
        if controls.bars:
            assert words.count("|") in (3, 4)  # with a pickup there is one more bar line
        if controls.key:
            assert words[:2] == ["key:0m", "meter:3/4"]


def test_any_words_are_read(codec: Grid) -> None:
    for seed in range(50):
        words = random.Random(seed).choices(codec.vocabulary, k=60)
        codec.decode(words)
        codec.places(words)
        codec.features(codec.ids(words))


@pytest.mark.parametrize(
    ("demand", "says"),
    [
        ({"form": "ABB"}, "--form cannot"),
        ({"unit": "1/8"}, "--unit"),
        ({"chords": True}, "--chords"),
        ({"key": "Ador"}, "major and minor"),
        ({"meter": "5/4"}, "this model knows 4/4"),
        ({"range": "C8..D8"}, "no note in it"),
    ],
)
def test_demands_that_cannot_be_kept(codec: Grid, demand: dict[str, object], says: str) -> None:
    with pytest.raises(TunesmithError, match=says):
        codec.grammar(Controls.read(**demand))  # type: ignore[arg-type]


def test_features_tell_the_word_to_come(codec: Grid, chorale: Piece) -> None:
    ids = codec.ids(codec.encode(chorale))
    rows = codec.features(ids)
    soprano, alto = codec.vocabulary.index("71") + 1, codec.vocabulary.index("67") + 1
    assert rows[2].tolist() == [1, 0, 16, 0, soprano]  # after the soprano: the alto is silent, and below it
    assert rows[5].tolist() == [
        0,
        1,
        16,
        soprano,
        0,
    ]  # the second sixteenth begins, the soprano holds its note
    assert rows[7].tolist()[3:] == [codec.vocabulary.index("62") + 1, alto]


def test_places(codec: Grid) -> None:
    places = codec.places(WRITTEN)
    first = WRITTEN.index("|")
    assert (places.bars[0], places.bars[2], places.bars[first + 1], places.bars[-1]) == (-1, 0, 1, -1)
    assert places.beats[first + 5] == 0.25
    assert places.kinds[first : first + 3] == ("bar line", "soprano", "alto")
    pitch = next(feature for feature in places.features if feature.name == "pitch")
    assert pitch.values[first + 5] == 74  # held


def test_voices_that_are_given(codec: Grid, chorale: Piece) -> None:
    given = codec.given(chorale.content, "soprano, bass")
    kept = [word for word in given.tokens if word is not None]
    assert kept == [word for word, free in zip(WRITTEN, given.tokens, strict=True) if free is not None]
    assert given.tokens[2:6] == ("71", None, None, "55")
    assert [WRITTEN[place] for place in given.bars[1:]] == ["|", "|"]
    alone = "ticks 480\ntrack 0 melody\n0 1920 71 80\n"
    assert codec.given(alone, "soprano").tokens[:6] == ("key:0", "meter:4/4", "71", None, None, None)
    with pytest.raises(TunesmithError, match="names 2 voices, and the primer has 1"):
        codec.given(alone, "soprano,bass")
    with pytest.raises(TunesmithError, match="one to three of"):
        codec.given(alone, "soprano,alto,tenor,bass")


def test_names_and_json(codec: Grid, chorale: Piece) -> None:
    again = codec_from_json(codec.to_json())
    assert again.vocabulary == codec.vocabulary
    assert find_codec("GRID", "midi") == "grid.v1"
    assert find_codec("", "abc") == "abc-char.v1"
    with pytest.raises(TunesmithError, match="reads no abc music: choose from abc-char"):
        find_codec("grid", "abc")
    with pytest.raises(TunesmithError, match="unknown codec 'gird'"):
        find_codec("gird", "midi")
    with pytest.raises(TunesmithError, match="form raw is for ABC"):
        learn_codec({"name": "grid"}, "midi", [chorale], {"form": "raw"})
    with pytest.raises(TunesmithError, match="side features are for ABC"):
        learn_codec({"name": "grid"}, "midi", [chorale], {"side_features": ("beat",)})
    with pytest.raises(TunesmithError, match="has no option 'bpe'; there are none"):
        learn_codec({"name": "grid", "bpe": 100}, "midi", [chorale], {})
