"""The sound of the strokes: pitch, partials, length, glide, damping, and how they add up."""

import numpy as np
import pytest

from tunesmith.errors import TunesmithError
from tunesmith.music.tabla.hits import GE, KE, NA, RE, STROKES, TE, TIN, TUN, Hit
from tunesmith.render.audio import PEAK, RATE
from tunesmith.render.tabla.strokes import VARIATIONS, Sound, stroke_sound
from tunesmith.render.tabla.synth import _played, mix, synthesize

PITCH = 293.66


def plain(*hits: Hit, pitch: float = PITCH) -> Sound:
    """What is written, exactly, with nothing brought to a level."""
    return mix([(hit, 0) for hit in hits], pitch, {})


def spectrum(sound: Sound, start: float, seconds: float) -> tuple[np.ndarray, np.ndarray]:
    """Frequencies and levels of a stretch of the sound, a quarter of a hertz apart."""
    part = sound[:, int(start * RATE) : int((start + seconds) * RATE)].mean(axis=0)
    size = 4 * RATE
    return np.fft.rfftfreq(size, 1 / RATE), np.abs(np.fft.rfft(part * np.hanning(len(part)), size))


def strongest(sound: Sound, low: float, high: float, start: float = 0.0, seconds: float = 0.3) -> float:
    """Hz of the strongest partial between two frequencies."""
    hertz, level = spectrum(sound, start, seconds)
    inside = (hertz >= low) & (hertz <= high)
    return float(hertz[inside][np.argmax(level[inside])])


def level(sound: Sound, hertz: float) -> float:
    frequencies, levels = spectrum(sound, 0, 0.3)
    return float(levels[np.abs(frequencies - hertz) < 6].max())


def length(sound: Sound) -> float:
    """Seconds until 99 % of the energy has passed."""
    energy = np.cumsum(np.square(sound, dtype=np.float64).sum(axis=0))
    return float(np.searchsorted(energy, 0.99 * energy[-1]) / RATE)


# what each stroke is


@pytest.mark.parametrize("pitch", [277.18, 293.66])  # C sharp and D
def test_dayan_is_tuned(pitch: float) -> None:
    for stroke, partial in ((TIN, 1), (TUN, 1), (NA, 2)):
        found = strongest(plain(Hit(0, stroke), pitch=pitch), 0.5 * pitch, 4.5 * pitch)
        assert found == pytest.approx(partial * pitch, rel=0.006), stroke


def test_partials_of_na_are_nearly_harmonic_and_of_tun_and_te_are_not() -> None:
    for number in (2, 3, 4, 5):
        found = strongest(plain(Hit(0, NA)), (number - 0.4) * PITCH, (number + 0.4) * PITCH)
        assert found / PITCH == pytest.approx(number, abs=0.05)
    tun = [strongest(plain(Hit(0, TUN)), (n - 0.35) * PITCH, (n + 0.35) * PITCH) for n in (1.65, 3.5)]
    assert all(abs(found / PITCH - round(found / PITCH)) > 0.3 for found in tun)
    te = plain(Hit(0, TE))
    assert level(te, 2 * PITCH) < 0.05 * level(plain(Hit(0, NA)), 2 * PITCH)
    # Nothing in it stands out by more than twice its neighbourhood.
    hertz, levels = spectrum(te, 0, 0.1)
    near, wide = (
        levels[np.abs(hertz - 2 * PITCH) < 10].mean(),
        levels[np.abs(hertz - 2 * PITCH) < 120].mean(),
    )
    assert near < 2 * wide


def test_rim_and_middle() -> None:
    na, tin = plain(Hit(0, NA)), plain(Hit(0, TIN))
    assert level(na, 2 * PITCH) > 3 * level(na, PITCH)
    assert level(na, 3 * PITCH) > 3 * level(na, PITCH)
    assert level(tin, PITCH) > 3 * level(tin, 3 * PITCH)


