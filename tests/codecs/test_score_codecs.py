"""What holds of every codec over scores: notes.v1 and performance.v1 on real tunes and on made-up ones."""

import importlib.util
import random
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tunesmith.codecs.grammar import Grammar
from tunesmith.codecs.notes import Notes
from tunesmith.codecs.performance import Performance
from tunesmith.codecs.registry import codec_from_json
from tunesmith.codecs.score_codec import ScoreCodec
from tunesmith.errors import TunesmithError
from tunesmith.music.abc.grammar.controls import Controls
from tunesmith.music.midi.text import read, write
from tunesmith.music.notation import notation
from tunesmith.music.piece import Piece

BOOKS = ("oneills1850", "ryansMammoth", "airdsAirs", "essenFolksong")


def midi(content: str) -> Piece:
    return Piece("", "", "midi", content, "")


def folk_tunes(count: int) -> list[Piece]:
    """Tunes of the installed collections, as scores: repeats are played out, chord symbols a second track."""
    spec = importlib.util.find_spec("music21")
    if spec is None or spec.origin is None:
        pytest.skip("music21 is not installed")
    corpus = Path(spec.origin).parent / "corpus"
    files = [path for book in BOOKS for path in sorted((corpus / book).glob("*.abc"))]
    tunes = [
        tune.strip()
        for path in files
        for tune in re.split(r"(?m)^(?=X:)", path.read_bytes().decode("latin-1"))[1:]
    ]
    return list(_scores(random.Random(5).sample(tunes, count)))


def _scores(tunes: list[str]) -> Iterator[Piece]:
    for tune in tunes:
        try:
            score = notation("abc").score(tune)
        except TunesmithError:
            continue
        if score.note_num():
            yield midi(write(score))


@st.composite
def scores(draw: st.DrawFn) -> Piece:
    """Text of a score with overlaps, unisons, drums, long rests, short pickups and strange metres."""
    ticks = draw(st.sampled_from([1, 4, 7, 12, 96, 480, 1000]))
    times = st.one_of(
        st.integers(0, 6 * ticks), st.integers(0, 60 * ticks), st.integers(0, 60_000 * ticks // 100)
    )
    lines = [f"ticks {ticks}"]
    powers = st.sampled_from([1, 2, 4, 8, 16, 32, 64])
    short = st.one_of(st.just(0), st.integers(0, 5 * ticks))
    for onset, numerator, power in draw(
        st.lists(st.tuples(short, st.integers(1, 13), powers), max_size=3, unique_by=lambda m: m[0])
    ):
        lines.append(f"meter {onset} {numerator}/{power}")
    for onset, sharps, mode in draw(
        st.lists(st.tuples(times, st.integers(-7, 7), st.sampled_from(["major", "minor"])), max_size=2)
    ):
        lines.append(f"key {onset} {sharps} {mode}")
    for onset, tempo in draw(
        st.lists(st.tuples(times, st.sampled_from([20, 61.5, 84, 120, 133.333, 400])), max_size=3)
    ):
        lines.append(f"tempo {onset} {tempo}")
    pitches = st.one_of(st.integers(58, 63), st.integers(0, 127))
    note = st.tuples(
        times, st.one_of(st.integers(1, 3 * ticks), st.integers(1, 40 * ticks)), pitches, st.integers(0, 127)
    )
    kinds = st.one_of(st.just("drums"), st.integers(0, 127).map(str))
    for kind, notes in draw(st.lists(st.tuples(kinds, st.lists(note, max_size=30)), max_size=4)):
        lines += [f"track {kind}", *(" ".join(map(str, each)) for each in notes)]
    return midi("\n".join(lines) + "\n")


def accept(grammar: Grammar, ids: list[int]) -> None:
    """Every id is allowed, and the piece ends with the last."""
    state = grammar.start()
    for place, token in enumerate(ids):
        assert grammar.allowed(state)[token], (place, token)
        assert grammar.welcome(state)[token] == 1
        assert not grammar.done(state)
        hash(state)
        state = grammar.advance(state, token)
    assert grammar.done(state)


def uniform(codec: ScoreCodec, grammar: Grammar, seed: str, tireless: bool = False) -> list[str]:
    """What a model writes that knows nothing, under a grammar; tireless, it never ends before it must."""
    chance, state, words = random.Random(seed), grammar.start(), list[str]()
    end = codec.vocabulary.index("end")
    while not grammar.done(state):
        may = grammar.allowed(state).nonzero()[0].tolist()
        assert may, words[-20:]
        chosen = chance.choice([index for index in may if index != end or not tireless] or may)
        words.append(codec.vocabulary[chosen])
        state = grammar.advance(state, chosen)
    return words


KINDS = (Notes, Performance)
# A chord, a triplet against eighths, a unison of two tracks, a drum, a note that overlaps itself.
BAND = midi(
    """ticks 480
meter 0 1/4
meter 480 3/4
key 0 -1 minor
tempo 0 97
tempo 960 60
track 40 Fiddle
0 480 74 90
480 160 77 95
640 160 76 80
800 160 74 70
960 960 69 60
1920 480 74 60
track 24 Guitar
480 1440 50 60
480 1440 57 60
480 1440 62 60
480 1440 65 60
1920 480 50 60
1920 480 62 60
1920 480 74 60
track 24 More
500 960 50 20
track drums
0 120 36 100
"""
)


@cache
def tunes() -> tuple[Piece, ...]:
    return (BAND, *folk_tunes(60))


@cache
def learned(kind: type[ScoreCodec]) -> ScoreCodec:
    return kind.learn(tunes())


def bare(kind: type[ScoreCodec]) -> ScoreCodec:
    """Without any chord, so that all are written in parts."""
    words = learned(kind).vocabulary
    compass = [f"{name}{octave}" for octave in range(-1, 10) for name in STEPS][:128]
    known = [word for word in words if "." not in word]
    return kind([*known, *sorted(set(compass) - set(known))] if kind is Notes else known)


STEPS = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")


def holds(codec: ScoreCodec, piece: Piece) -> list[str]:
    """The round trip of one piece; its tokens."""
    held, tokens = codec.quantize(piece), codec.encode(piece)
    assert codec.decode(tokens) == held
    assert codec.encode(held) == tokens
    assert codec.quantize(held) == held
    return tokens


@pytest.mark.parametrize("kind", KINDS)
def test_real_tunes_come_back_and_are_accepted(kind: type[ScoreCodec]) -> None:
    codec = learned(kind)
    grammar = codec.grammar(Controls())
    assert grammar is not None
    assert len(tunes()) > 50
    for piece in tunes():
        accept(grammar, codec.ids(holds(codec, piece)))


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(piece=scores())
def test_made_up_scores_come_back_and_are_accepted(kind: type[ScoreCodec], piece: Piece) -> None:
    """With the chords of the piece itself, and with none."""
    tracks = [track for track in read(piece.content).tracks if not track.is_drum]
    if not any(len(track.notes) for track in tracks):
        with pytest.raises(TunesmithError, match="holds notes with pitches, and this has none"):
            kind.learn([]).encode(piece)
        return
    own = kind.learn([piece])
    for codec in (own, kind([word for word in own.vocabulary if "." not in word])):
        grammar = codec.grammar(Controls())
        assert grammar is not None
        accept(grammar, codec.ids(holds(codec, piece)))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "controls",
    [
        Controls(most_bars=20),
        Controls(most_bars=1),
        Controls(most_bars=6),
        Controls(most_bars=3, range=(60, 62)),
        Controls(most_bars=2, range=(57, 70)),
    ],
    ids=["twenty", "one bar", "six bars", "three notes", "an octave"],
)
def test_uniform_samples_decode_without_repair(kind: type[ScoreCodec], controls: Controls) -> None:
    """1,000 samples of each codec over all of these: what is written is how its meaning is spelled."""
    for codec, number in ((learned(kind), 140), (bare(kind), 60)):
        grammar = codec.grammar(controls)
        assert grammar is not None
        for seed in range(number):
            written = uniform(codec, grammar, f"{seed}")
            score = codec.read(written[:-1])
            assert codec.spell(score) == written[:-1]
            notes = [note for track in score.tracks for note in track.notes]
            assert notes
            low, high = controls.range or (0, 127)
            assert all(low <= note.pitch <= high for note in notes)


