"""Keys a model hardly knows."""

from tunesmith.generation.homekey import known_key
from tunesmith.music.abc.grammar.controls import Controls

LEARNED = {"D": 50, "G": 50, "C": 30, "Em": 9, "Ab": 1}


def near(key: str, **others: str) -> tuple[str, int, tuple[int, int] | None]:
    controls, semitones = known_key(Controls.read(key=key, **others), LEARNED)
    assert controls.key is not None
    return controls.key.name, semitones, controls.range


def test_a_key_it_knows_stays() -> None:
    assert near("D") == ("D", 0, None)


def test_the_nearest_of_its_mode_takes_the_place_of_a_rare_one() -> None:
    assert near("F#") == ("G", -1, None)
    assert near("Ab") == ("G", 1, None)
    assert near("Ebm") == ("Em", -1, None)
    assert near("Bbm") == ("Em", 6, None)  # a tritone goes up


def test_the_range_moves_the_other_way() -> None:
    assert near("F#", range="G3..B5") == ("G", -1, (56, 84))


def test_where_no_key_of_the_mode_is_known_it_writes_in_the_one_asked_for() -> None:
    assert near("Ador") == ("Ador", 0, None)
