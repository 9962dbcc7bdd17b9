"""miditok's words: what they hold comes back exactly, and nothing is written that needs repair."""

import importlib.util
import json
import random
import re
import subprocess
import sys
from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tunesmith.codecs.event_words import MidiLike, MiditokCodec, Remi, Structured, Tsd
from tunesmith.errors import TunesmithError
from tunesmith.music.abc.grammar.controls import Controls
from tunesmith.music.midi.text import read, write
from tunesmith.music.midi.transpose import transpose
from tunesmith.music.notation import notation
from tunesmith.music.piece import Piece

pytest.importorskip("miditok")

# Of our own: three metres, two tempos, two tracks of one instrument, a bass, drums; notes of one pitch that
# overlap, begin together, last longer than any word; off the grid; one pitch too low for the words.
BAND = """ticks 480
meter 0 4/4
meter 3840 3/4
meter 6720 6/8
tempo 0 96
tempo 3840 140
tempo 90000 60
track 0 right
0 480 60 80
0 480 64 90
0 960 64 70
483 960 60 70
720 960 60 75
1920 17000 67 64
8000 160 72 100
track 33 bass
0 1920 36 100
1920 1920 43 100
1930 1920 12 100
5760 1440 40 20
track drums kit
0 120 36 110
240 120 42 60
480 120 38 100
480 120 42 60
8160 240 49 127
track 0 left
0 960 48 66
960 960 48 66
3840 120 50 66
"""
SCHEMES = [Remi, Tsd, Structured, MidiLike]
OPTIONS: list[dict[str, Any]] = [
    {},
    {"use_rests": True},
    {"use_programs": False, "use_velocities": False},
    {"use_tempos": False, "use_time_signatures": False},
    {"beat_res": 4, "max_beats": 1, "pitch_range": [60, 63]},
]
TRIED = [
    pytest.param(kind, options, id=f"{kind.scheme} {' '.join(options)}".strip())
    for kind in SCHEMES
    for options in OPTIONS
    if not kind.without & options.keys()
]


@pytest.fixture(scope="module")
def band() -> Piece:
    return Piece("ours/2", "Ours", "midi", BAND, "ours.mid")


@pytest.fixture(scope="module")
def tunes() -> list[Piece]:
    """Some of each collection, with pickups, changes of metre, triplets, 2/2 and 9/8."""
    spec = importlib.util.find_spec("music21")
    if spec is None or spec.origin is None:
        pytest.skip("music21 is not installed")
    found, abc = [], notation("abc")
    for folder in ("oneills1850", "ryansMammoth", "airdsAirs", "essenFolksong"):
        files = sorted((Path(spec.origin).parent / "corpus" / folder).glob("*.abc"))
        texts = "\n\n".join(file.read_text("latin-1") for file in files[:8])
        some = [text.strip() for text in re.split(r"\n\s*\n", texts) if text.strip().startswith("X:")][:5]
        found += [
            Piece(f"{folder}/{i}", "", "midi", write(abc.score(text)), "") for i, text in enumerate(some)
        ]
    assert len(found) == 20
    return found


def accept(codec: MiditokCodec, words: list[str]) -> None:
    grammar = codec.grammar(Controls())
    state = grammar.start()
    for place, word in enumerate(words):
        token = codec.vocabulary.index(word)
        assert grammar.allowed(state)[token], (place, word, words[max(0, place - 12) : place])
        state = grammar.advance(state, token)
    assert grammar.done(state)


def uniform(codec: MiditokCodec, controls: Controls, seed: int) -> list[str]:
    """What a model writes that likes everything alike."""
    grammar, chance = codec.grammar(controls), random.Random(seed)
    state, words = grammar.start(), list[str]()
    while not grammar.done(state):
        token = chance.choice(grammar.allowed(state).nonzero()[0].tolist())
        words.append(codec.vocabulary[token])
        state = grammar.advance(state, token)
        assert len(words) < 20_000
    if controls.bars:
        assert grammar.bars(state) == controls.bars
    return words[:-1]