def test_closed_strokes_are_short() -> None:
    for stroke in (TE, RE, KE):
        assert length(plain(Hit(0, stroke))) < 0.08
    for stroke in (NA, TIN, TUN, GE):
        assert length(plain(Hit(0, stroke))) > 0.25


def test_re_is_brighter_than_te() -> None:
    def centre(stroke: str) -> float:
        hertz, levels = spectrum(plain(Hit(0, stroke)), 0, 0.08)
        return float((hertz * levels).sum() / levels.sum())

    assert centre(RE) > 1.15 * centre(TE)


def test_ge_glides_upwards_from_90_hz() -> None:
    ge = plain(Hit(0, GE))
    early, late = strongest(ge, 60, 160, 0, 0.06), strongest(ge, 60, 160, 0.5, 0.3)
    assert early == pytest.approx(96, abs=5)
    assert late == pytest.approx(90 * 1.32, abs=2)


def test_variations_differ_a_little() -> None:
    for stroke in STROKES:
        takes = [stroke_sound(stroke, PITCH, number) for number in range(VARIATIONS)]
        assert not any(np.array_equal(takes[0], take) for take in takes[1:])
        peaks = [np.abs(take).max() for take in takes]
        assert max(peaks) < 1.6 * min(peaks), stroke


# how strokes add up


def test_dha_is_na_and_ge() -> None:
    both = plain(Hit(0.1, NA, 0.8), Hit(0.1, GE, 0.8))
    na, ge = plain(Hit(0.1, NA, 0.8)), plain(Hit(0.1, GE, 0.8))
    total = np.zeros_like(both)
    total[:, : na.shape[1]] += na
    total[:, : ge.shape[1]] += ge
    np.testing.assert_allclose(both, total, atol=1e-6)


def test_the_next_stroke_stills_the_same_drum_and_no_other() -> None:
    def ringing(hits: list[Hit]) -> float:
        return float(np.abs(plain(*hits)[:, int(0.6 * RATE) : int(0.7 * RATE)]).max())

    alone = ringing([Hit(0, TUN)])
    assert alone > 0.05
    assert ringing([Hit(0, TUN), Hit(0.3, TE)]) == 0  # te is over by then, and so is what rang
    assert ringing([Hit(0, TUN), Hit(0.3, KE)]) == pytest.approx(alone)
    late = plain(Hit(0, TUN), Hit(0.3, TUN))[:, int(0.35 * RATE) : int(0.9 * RATE)]
    fresh = plain(Hit(0, TUN))[:, int(0.05 * RATE) : int(0.6 * RATE)]
    np.testing.assert_allclose(late, fresh, atol=1e-5)  # nothing is left of the first


def test_silence_before_and_after() -> None:
    sound = synthesize([Hit(0.5, NA), Hit(0.6, TE)], human=0)
    assert np.abs(sound[:, : int(0.5 * RATE)]).max() == 0
    assert np.abs(sound[:, int(0.5 * RATE) : int(0.51 * RATE)]).max() > 0.1
    assert np.abs(sound[:, int(1.2 * RATE) :]).max() == 0
    assert synthesize([]).shape == (2, RATE)
    assert not synthesize([]).any()


def test_louder_is_louder() -> None:
    soft, loud = (np.abs(plain(Hit(0, NA, loudness))).max() for loudness in (0.4, 0.8))
    assert loud / soft == pytest.approx(2**1.4)


@pytest.mark.parametrize("count", [1, 40])
def test_peak(count: int) -> None:
    hits = [Hit(0.05 * number, stroke, 1.0) for number in range(count) for stroke in (NA, GE)]
    sound = synthesize(hits, drone=True, sams=[0.0, 1.0])
    assert np.abs(sound).max() == pytest.approx(PEAK)
    assert sound.dtype == np.float32
    assert sound[:, -1].max() == 0


def test_places_are_mild_and_apart() -> None:
    def lean(stroke: str) -> float:
        left, right = np.square(plain(Hit(0, stroke))).sum(axis=1)
        return float(right / left)

    assert 1.2 < lean(NA) < 2.5
    assert 0.4 < lean(GE) < 0.85


