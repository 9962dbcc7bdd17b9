"""The words of performance.v1, worked out by hand."""

import random

import pytest

from tunesmith.codecs import masks
from tunesmith.codecs.performance import Performance
from tunesmith.errors import TunesmithError
from tunesmith.music.abc.grammar.controls import Controls
from tunesmith.music.midi.text import read
from tunesmith.music.piece import Piece

CODEC = Performance.learn([])


def words(*lines: str) -> list[str]:
    """At 50 ticks a quarter and a tempo of 120, as this codec writes them: a tick is 10 ms."""
    return CODEC.encode(Piece("", "", "midi", "\n".join(["ticks 50", *lines]) + "\n", ""))


def test_vocabulary() -> None:
    assert len(CODEC.vocabulary) == 389  # the paper's 388, and the end


def test_hand_written() -> None:
    """A third, then after 1.23 s its lower note again with the upper one still down, louder."""
    written = words("track 52", "30 123 60 64", "30 223 64 64", "153 100 60 100", "track drums", "0 9 36 1")
    assert written == [
        "shift:30",
        "velocity:16",
        "on:60",
        "on:64",
        "shift:100",
        "shift:23",
        "off:60",
        "velocity:25",
        "on:60",
        "shift:100",
        "off:60",
        "off:64",
        "end",
    ]
    score = CODEC.read(written)
    assert (score.ticks_per_quarter, score.tempos[0].qpm, score.tracks[0].program) == (50, 120, 0)
    notes = sorted((n.time, n.duration, n.pitch, n.velocity) for n in score.tracks[0].notes)
    assert notes == [(30, 123, 60, 66), (30, 223, 64, 66), (153, 100, 60, 102)]


def test_the_tempo_map_is_followed() -> None:
    """Three quarters at 120, 60 and 240: begin at 0, 0.5 and 1.5 s, the last ends at 1.75 s."""
    written = words("tempo 50 60", "tempo 100 240", "track 0", "0 50 60 0", "50 50 60 0", "100 50 60 0")
    expected = "velocity:0 on:60 shift:50 off:60 on:60 shift:100 off:60 on:60 shift:25 off:60 end"
    assert written == expected.split()


def test_struck_again_while_it_sounds() -> None:
    assert words("track 0", "0 90 60 0", "track 1", "40 20 60 0", "40 10 60 90") == (
        ["velocity:0", "on:60", "shift:40", "off:60", "on:60", "shift:20", "off:60", "end"]
    )


def test_the_oldest_makes_room_for_the_thirteenth() -> None:
    notes = [f"{place} {50 - place} {40 + place} 0" for place in range(13)]
    written = words("track 0", *notes)
    place = written.index("on:52")
    assert written[place - 2 : place + 1] == ["shift:1", "off:40", "on:52"]
    together = words("track 0", *(f"0 9 {40 + place} 0" for place in range(14)))
    assert sum(word.startswith("on") for word in together) == 12
    assert "on:52" not in together


def test_short_notes_and_the_end_of_time() -> None:
    fast = words("tempo 0 6000", "track 0", "0 1 60 0", "500 50 62 0")
    assert fast == [
        "velocity:0",
        "on:60",
        "shift:1",
        "off:60",
        "shift:9",
        "on:62",
        "shift:1",
        "off:62",
        "end",
    ]
    four_hours = 4 * 60 * 60 * 100
    long = words("track 0", f"{four_hours - 1} 500 60 0", f"{four_hours} 5 62 0")
    assert long[-5:] == ["velocity:0", "on:60", "shift:1", "off:60", "end"]
    with pytest.raises(TunesmithError, match="silent for longer"):
        words("track 0", f"{four_hours} 500 60 0")


def may(*text: str, controls: Controls | None = None) -> set[str]:
    """What the grammar lets follow."""
    grammar = CODEC.grammar(controls or Controls())
    state = grammar.start()
    for word in text:
        state = grammar.advance(state, CODEC.vocabulary.index(word))
    return {CODEC.vocabulary[index] for index in grammar.allowed(state).nonzero()[0]}