def holds_exactly(codec: MiditokCodec, piece: Piece) -> None:
    words = codec.encode(piece)
    held = codec.quantize(piece)
    assert codec.decode(words) == held
    assert codec.quantize(held) == held
    assert codec.encode(held) == words
    assert codec.spell(read(held.content)) == words[:-1]
    accept(codec, words)


@pytest.mark.parametrize(("kind", "options"), TRIED)
def test_round_trip_and_acceptance(kind: type[MiditokCodec], options: dict[str, Any], band: Piece) -> None:
    if kind is Tsd and options.get("use_rests"):
        band = Piece("", "", "midi", BAND.replace("meter 6720 6/8\n", ""), "")
    holds_exactly(kind.learn([band], **options), band)


@pytest.mark.parametrize("kind", SCHEMES)
def test_real_tunes(kind: type[MiditokCodec], tunes: list[Piece]) -> None:
    codec = kind.learn(tunes)
    for piece in tunes:
        holds_exactly(codec, piece)


def test_little_is_lost_of_tunes(tunes: list[Piece]) -> None:
    """Of 50 notes 49 stay, to the tick: grace notes of a 64th move."""
    codec = Remi.learn(tunes)
    moved = total = 0
    for piece in tunes:
        kept, there = (
            Counter(
                (
                    Fraction(n.time, score.ticks_per_quarter),
                    Fraction(n.duration, score.ticks_per_quarter),
                    n.pitch,
                )
                for track in score.tracks
                for n in track.notes
            )
            for score in (codec.hold(read(piece.content)), read(piece.content))
        )
        moved += (there - kept).total()
        total += there.total()
    assert moved <= total / 50


def test_words_are_miditoks(band: Piece) -> None:
    words = Remi.learn([band], beat_res=8, num_velocities=4).encode(band)
    assert words[:9] == [
        "Bar_None", "TimeSig_4/4", "Position_0", "Tempo_94.19",
        "Program_0", "Pitch_48", "Velocity_63", "Duration_2.0.8", "Program_0",
    ]  # fmt: skip
    assert words[-1] == "end"
    words = MidiLike.learn([band], use_velocities=False).encode(band)
    assert words[:4] == ["TimeSig_4/4", "Tempo_94.19", "Program_0", "NoteOn_48"]
    words = Structured.learn([band], use_velocities=False).encode(band)
    assert words[:4] == ["TimeShift_0.0.1", "Program_0", "Pitch_48", "Duration_2.0.24"]


@pytest.mark.parametrize("kind", SCHEMES)
def test_read_as_miditok_reads(kind: type[MiditokCodec], band: Piece) -> None:
    """Writing does not load miditok; what we read is what it reads."""
    from miditok import TokSequence

    codec = kind.learn([band])
    words = codec.encode(band)[:-1]
    theirs = codec._tokenizer.decode(TokSequence(tokens=list(words)))
    ours = codec.read(words)
    assert ours.ticks_per_quarter == theirs.ticks_per_quarter
    for track in theirs.tracks:
        mine = next(t for t in ours.tracks if (t.program, t.is_drum) == (track.program, track.is_drum))
        as_tuples = [
            sorted((n.time, n.duration, n.pitch, n.velocity) for n in each.notes) for each in (mine, track)
        ]
        assert as_tuples[0] == as_tuples[1]
    assert [(m.time, m.numerator) for m in ours.time_signatures] == [
        (m.time, m.numerator) for m in theirs.time_signatures
    ]
    assert [(t.time, t.mspq) for t in ours.tempos] == [(t.time, t.mspq) for t in theirs.tempos]


