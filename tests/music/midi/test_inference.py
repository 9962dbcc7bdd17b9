"""What a file of events does not say, guessed from real tunes whose books do say it."""

import random
from fractions import Fraction

import pytest
from symusic.core import KeySignatureTick, NoteTick, ScoreTick, TimeSignatureTick, TrackTick

from tunesmith.errors import TunesmithError
from tunesmith.music.abc.parser import parse
from tunesmith.music.midi.inference.bars import bars
from tunesmith.music.midi.inference.grid import quantize
from tunesmith.music.midi.inference.key import find_key, histogram, named, stated
from tunesmith.music.midi.inference.reading import read_score
from tunesmith.music.notation import notation

METERS = {(2, 4): 2, (4, 4): 2, (2, 2): 2, (3, 4): 3, (6, 8): 6}


def line(
    *notes: tuple[float, float, int], tpq: int = 480, meter: tuple[int, int] | None = (4, 4)
) -> ScoreTick:
    """Onset and duration in quarter notes, and pitch."""
    score, track = ScoreTick(tpq), TrackTick("melody", 73)
    for onset, duration, pitch in notes:
        track.notes.append(NoteTick(round(onset * tpq), round(duration * tpq), pitch, 90))
    score.tracks.append(track)
    if meter is not None:
        score.time_signatures.append(TimeSignatureTick(0, *meter))
    return score


def untold(text: str) -> ScoreTick:
    """A tune as events alone: no key, no metre, every note as loud."""
    score = notation("abc").score(text)
    while len(score.tracks) > 1:
        score.tracks.pop()
    for told in (score.key_signatures, score.time_signatures):
        while len(told):
            told.pop()
    for note in score.tracks[0].notes:
        note.velocity = 90
    return score


def folk(collections: list[tuple[str, str]], count: int) -> list[str]:
    """Tunes of the books of dances, in a usual key and metre."""
    chosen = []
    for place, text in random.Random(11).sample(collections, 1500):
        tune = parse(text)
        usual = (tune.meter.numerator, tune.meter.denominator) in METERS and tune.key.tonic
        usual = usual and not tune.key.explicit and not place.startswith("essen")
        if usual and notation("abc").score(text).note_num() >= 20:
            chosen.append(text)
        if len(chosen) == count:
            break
    return chosen


def test_keys_and_metres_of_tunes_that_do_not_say_them(collections: list[tuple[str, str]]) -> None:
    tunes = folk(collections, 80)
    keys = meters = 0
    for text in tunes:
        tune, reading = parse(text), read_score(untold(text))
        keys += reading.keys[0][1].fifths == tune.key.fifths
        meters += METERS[reading.bars[0].meter] == METERS[tune.meter.numerator, tune.meter.denominator]
    assert keys >= 0.85 * len(tunes)
    assert meters >= 0.85 * len(tunes)


def test_a_scale_is_in_its_key_and_ends_on_its_tonic() -> None:
    scale = [(pitch, 1.0) for pitch in (62, 64, 66, 67, 69, 71, 73, 74)]
    assert find_key(histogram(scale), 2)[0].name == "D"
    assert find_key(histogram(scale), 11)[0].name == "Bm"
    assert [named(tonic, "major").fifths for tonic in range(12)] == [0, -5, 2, -3, 4, -1, -6, 1, -4, 3, -2, 5]
    assert [stated(fifths, True).name for fifths in (-3, 0, 3)] == ["Cm", "Am", "F#m"]


def test_a_stated_key_is_believed_but_for_a_default_that_is_clearly_wrong() -> None:
    notes = [(i, 1, pitch) for i, pitch in enumerate((64, 66, 68, 69, 71, 73, 75, 76, 71, 68, 64))]
    for fifths, expected in ((0, "E"), (2, "D")):
        score = line(*notes)
        score.key_signatures.append(KeySignatureTick(0, fifths, 0))
        assert read_score(score).keys[0][1].name == expected
    assert "the file states C major" in " ".join(read_score(line_in_c(notes)).inferences)


def line_in_c(notes: list[tuple[float, float, int]]) -> ScoreTick:
    score = line(*notes)
    score.key_signatures.append(KeySignatureTick(0, 0, 0))
    return score


def test_what_is_written_keeps_its_times_and_what_is_played_is_brought_to_a_grid() -> None:
    written = quantize([(0, 160), (160, 320), (320, 480), (480, 600), (600, 720), (720, 1176)], 480)
    assert written.exact
    assert [on for on, _ in written.times] == [
        0,
        Fraction(1, 3),
        Fraction(2, 3),
        1,
        Fraction(5, 4),
        Fraction(3, 2),
    ]
    assert written.times[0] == (0, Fraction(1, 3))
    played = quantize([(7, 110), (131, 239), (236, 349), (367, 470), (473, 640), (633, 790), (807, 955)], 480)
    assert not played.exact
    assert [on for on, _ in played.times] == [
        0, Fraction(1, 4), Fraction(1, 2), Fraction(3, 4), 1, Fraction(4, 3), Fraction(5, 3)]  # fmt: skip
    assert all(end == after for (_, end), (after, _) in zip(played.times, played.times[1:], strict=False))
    assert 0.01 < played.shift < 0.06
    assert quantize([(7, 110), (250, 400)], 480, grid=8).times == ((0, Fraction(1, 2)), (Fraction(1, 2), 1))


def test_pickups_by_the_convention_by_silence_and_by_word() -> None:
    notes = [(i, 1, 60 + i % 5) for i in range(9)]
    score = line(*notes, meter=None)
    for time, meter in ((0, (1, 4)), (480, (4, 4))):
        score.time_signatures.append(TimeSignatureTick(time, *meter))
    reading = read_score(score)
    assert [(bar.onset, bar.end) for bar in reading.bars] == [(0, 1), (1, 5), (5, 9)]
    assert "pickup: 1/4, as the file states" in reading.inferences
    late = read_score(line(*((on + 7, duration, pitch) for on, duration, pitch in notes)))
    assert late.bars[0].end == 1
    assert late.parts[0].sounds[0].onset == 0
    assert any("7 quarter notes before the music" in sentence for sentence in late.inferences)
    assert read_score(line(*notes), pickup="1/2").bars[0].end == 2


def test_bars_end_with_a_metre_that_changes_and_short_by_the_pickup() -> None:
    found = bars([(Fraction(0), (4, 4)), (Fraction(6), (3, 4))], Fraction(0), Fraction(9))
    assert [(bar.onset, bar.end) for bar in found] == [(0, 4), (4, 6), (6, 9)]
    assert bars([(Fraction(0), (6, 8))], Fraction(1, 2), Fraction(6))[-1].end == 6
    assert bars([(Fraction(0), (6, 8))], Fraction(1, 2), Fraction(25, 4))[-1].end == Fraction(13, 2)
    with pytest.raises(TunesmithError, match="too long"):
        bars([(Fraction(0), (2, 4))], Fraction(0), Fraction(10**9))


@pytest.mark.parametrize(
    "wish", [{"key": "H"}, {"meter": "6"}, {"pickup": "x"}, {"pickup": "-1/8"}, {"grid": 5}]
)
def test_wishes_that_cannot_be_are_refused(wish: dict[str, object]) -> None:
    with pytest.raises(TunesmithError):
        read_score(line((0, 1, 60)), **wish)  # type: ignore[arg-type]