@pytest.mark.parametrize("kind", KINDS)
def test_a_model_that_never_ends_is_ended(kind: type[ScoreCodec]) -> None:
    for codec, bars in ((learned(kind), 2), (bare(kind), 1)):
        grammar = codec.grammar(Controls(most_bars=bars))
        assert grammar is not None
        for seed in range(4):
            written = uniform(codec, grammar, f"{seed}", tireless=True)
            assert codec.spell(codec.read(written[:-1])) == written[:-1]


@pytest.mark.parametrize("kind", KINDS)
def test_any_words_are_read(kind: type[ScoreCodec]) -> None:
    codec = learned(kind)
    strange = [*codec.vocabulary, "meter:0/0", "meter:", "on:", "on:999", "+", "=", "", "C4.", "key:9", "¾"]
    for seed in range(100):
        words = random.Random(seed).choices(strange, k=80)
        piece = codec.decode(words)
        read(piece.content)
        codec.places(words)
        if any(line[0].isdigit() for line in piece.content.splitlines()):
            holds(codec, piece)


@pytest.mark.parametrize("kind", KINDS)
def test_transposing(kind: type[ScoreCodec]) -> None:
    codec = learned(kind)
    there = codec.shift(BAND, 2)
    assert there is not None
    assert [n.pitch - 2 for t in codec.read(there).tracks for n in t.notes] == [
        n.pitch for t in codec.read(codec.encode(BAND)).tracks for n in t.notes
    ]
    assert codec.shift(BAND, 90) is None


@pytest.mark.parametrize("kind", KINDS)
def test_json_and_options(kind: type[ScoreCodec]) -> None:
    codec = learned(kind)
    assert len(set(codec.vocabulary)) == len(codec.vocabulary)
    again = codec_from_json(codec.to_json())
    assert (again.name, again.vocabulary) == (codec.name, codec.vocabulary)
    assert again.encode(BAND) == codec.encode(BAND)
    with pytest.raises(TunesmithError, match="has no option 'bpe'"):
        kind.learn([], bpe=100)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("demand", "says"),
    [
        ({"form": "ABB"}, "--form"),
        ({"unit": "1/8"}, "--unit"),
        ({"chords": True}, "--chords"),
        ({"end_on": "tonic"}, "--end-on"),
        ({"range": "G#9..B9"}, "has no note in it|MIDI has no note"),
    ],
)
def test_demands_that_cannot_be_kept(kind: type[ScoreCodec], demand: dict[str, object], says: str) -> None:
    with pytest.raises(TunesmithError, match=says):
        learned(kind).grammar(Controls.read(**demand))  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_not_allowed_is_refused(kind: type[ScoreCodec]) -> None:
    codec = learned(kind)
    grammar = codec.grammar(Controls())
    assert grammar is not None
    with pytest.raises(TunesmithError, match="'end' may not stand here"):
        grammar.advance(grammar.start(), codec.vocabulary.index("end"))
    with pytest.raises(ValueError, match="read-only"):
        grammar.allowed(grammar.start())[0] = True
