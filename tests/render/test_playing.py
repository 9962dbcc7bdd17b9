"""Instrument, tempo and swing: read off the score, and heard."""

from itertools import pairwise

import numpy as np
import pytest
from pydantic import ValidationError
from symusic.core import NoteTick, ScoreTick, TempoTick, TimeSignatureTick, TrackTick

from tunesmith.api.outputs import render
from tunesmith.errors import TunesmithError
from tunesmith.music.piece import Piece
from tunesmith.render.audio import RATE, synthesize
from tunesmith.render.instrument import instruments, program
from tunesmith.render.playing import Playing


def score_of(onsets, meters=((0, 4, 4),), tpq=480, program=40, lasting=None):
    """A melody whose notes begin at these quarters, each until the next, or ``lasting`` quarters."""
    score, track = ScoreTick(tpq), TrackTick("melody", program)
    for meter in meters:
        score.time_signatures.append(TimeSignatureTick(*meter))
    for onset, after in pairwise([*onsets, onsets[-1] + 1]):
        length = after - onset if lasting is None else lasting
        track.notes.append(NoteTick(round(onset * tpq), round(length * tpq), 69, 90))
    score.tracks.append(track)
    return score


def times(score):
    return [(note.time, note.duration) for note in score.tracks[0].notes]


# Instruments


@pytest.mark.parametrize(
    ("wanted", "number"),
    [
        ("violin", 40),
        ("Acoustic Grand Piano", 0),
        ("acoustic guitar nylon", 24),
        ("honky tonk", 3),
        ("FX 8 (sci-fi)", 103),
        ("gunshot", 127),
        ("73", 73),
        (" 0 ", 0),
        ("flute", 73),
        ("harpsi", 6),
    ],
)
def test_an_instrument_by_name_or_number(wanted, number):
    assert program(wanted) == number


def test_every_name_is_itself_and_there_are_128():
    assert [program(name) for name in instruments()] == list(range(128))
    assert [instruments()[n] for n in (24, 52, 56, 64, 73, 110)] == [
        "Acoustic Guitar (nylon)", "Choir Aahs", "Trumpet", "Soprano Sax", "Flute", "Fiddle",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ("violen", r"did you mean Violin or Viola\?"),
        ("grand pianno", "did you mean .*Grand Piano"),
        ("piano", "several instruments are 'piano': did you mean Acoustic Grand Piano or Bright"),
        ("128", "0 to 127"),
        ("9" * 5000, "0 to 127"),
        ("-1", "no instrument is '-1'"),
        ("", "no instrument is ''"),
        ("qqqq", "0 to 127"),
    ],
)
def test_the_nearest_are_named(wanted, said):
    with pytest.raises(TunesmithError, match=said) as error:
        program(wanted)
    assert "\n" not in str(error.value)
    assert len(str(error.value)) < 200


def test_what_plays_the_melody_changes_and_nothing_else():
    score = score_of([0, 1], program=52)
    for number, drums in ((52, False), (24, False), (0, True)):
        score.tracks.append(TrackTick("", number, drums))
        score.tracks[-1].notes.append(NoteTick(0, 480, 60, 90))
    played = Playing(instrument="church organ").of(score)
    assert [track.program for track in played.tracks] == [19, 19, 24, 0]
    assert [track.program for track in score.tracks] == [52, 52, 24, 0], "the score given is left as it was"