# the hand


def test_seed() -> None:
    hits = [Hit(0.2 * number, stroke) for number, stroke in enumerate(STROKES)]
    first = synthesize(hits, seed=3)
    np.testing.assert_array_equal(first, synthesize(hits, seed=3))
    other = synthesize(hits, seed=4)
    assert first.shape != other.shape or not np.array_equal(first, other)
    np.testing.assert_array_equal(synthesize(hits, seed=3, human=0), synthesize(hits, seed=4, human=0))


def test_a_hand_is_a_few_milliseconds_off() -> None:
    hits = [Hit(0.5 + number, TE, 0.7) for number in range(40)]
    sound = synthesize(hits, seed=1)
    found = [
        np.flatnonzero(np.abs(sound[0, (at := int((0.4 + number) * RATE)) : at + RATE // 5]) > 1e-3)[0] / RATE
        - 0.1
        for number in range(40)
    ]
    assert 0.001 < np.std(found) < 0.005
    assert max(map(abs, found)) < 0.009


def test_both_hands_of_a_dha_stay_together() -> None:
    both = [Hit(0.3, TE, 0.7), Hit(0.9, NA, 0.7), Hit(0.9, GE, 0.7)]
    sound = synthesize(both, seed=2, human=3)
    # The bayan leans left and the dayan right, yet both sides begin within a tenth of a millisecond.
    begun = [np.flatnonzero(np.abs(side[int(0.7 * RATE) :]) > 1e-4)[0] for side in sound]
    assert abs(int(begun[0]) - int(begun[1])) < 1e-4 * RATE
    played = _played(both, 2, 3.0)
    assert played[1][0].time == played[2][0].time != 0.9


# beside the drums


def test_drone_is_there_quiet_and_in_tune() -> None:
    hits = [Hit(float(number), NA, 1.0) for number in range(12)]
    added = synthesize(hits, drone=True, human=0) - synthesize(hits, human=0)
    assert 0.005 < np.sqrt(np.square(added).mean()) < 0.06
    middle = added[:, 4 * RATE : 8 * RATE]
    hertz, levels = spectrum(middle, 0, 3.9)
    top = hertz[levels > 0.5 * levels.max()]
    harmonics = np.outer((3 / 8, 1 / 2, 1 / 4), np.arange(1, 30)).ravel() * PITCH
    assert all(np.abs(harmonics - found).min() < 2 for found in top)


def test_bell_on_sam() -> None:
    hits = [Hit(0.0, TE), Hit(3.0, TE)]
    without, ringing = synthesize(hits, human=0), synthesize(hits, human=0, sams=[1.0, 99.0])
    stretch = slice(int(0.2 * RATE), int(0.99 * RATE))
    assert np.abs(ringing[:, stretch]).max() == 0
    assert np.abs(without[:, RATE : 2 * RATE]).max() == 0
    assert strongest(ringing, 200, 4000, 1.0, 0.5) == pytest.approx(4 * PITCH, abs=2)


@pytest.mark.parametrize(
    ("hits", "options", "says"),
    [
        ([Hit(0, "dha")], {}, "unknown stroke 'dha': choose from na, tin, tun, te, re, ge, ke"),
        ([Hit(-1, NA)], {}, "time from 0"),
        ([Hit(float("nan"), NA)], {}, "time from 0"),
        ([Hit(0, NA, 1.2)], {}, "loudness of 0 to 1"),
        ([Hit(0, NA), Hit(700, NA)], {}, "12 minutes: shorten it to 10"),
        ([Hit(0, NA)], {"pitch": 50.0}, "50 Hz: choose 100 to 800"),
        ([Hit(0, NA)], {"sams": [-1.0]}, "before the music begins"),
    ],
)
def test_what_cannot_be_played(hits: list[Hit], options: dict[str, object], says: str) -> None:
    with pytest.raises(TunesmithError, match=says):
        synthesize(hits, **options)  # type: ignore[arg-type]
