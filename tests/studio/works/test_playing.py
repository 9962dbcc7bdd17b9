import io
from typing import Any

import numpy as np
import pytest
import soundfile

from tunesmith.errors import TunesmithError
from tunesmith.studio.works.playing import play

TUNE = "X:1\nM:4/4\nL:1/4\nQ:1/4=120\nK:C\nC4|G4|c4|\n"  # each note lasts two seconds
PITCHES = (261.6, 392.0, 523.3)
EIGHTHS = "X:1\nM:4/4\nL:1/8\nQ:1/4=60\nK:C\nCDEF GABc|\n"
JIG = "X:1\nM:6/8\nL:1/8\nQ:3/8=60\nK:G\nD|G3 B3|A3 D2:|\n"


def heard(content: str, **wishes: Any) -> dict[str, Any]:
    (found,) = play("abc", content, {"instrument": "ocarina", **wishes})
    return found


def samples(found: dict[str, Any]) -> tuple[np.ndarray[Any, Any], int]:
    sound, rate = soundfile.read(io.BytesIO(found["sound"]))
    assert len(sound) / rate == pytest.approx(found["seconds"], abs=0.01)
    return sound.mean(axis=1), rate


def pitch(found: dict[str, Any], on: float, off: float) -> float:
    """The strongest frequency between two moments, Hz."""
    sound, rate = samples(found)
    part = sound[int((on + 0.1) * rate) : int((off - 0.1) * rate)]
    spectrum = np.abs(np.fft.rfft(part * np.hanning(len(part))))
    return float(spectrum.argmax() * rate / len(part))


@pytest.mark.parametrize(
    ("wishes", "first", "length"),
    [
        ({}, 0.0, 2.0),
        ({"tempo": 240}, 0.0, 1.0),
        ({"count_in": True}, 2.0, 2.0),
        ({"count_in": True, "tempo": 60, "swing": 0.6}, 4.0, 4.0),
    ],
)
def test_the_notes_are_heard_when_it_says(wishes: dict[str, Any], first: float, length: float) -> None:
    found = heard(TUNE, **wishes)
    assert [note for _, _, note in found["notes"]] == ["n30", "n33", "n36"]
    for place, (on, off, _) in enumerate(found["notes"]):
        assert on == pytest.approx(first + place * length, abs=0.01)
        assert off == pytest.approx(on + length, abs=0.01)
        assert pitch(found, on, off) == pytest.approx(PITCHES[place], rel=0.02)
    assert [number for _, number in found["bars"]] == [1, 2, 3]
    assert [on for on, _ in found["bars"]] == [on for on, _, _ in found["notes"]]


def test_a_swung_eighth_comes_late() -> None:
    straight = heard(EIGHTHS)
    found = heard(EIGHTHS, swing=0.75)
    assert [on for on, _, _ in straight["notes"]] == pytest.approx([n / 2 for n in range(8)], abs=0.01)
    assert [on for on, _, _ in found["notes"]] == pytest.approx(
        [beat + late for beat in range(4) for late in (0, 0.75)], abs=0.01
    )


def test_repeats_are_counted_as_they_are_played_and_a_pickup_counted_in() -> None:
    found = heard(JIG, count_in=True)
    assert [number for _, number in found["bars"]] == [0, 1, 2, 0, 1, 2]
    assert found["notes"][0][0] == pytest.approx(2 + 5 / 3, abs=0.02)  # two beats, and five of six eighths


def test_the_metronome_beats_in_rests_too() -> None:
    silent, beaten = (
        samples(heard("X:1\nM:3/4\nL:1/4\nQ:1/4=60\nK:C\nC3|z3|C3|\n", metronome=on)) for on in (False, True)
    )
    for beat in (3, 4, 5):
        peaks = [np.abs(sound[int((beat - 0.02) * rate) : int((beat + 0.2) * rate)]).max()
                 for sound, rate in (silent, beaten)]  # fmt: skip
        if beat > 3:  # the note before has rung out
            assert peaks[0] < 0.02
        assert peaks[1] > 0.05


def test_what_cannot_be_heard_is_refused() -> None:
    with pytest.raises(TunesmithError, match="drone cannot be heard in abc"):
        heard(TUNE, drone=True)
    with pytest.raises(TunesmithError, match="no option soundfont"):
        heard(TUNE, soundfont="/etc/passwd")
    with pytest.raises(TunesmithError, match="no option samples"):
        heard(TUNE, samples="/etc")
    with pytest.raises(TunesmithError, match="tempo: "):
        heard(TUNE, tempo=0)
    with pytest.raises(TunesmithError, match="100,000 at most"):
        heard("X:1\nK:C\n" + "C" * 100_000)