def test_instruments_sound_different():
    score = score_of([0])
    flute, organ = (synthesize(Playing(instrument=name).of(score)).samples for name in ("flute", "19"))
    size = min(len(flute), len(organ), RATE // 2)
    assert np.corrcoef(flute[:size, 0], organ[:size, 0])[0, 1] < 0.9


# Tempo


def test_tempo_scales_all_tempos_and_the_length():
    score = score_of([0, 1, 2, 3, 4, 5, 6, 7], program=0)
    assert [(t.time, round(t.qpm, 3)) for t in Playing(tempo=60).of(score).tempos] == [(0, 60)]
    score.tempos.extend([TempoTick(0, 100), TempoTick(1920, 50)])
    slow = Playing(tempo=80).of(score)
    assert [(t.time, round(t.qpm, 3)) for t in slow.tempos] == [(0, 80), (1920, 40)]
    assert slow.to("second").end() == pytest.approx(score.to("second").end() * 100 / 80, rel=1e-4)
    assert [t.qpm for t in score.tempos] == [100, 50]


def test_a_tempo_that_comes_late_follows_the_120_of_midi():
    score = score_of([0, 1, 2])
    score.tempos.append(TempoTick(480, 60))
    assert [(t.time, round(t.qpm, 3)) for t in Playing(tempo=240).of(score).tempos] == [(0, 240), (480, 120)]


@pytest.mark.parametrize(
    "wish", [{"tempo": 0}, {"tempo": float("nan")}, {"tempo": 1e9}, {"swing": 0.4}, {"loud": 1}]
)
def test_wishes_out_of_range(wish):
    with pytest.raises(ValidationError):
        Playing(**wish)


# Swing


def test_swing_moves_the_second_eighth_and_the_end_before_it():
    played = Playing(swing=2 / 3).of(score_of([0, 0.5, 1, 2, 2.5, 3]))
    assert times(played) == [(0, 320), (320, 160), (480, 480), (960, 320), (1280, 160), (1440, 480)]
    assert times(Playing(swing=0.75).of(score_of([0, 0.5, 1]))) == [(0, 360), (360, 120), (480, 480)]


def test_straight_is_as_written():
    score = score_of([0, 0.5, 1, 1.5])
    assert Playing().of(score) is score
    assert Playing(swing=0.5).of(score) is score


def test_syncopation_is_swung_at_both_ends():
    """An eighth, a quarter from off-beat to off-beat, an eighth."""
    assert times(Playing(swing=0.6).of(score_of([0, 0.5, 1.5]))) == [(0, 288), (288, 480), (768, 432)]


def test_short_notes_stay_short():
    assert times(Playing(swing=2 / 3).of(score_of([0, 0.5, 1], lasting=0.1))) == [
        (0, 48),
        (320, 48),
        (480, 48),
    ]


@pytest.mark.parametrize(
    "onsets",
    [
        [0, 0.25, 0.5, 0.75, 1],  # sixteenths
        [0, 0.5, 0.75, 1],
        [0, 1 / 3, 2 / 3, 1],  # a triplet
        [0, 1, 2, 3],
    ],
)
def test_beats_with_anything_finer_stay(onsets):
    score = score_of(onsets)
    assert times(Playing(swing=0.7).of(score)) == times(score)


@pytest.mark.parametrize("meter", [(6, 8), (9, 8), (3, 8), (5, 8), (12, 16)])
def test_compound_metres_stay(meter):
    score = score_of([i / 2 for i in range(12)], meters=[(0, *meter)])
    assert times(Playing(swing=0.7).of(score)) == times(score)


def test_a_pickup_shifts_the_beats():
    """An eighth before the bar is the second of its beat; the first eighth of the bar stays on the beat."""
    played = Playing(swing=2 / 3).of(score_of([0, 0.5, 1, 1.5, 2.5], meters=[(0, 1, 8), (240, 4, 4)]))
    assert [onset for onset, _ in times(played)] == [80, 240, 560, 720, 1200]


def test_swing_changes_with_the_metre():
    score = score_of([i / 2 for i in range(12)], meters=[(0, 2, 4), (1920, 6, 8)])
    assert [onset for onset, _ in times(Playing(swing=0.75).of(score))] == [
        0, 360, 480, 840, 960, 1320, 1440, 1800, 1920, 2160, 2400, 2640,
    ]  # fmt: skip


def test_swing_is_heard():
    score = score_of([0, 0.5, 1, 1.5, 2, 2.5], program=12, lasting=0.1)
    sound = np.abs(synthesize(Playing(swing=2 / 3, tempo=60).of(score)).samples).max(axis=1)
    frame = RATE // 200
    level = sound[: len(sound) // frame * frame].reshape(-1, frame).max(axis=1)
    rises = np.flatnonzero(level[1:] > 3 * level[:-1] + 0.05) + 1
    onsets = rises[np.diff(rises, prepend=-99) > 10] / 200
    assert onsets == pytest.approx([2 / 3, 1, 5 / 3, 2, 8 / 3], abs=0.015)  # it begins in the first note


# Files

TUNE = Piece("", "", "abc", "X:1\nM:4/4\nL:1/8\nQ:1/4=100\nK:D\nA|dfaf d2 z2|d4 z3:|", "")


def test_midi_files_obey():
    from symusic import Score

    score = Score.from_midi(render(TUNE, "mid", Playing(instrument="flute", tempo=50, swing=0.75)))
    assert score.tracks[0].program == 73
    assert score.tempos[0].qpm == pytest.approx(50)
    assert [note.time for note in score.tracks[0].notes][:5] == [120, 240, 600, 720, 1080]


@pytest.mark.parametrize(
    ("form", "wishes", "said"),
    [
        ("svg", {"swing": 0.6}, "--swing does nothing to .svg"),
        ("abc", {"tempo": 90, "instrument": "flute"}, "--instrument, --tempo does nothing to .abc"),
        ("mid", {"soundfont": "x.sf2"}, "--soundfont does nothing to .mid: write wav"),
        ("mid", {"instrument": "kazoo"}, "no instrument is 'kazoo'"),
    ],
)
def test_wishes_that_would_do_nothing(form, wishes, said):
    with pytest.raises(TunesmithError, match=said):
        render(TUNE, form, Playing(**wishes))