def kinds(found: set[str]) -> set[str]:
    return {word.partition(":")[0] for word in found}


def test_what_may_follow() -> None:
    assert kinds(may()) == {"shift", "velocity"}
    assert kinds(may("velocity:3")) == {"on"}
    struck = may("velocity:3", "on:60")
    assert kinds(struck) == {"shift", "velocity", "on"}
    assert "velocity:3" not in struck
    assert {"on:59", "on:60"}.isdisjoint(struck)
    assert "on:61" in struck
    later = may("velocity:3", "on:60", "on:64", "shift:5")
    assert kinds(later) == {"off", "on", "velocity"}
    assert {word for word in later if word.startswith("off")} == {"off:60", "off:64"}
    assert {
        word for word in may("velocity:3", "on:60", "on:64", "shift:5", "off:64") if "off" in word
    } == set()
    assert "shift" in kinds(may("velocity:3", "on:60", "shift:100"))
    assert "end" in may("velocity:3", "on:60", "shift:5", "off:60")
    assert "end" not in may("velocity:3", "on:60", "shift:5", "off:60", "shift:5")
    full = may("velocity:3", *(f"on:{pitch}" for pitch in range(40, 52)))
    assert kinds(full) == {"shift"}


def test_near_the_end_of_time() -> None:
    """Two seconds: what sounds ends then, from below, and nothing begins any more."""
    bar = Controls(most_bars=1)
    begun = ["velocity:3", "on:60", "on:64", "shift:100"]
    assert "shift:100" in may(*begun, controls=bar)
    assert may(*begun, "shift:100", controls=bar) == {"off:60"}
    assert may(*begun, "shift:100", "off:60", controls=bar) == {"off:64"}
    assert may(*begun, "shift:100", "off:60", "off:64", controls=bar) == {"end"}
    silent = may(*begun, "off:60", "off:64", controls=bar)
    assert "shift:99" in silent
    assert "shift:100" not in silent  # a note has to begin yet, and end
    assert kinds(may(*begun, "off:60", "off:64", "shift:99", controls=bar)) == {"on", "velocity"}


def test_bars_are_two_seconds() -> None:
    grammar, state = CODEC.grammar(Controls()), CODEC.grammar(Controls()).start()
    for word in ["velocity:3", "on:60", *["shift:100"] * 5]:
        state = grammar.advance(state, CODEC.vocabulary.index(word))
    assert grammar.bars(state) == 2


@pytest.mark.parametrize("demand", [{"key": "D"}, {"meter": "3/4"}, {"bars": 8}])
def test_demands_that_cannot_be_kept(demand: dict[str, object]) -> None:
    with pytest.raises(TunesmithError, match=f"--{next(iter(demand))} cannot be kept"):
        CODEC.grammar(Controls.read(**demand))  # type: ignore[arg-type]


def test_masks_do_not_pile_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(masks, "MOST_NUMBERS", 50 * len(CODEC.vocabulary))
    grammar, chance = CODEC.grammar(Controls()), random.Random(0)
    state, most = grammar.start(), 0
    for _ in range(2_000):
        may = [i for i in grammar.allowed(state).nonzero()[0].tolist() if CODEC.vocabulary[i] != "end"]
        state = grammar.advance(state, chance.choice(may))
        most = max(most, len(grammar._masks._known))
    assert 40 < most <= 52


def test_reading_what_is_left_open() -> None:
    score = CODEC.read(["on:60", "shift:3", "on:60", "off:61", "off:60", "on:62", "shift:7"])
    assert [(n.time, n.duration, n.pitch) for n in score.tracks[0].notes] == [
        (0, 3, 60),
        (3, 1, 60),
        (3, 7, 62),
    ]
    assert read("ticks 50\n").note_num() == 0
