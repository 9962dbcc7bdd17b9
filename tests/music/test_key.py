"""Keys: every way of writing one, and where transposition takes them."""

import pytest

from tunesmith.errors import TunesmithError
from tunesmith.music.key import C_MAJOR, Key, parse_key, signature, spell, tonic_fifths, transpose_key


def read(text: str) -> Key:
    key, complaint = parse_key(text)
    assert key is not None
    assert complaint == ""
    return key


@pytest.mark.parametrize(
    ("text", "name", "fifths"),
    [
        ("C", "C", 0),
        ("G", "G", 1),
        ("Bb", "Bb", -2),
        ("F#m", "F#m", 3),
        ("E Minor", "Em", 1),
        ("AMin", "Am", 0),
        ("Ebmaj", "Eb", -3),
        ("D Major", "D", 2),
        ("A Dorian", "Ador", 1),
        ("ADor", "Ador", 1),
        ("EDorian", "Edor", 2),
        ("A Mixolydian", "Amix", 2),
        ("DMIX", "Dmix", 1),
        ("Dmixm", "Dmix", 1),  # only three letters count
        ("Bphr", "Bphr", 1),
        ("Glyd", "Glyd", 2),
        ("F#loc", "F#loc", 1),
        ("C ion", "C", 0),
        ("A aeolian", "Am", 0),
        ("Gm clef=bass octave=-1 middle=d", "Gm", -2),
        ("D treble", "D", 2),
        ("Em bass-8", "Em", 1),
    ],
)
def test_a_mode_in_any_spelling(text: str, name: str, fifths: int) -> None:
    key = read(text)
    assert (key.name, key.fifths) == (name, fifths)
    assert key.alterations == signature(fifths)
    assert key.text == text


def test_signatures_alter_the_right_steps() -> None:
    assert read("E").alterations == {"F": 1, "C": 1, "G": 1, "D": 1}
    assert read("Eb").alterations == {"B": -1, "E": -1, "A": -1}
    assert [read("D").alter(step) for step in "CDEFGAB"] == [1, 0, 0, 1, 0, 0, 0]


def test_explicit_accidentals_change_the_signature() -> None:
    assert read("D =c").alterations == {"F": 1}
    assert read("Dmix=c").alterations == {"F": 1}
    assert read("Am ^g").alterations == {"G": 1}
    assert read("D ^f _b").alterations == {"F": 1, "C": 1, "B": -1}
    assert read("D exp _b ^g").alterations == {"B": -1, "G": 1}
    assert read("D exp _b ^g").name == "D exp ^g _b"
    assert read("D =c").explicit == {"C": 0}


def test_keys_without_a_tonic() -> None:
    assert read("none").alterations == {}
    assert read("").tonic == ""
    assert read("Hp").alterations == {"F": 1, "C": 1}
    assert read("Hp").fifths == 2
    assert read("HP").fifths == 0
    assert parse_key("treble") == (None, "")
    assert parse_key("clef=bass") == (None, "")


@pytest.mark.parametrize(("text", "tonic"), [("Bn", "B"), ("Es", "E"), ("A moll", "A")])
def test_a_strange_mode_is_reported_and_read_as_major(text: str, tonic: str) -> None:
    key, complaint = parse_key(text)
    assert key is not None
    assert (key.tonic, key.mode) == (tonic, "major")
    assert "not understood" in complaint


@pytest.mark.parametrize("text", ["H", "?", "1", "G#", "D#"])
def test_what_is_no_key(text: str) -> None:
    key, complaint = parse_key(text)
    assert key is None
    assert text in complaint


def test_the_line_of_fifths() -> None:
    assert [spell(place) for place in (-9, -2, 0, 6, 8, 13)] == ["Bbb", "Bb", "C", "F#", "G#", "F##"]
    assert all(tonic_fifths(spell(place)) == place for place in range(-15, 20))


@pytest.mark.parametrize(
    ("text", "semitones", "name"),
    [
        ("D", 2, "E"),
        ("C", 1, "Db"),
        ("C", 6, "Gb"),
        ("Em", 2, "F#m"),
        ("Am", 6, "Ebm"),
        ("Ador", -2, "Gdor"),
        ("Cb", 0, "B"),
        ("D =c", 2, "E =d"),
        ("Hp", 2, "Bmix"),
        ("none", 5, "none"),
        ("Dmix", 12, "Dmix"),
    ],
)
def test_transposed_keys_have_the_fewest_accidentals(text: str, semitones: int, name: str) -> None:
    assert transpose_key(read(text), semitones).name == name


@pytest.mark.parametrize("semitones", range(-12, 13))
@pytest.mark.parametrize("text", ["C", "F#m", "Ador", "Dphr", "Gmix =f", "E exp ^f _b"])
def test_a_transposed_key_has_the_same_scale_moved(text: str, semitones: int) -> None:
    steps = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}

    def scale(key: Key, by: int) -> set[int]:
        return {(semitone + key.alter(step) + by) % 12 for step, semitone in steps.items()}

    key = read(text)
    moved = transpose_key(key, semitones)
    assert scale(key, semitones) == scale(moved, 0)
    assert abs(moved.fifths) <= 6
    assert read(moved.name).alterations == moved.alterations


def test_no_key_gets_a_triple_sharp() -> None:
    with pytest.raises(TunesmithError, match="triple"):
        transpose_key(read("F ^^b"), 6)


def test_c_major_is_plain() -> None:
    assert C_MAJOR.name == "C"
    assert C_MAJOR.alterations == {}
