"""The words of notes.v1, worked out by hand."""

import random

import pytest

from tunesmith.codecs.notes import Notes
from tunesmith.errors import TunesmithError
from tunesmith.music.abc.grammar.controls import Controls
from tunesmith.music.midi.text import read
from tunesmith.music.piece import Piece

# A pickup, a chord held under a melody, a triplet, a rest.
WALTZ = """ticks 480
meter 0 1/4
meter 480 3/4
key 0 -3 minor
tempo 0 93.5
tempo 960 60
track 73 Flute
0 480 67 90
480 160 72 90
640 160 74 90
800 160 75 90
960 480 74 50
1920 960 72 90
track 0 Piano
480 1440 48 60
480 1440 55 60
480 1440 63 60
track drums
0 480 36 60
"""
WORDS = [
    "program:73",
    "tempo:90",
    "meter:3/4",
    "key:-3m",
    "pickup:1",
    "+0",
    "G4",
    "=1",
    "+1",
    "C5",
    "=1/3",
    "+0",
    "C3.G3.D#4",
    "=3",
    "+1/3",
    "D5",
    "=1/3",
    "+1/3",
    "D#5",
    "=1/3",
    "+1/3",
    "D5",
    "=1",
    "+2",
    "C5",
    "=2",
    "end",
]


def midi(*lines: str) -> Piece:
    return Piece("", "", "midi", "\n".join(["ticks 12", *lines]) + "\n", "")


@pytest.fixture
def codec() -> Notes:
    return Notes.learn([Piece("", "", "midi", WALTZ, "")])


def body(codec: Notes, piece: Piece) -> list[str]:
    """The words after the four of the head."""
    return codec.encode(piece)[4:-1]


def test_hand_written(codec: Notes) -> None:
    assert codec.encode(Piece("", "", "midi", WALTZ, "")) == WORDS
    score = codec.read(WORDS)
    assert (score.ticks_per_quarter, len(score.tracks)) == (12, 1)
    assert score.tempos[0].qpm == pytest.approx(90, abs=0.001)
    assert [(m.time, m.numerator, m.denominator) for m in score.time_signatures] == [(0, 1, 4), (12, 3, 4)]
    assert [(k.key, k.tonality) for k in score.key_signatures] == [(-3, 1)]
    assert score.tracks[0].program == 73
    assert [(n.time, n.duration, n.pitch) for n in score.tracks[0].notes] == [
        (0, 12, 67), (12, 4, 72), (12, 36, 48), (12, 36, 55), (12, 36, 63),
        (16, 4, 74), (20, 4, 75), (24, 12, 74), (48, 24, 72),
    ]  # fmt: skip


def test_what_a_score_does_not_say(codec: Notes) -> None:
    assert codec.encode(midi("track 0", "6 6 60 1")) == (
        ["program:0", "tempo:120", "meter:4/4", "key:0", "+1/2", "C4", "=1/2", "end"]
    )


def test_rounding_and_bounds(codec: Notes) -> None:
    """At 480 ticks a quarter a twelfth is 40: 19 is nearer to 0, 20 goes up, 1 tick lasts a twelfth."""
    played = Piece("", "", "midi", "ticks 480\ntrack 0\n19 1 60 80\n500 4800 62 80\n", "")
    assert body(codec, played) == ["+0", "C4", "=1/12", "+13/12", "D4", "=8"]


def test_long_rests_lose_whole_bars(codec: Notes) -> None:
    """20 quarters and a half of 3/4: 12 go, five bars would leave more than eight."""
    assert body(codec, midi("meter 0 3/4", "track 0", "0 12 60 1", "246 12 62 1")) == (
        ["+0", "C4", "=1", "+11/2", "D4", "=1"]
    )
    whole = midi("meter 0 3/4", "track 0", "0 12 60 1", "240 12 62 1")
    assert body(codec, whole) == ["+0", "C4", "=1", "+8", "D4", "=1"]
    huge = midi("meter 0 9/2", "track 0", "0 12 60 1", "240 12 62 1")  # bars of 18: simply cut
    assert body(codec, huge) == ["+0", "C4", "=1", "+8", "D4", "=1"]


def test_unisons_and_lengths_that_differ(codec: Notes) -> None:
    two = midi("track 0 a", "0 12 60 1", "track 0 b", "0 12 60 99", "0 24 60 1", "6 6 60 1")
    assert body(codec, two) == ["+0", "C4", "=1", "+0", "C4", "=2", "+1/2", "C4", "=1/2"]