def test_what_is_held(band: Piece) -> None:
    codec = MidiLike.learn([band], beat_res=12)
    held = codec.hold(read(BAND))
    assert [(t.program, t.is_drum) for t in held.tracks] == [(0, False), (33, False), (0, True)]
    beat = 12 * 2  # ticks: 6/8 makes eighths the finest beat
    middle = [(n.time, n.duration) for n in held.tracks[0].notes if n.pitch == 60]
    assert middle == [(0, beat), (beat, beat // 2), (beat * 3 // 2, beat * 2)]  # cut where it begins again
    assert not any(n.pitch == 12 for track in held.tracks for n in track.notes)
    assert [(m.time // beat, m.numerator) for m in held.time_signatures] == [(0, 4), (8, 3), (14, 6)]
    assert len(held.tempos) == 2  # the third comes after the last note


@pytest.mark.parametrize(("kind", "options"), TRIED)
def test_uniform_samples_need_no_repair(
    kind: type[MiditokCodec], options: dict[str, Any], band: Piece
) -> None:
    codec = kind.learn([band], **options)
    needs_no_repair(codec, range(8))


@pytest.mark.long
@pytest.mark.parametrize(("kind", "options"), TRIED)
def test_a_thousand_uniform_samples(kind: type[MiditokCodec], options: dict[str, Any], band: Piece) -> None:
    needs_no_repair(kind.learn([band], **options), range(8, 342))


def needs_no_repair(codec: MiditokCodec, seeds: range) -> None:
    for controls in (Controls(most_bars=1), Controls(most_bars=4), Controls(most_bars=40)):
        for seed in seeds:
            words = uniform(codec, controls, seed)
            score = codec.read(words)
            assert list(codec.pairs.part(codec.spell(read(write(score))))) == list(codec.pairs.part(words))
            assert write(codec.hold(score)) == write(score)
            assert score.note_num() > 0


def test_demands(band: Piece) -> None:
    codec = Remi.learn([band])
    words = uniform(codec, Controls.read(bars=6, meter="3/4", range="C4..C5"), 1)
    assert {word for word in words if word.startswith("TimeSig")} == {"TimeSig_3/4"}
    assert words.count("Bar_None") == 6
    assert {int(word[6:]) for word in words if word.startswith("Pitch_")} <= set(range(60, 73))
    with pytest.raises(TunesmithError, match="--bars cannot be kept by a model of codec tsd"):
        Tsd.learn([band]).grammar(Controls.read(bars=4))
    with pytest.raises(TunesmithError, match="--meter cannot be kept by a model of codec structured"):
        Structured.learn([band]).grammar(Controls.read(meter="3/4"))
    with pytest.raises(TunesmithError, match="--meter: this model knows 3/4, 4/4, 6/8"):
        codec.grammar(Controls.read(meter="5/4"))
    for demand in ({"key": "D"}, {"unit": "1/8"}, {"chords": True}, {"end_on": "tonic"}, {"form": "AB"}):
        with pytest.raises(TunesmithError, match="cannot be kept"):
            codec.grammar(Controls.read(**demand))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "options", "says"),
    [
        (Remi, {"beat_ress": 8}, "has no option 'beat_ress'; there are beat_res, bpe"),
        (Remi, {"use_rests": True}, "has no option 'use_rests'"),
        (Structured, {"use_tempos": False}, "has no option 'use_tempos'"),
        (Tsd, {"beat_res": 6}, "no multiple of 4"),
        (Tsd, {"num_velocities": 0}, "a whole number from 1 to 127"),
        (Tsd, {"use_velocities": 1}, "give true or false"),
        (Tsd, {"pitch_range": [80, 40]}, "a lower and a higher number"),
        (Tsd, {"bpe": 100}, "bpe=100 is too few"),
    ],
)
def test_options_that_cannot_be(
    kind: type[MiditokCodec], options: dict[str, Any], says: str, band: Piece
) -> None:
    with pytest.raises(TunesmithError, match=says):
        kind.learn([band], **options)


def test_scores_that_cannot_be_held(band: Piece) -> None:
    codec = Remi.learn([band])
    with pytest.raises(TunesmithError, match="it is in 5/4, and the words know 3/4, 4/4, 6/8 alone"):
        codec.hold(read("ticks 4\nmeter 0 5/4\ntrack 0\n0 4 60 80\n"))
    with pytest.raises(TunesmithError, match="no note is left"):
        codec.hold(read("ticks 4\ntrack 77\n0 4 60 80\n"))
    with pytest.raises(TunesmithError, match="no note is left"):
        codec.hold(read("ticks 4\n"))
    with pytest.raises(TunesmithError, match="its beat changes"):
        Tsd.learn([band], use_rests=True).hold(read(BAND))


@pytest.mark.parametrize("kind", SCHEMES)
def test_byte_pairs(kind: type[MiditokCodec], tunes: list[Piece]) -> None:
    some, plain = tunes[::2], kind.learn(tunes[::2])
    size = len(plain.vocabulary) + 150
    codec = kind.learn(some, bpe=size)
    assert len(codec.vocabulary) == size
    assert kind.learn(some, bpe=size).to_json() == codec.to_json()
    again = kind.from_json(json.loads(json.dumps(codec.to_json())))
    assert again.to_json() == codec.to_json()
    for piece in some[:6]:
        words = codec.encode(piece)
        assert again.ids(again.encode(piece)) == codec.ids(words)
        assert list(codec.pairs.part(words)) == plain.encode(piece)
        assert len(words) < 0.6 * len(plain.encode(piece))
        assert again.decode(words) == plain.quantize(piece)
        accept(codec, words)
    needs_no_repair(codec, range(2))


@pytest.mark.parametrize("kind", SCHEMES)
def test_json_without_pairs(kind: type[MiditokCodec], band: Piece) -> None:
    codec = kind.learn([band])
    again = kind.from_json(json.loads(json.dumps(codec.to_json())))
    assert (again.layout, again.vocabulary) == (codec.layout, codec.vocabulary)
    assert again.ids(again.encode(band)) == codec.ids(codec.encode(band))
    damaged = codec.to_json() | {"merges": [[1, 10**6]]}
    with pytest.raises(ValueError, match="a merge of"):
        kind.from_json(damaged)


@pytest.mark.parametrize("kind", SCHEMES)
def test_transposed_word_by_word(kind: type[MiditokCodec], band: Piece) -> None:
    codec = kind.learn([band])
    held = codec.hold(read(BAND))
    assert codec.shift(band, 2) == [*codec.spell(transpose(held, 2)), "end"]
    assert codec.shift(band, -24) is None


@pytest.mark.parametrize("kind", SCHEMES)
def test_any_words_are_read(kind: type[MiditokCodec], band: Piece) -> None:
    codec = kind.learn([band])
    for seed in range(40):
        words = [*random.Random(seed).choices(codec.vocabulary, k=200), "nonsense", "Duration_?"]
        text = write(codec.read(words))
        assert write(read(text)) == text
        codec.places(words)


def test_read_without_miditok_or_network(band: Piece) -> None:
    """Reading words loads neither miditok nor torch, and writing them opens no connection."""
    config = json.dumps(Remi.learn([band]).to_json())
    program = f"""
import json, sys
def watch(event, _):
    assert not event.startswith("socket."), event
sys.addaudithook(watch)
from tunesmith.codecs.event_words import Remi
from tunesmith.music.abc.grammar.controls import Controls
from tunesmith.music.midi.text import read
codec = Remi.from_json(json.loads({config!r}))
codec.grammar(Controls())
score = codec.read(["Bar_None", "Position_0", "Program_0", "Pitch_60", "Velocity_127", "Duration_1.0.24"])
assert not {{"miditok", "torch", "tokenizers"}} & sys.modules.keys()
codec.hold(score)
assert "miditok" in sys.modules
"""
    subprocess.run([sys.executable, "-c", program], check=True)


def test_without_miditok(monkeypatch: pytest.MonkeyPatch, band: Piece) -> None:
    monkeypatch.setitem(sys.modules, "miditok", None)
    with pytest.raises(TunesmithError, match=r"pip install 'tunesmith\[train\]'"):
        Remi.learn([band])