def test_a_chord_without_a_word_is_spelled_in_parts() -> None:
    """From below always the longest that has a word."""
    codec = Notes.learn(
        [midi("track 0", *(f"0 {length} {pitch} 1" for length, chord in
                           ((1, (60, 64)), (2, (64, 67)), (3, (67, 70, 72))) for pitch in chord))]
    )  # fmt: skip
    assert [word for word in codec.vocabulary if "." in word] == ["C4.E4", "E4.G4", "G4.A#4.C5"]
    piece = midi("track 0", *(f"0 12 {pitch} 1" for pitch in (60, 64, 67, 70, 72)))
    assert body(codec, piece) == ["+0", "C4.E4", "=1", "+0", "G4.A#4.C5", "=1"]
    grammar, state = codec.grammar(Controls()), codec.grammar(Controls()).start()
    for word in [*codec.encode(piece)[:5], "C4", "=1", "+0", "E4.G4"]:
        state = grammar.advance(state, codec.vocabulary.index(word))
    allowed = {codec.vocabulary[index] for index in grammar.allowed(state).nonzero()[0]}
    assert "=1" not in allowed  # C4.E4 would have been longer
    assert "=13/12" in allowed


def test_parts_are_those_of_the_whole_chord() -> None:
    """Where C4.E4.G4 has a word and C4.E4 none, C4 and E4 may follow each other, and then not G4."""
    codec = Notes.learn([midi("track 0", "0 12 60 1", "0 12 64 1", "0 12 67 1", "0 9 69 1")])
    grammar, state = codec.grammar(Controls()), codec.grammar(Controls()).start()
    before = ["program:0", "tempo:120", "meter:4/4", "key:0", "+0", "C4", "=1", "+0", "E4", "=1", "+0"]

    def longer(word: str) -> bool:
        """Whether after this word the chord of before can go on."""
        after = state
        for each in [*before, word]:
            after = grammar.advance(after, codec.vocabulary.index(each))
        return bool(grammar.allowed(after)[codec.vocabulary.index("=1")])

    assert longer("A4")
    assert not longer("G4")
    assert not longer("D4")  # from below


def test_pickups(codec: Notes) -> None:
    def head(*lines: str) -> list[str]:
        return codec.encode(midi(*lines, "track 0", "0 12 60 1", "12 48 60 1"))[2:6]

    assert head("meter 0 1/4", "meter 12 4/4") == ["meter:4/4", "key:0", "pickup:1", "+0"]
    assert head("meter 0 4/4", "meter 12 3/4")[2] == "pickup:1"  # the first bar is cut short
    assert head("meter 0 3/4", "meter 36 2/4")[2] == "+0"  # longer than what follows
    assert head("meter 0 1/4", "meter 24 4/4")[2] == "+0"  # two bars
    assert head("meter 0 1/4", "meter 60 4/4")[2] == "+0"  # nothing comes after it
    assert head("meter 0 1/32")[0] == "meter:1/32"


def test_demands_that_are_kept(codec: Notes) -> None:
    wide = Notes([*codec.vocabulary, "meter:6/8", "meter:4/4"])
    controls = Controls.read(key="Gm", meter="6/8", bars=4, range="C4..D5")
    grammar = wide.grammar(controls)
    for seed in range(50):
        chance, state, words = random.Random(seed), grammar.start(), list[str]()
        while not grammar.done(state):
            index = chance.choice(grammar.allowed(state).nonzero()[0].tolist())
            words.append(wide.vocabulary[index])
            state = grammar.advance(state, index)
        assert words[2:4] == ["meter:6/8", "key:-2m"]
        score = wide.read(words)
        pickup = score.time_signatures[1].time if len(score.time_signatures) > 1 else 0
        assert 3 * 36 < score.end() - pickup <= 4 * 36
        assert grammar.bars(state) == 4
        assert all(60 <= note.pitch <= 74 for note in score.tracks[0].notes)


@pytest.mark.parametrize(
    ("demand", "says"), [({"key": "Ador"}, "major and minor"), ({"meter": "5/4"}, "this model knows 3/4")]
)
def test_demands_that_cannot_be_kept(codec: Notes, demand: dict[str, str], says: str) -> None:
    with pytest.raises(TunesmithError, match=says):
        codec.grammar(Controls.read(**demand))  # type: ignore[arg-type]


def test_places(codec: Notes) -> None:
    places = codec.places(WORDS)
    assert places.kinds[:9] == (
        "program", "tempo", "meter", "key", "pickup", "onset", "note", "duration", "onset",
    )  # fmt: skip
    assert places.kinds[12] == "chord"
    assert (places.bars[4], places.bars[5], places.bars[8], places.bars[-2]) == (-1, 0, 1, 2)
    assert places.beats[5] == 0  # in the pickup
    assert places.beats[WORDS.index("D5")] == pytest.approx(1 / 3)
    pitch = next(feature for feature in places.features if feature.name == "pitch")
    assert pitch.values[12] == 63


def test_the_end_of_very_long_music() -> None:
    last = 16_384 * 12
    notes = [f"{onset} 96 60 1" for onset in range(0, last + 200, 96)]
    piece = midi("track 0", *notes, f"{last - 5} 50 62 1")
    codec = Notes.learn([piece])
    score = codec.hold(read(piece.content))
    assert score.end() == last
    words = codec.spell(score)
    grammar = codec.grammar(Controls())
    state = grammar.start()
    for index in codec.ids([*words, "end"]):
        state = grammar.advance(state, index)
    assert grammar.done(state)
