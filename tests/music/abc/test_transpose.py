"""Transposition inside the text."""

import pytest

from tunesmith.errors import TunesmithError
from tunesmith.music.abc.chord_symbol import chord_symbol, transpose_symbol
from tunesmith.music.abc.parser import parse
from tunesmith.music.abc.transpose import transpose, transpose_to
from tunesmith.music.abc.tune import STEPS, Note, Tune

HEADER = "X:1\nT:F to G\nM:6/8\nK:"


def sounding(text: str) -> list[list[int]]:
    """MIDI numbers of every notehead, grace notes first."""
    result = []
    for element in parse(text).body:
        if isinstance(element, Note):
            result += [[pitch.midi for pitch in note.pitches] for note in (*element.graces, element)]
    return result


def assert_moved(place: str, text: str, semitones: int) -> None:
    moved = transpose(text, semitones)
    assert sounding(moved) == [[midi + semitones for midi in chord] for chord in sounding(text)], place
    assert sounding(transpose(moved, -semitones)) == sounding(text), place


def harmony(tune: Tune, semitones: int = 0) -> list[tuple[int, str, int | None]]:
    """Of every chord symbol: the pitch class of its root, its suffix, the pitch class of its bass."""
    found = []
    for element in tune.body:
        symbol = chord_symbol(element.symbol) if isinstance(element, Note) and element.symbol else None
        if symbol is not None:
            root = (STEPS[symbol.root] + symbol.alter + semitones) % 12
            bass = (STEPS[symbol.bass] + symbol.bass_alter + semitones) % 12 if symbol.bass else None
            found.append((root, symbol.suffix, bass))
    return found


def signs(tune: Tune) -> int:
    """How many accidentals are written."""
    notes = [n for element in tune.body if isinstance(element, Note) for n in (*element.graces, element)]
    return sum(pitch.accidental is not None for note in notes for pitch in note.pitches)


def assert_spelled(place: str, text: str, semitones: int) -> None:
    """No accidental is added that the source does not have, and the harmony moves with the notes."""
    before, after = parse(text), parse(transpose(text, semitones))
    assert signs(after) <= signs(before), place
    assert harmony(after) == harmony(before, semitones), place


@pytest.mark.parametrize(
    ("semitones", "before", "after"),
    [
        (2, "D\nFAd|^c=c_B|", "E\nGBe|^d=d=c|"),
        (-2, "D\nFAd|^c=c_B|", "C\nEGc|=B_B_A|"),
        (1, "C\nCDE|", "Db\nDEF|"),
        (12, "G\nB,CGc|", "G\nBcgc'|"),
        (-12, "G\nB,CGc|", "G\nB,,C,G,C|"),
        (5, "A Dorian % modal\n[CEA]2 {/gf}e>d|", "D Dorian % modal\n[FAd]2 {/c'b}a>g|"),
        (2, 'G\n"G"G2 "D7/f#"A "4"B "^Am"c "Fine"d|', 'A\n"A"A2 "E7/g#"B "4"c "^Am"d "Fine"e|'),
        (3, "D\nF [K:G] F\nK:Bm\nF|", "F\nA [K:Bb] A\nK:Dm\nA|"),
        (2, "Dmix=c clef=bass\nFc|", "Emix=d clef=bass\nGd|"),
        (2, "Hp\nFcg|", "Bmix\nGda|"),
        (2, "none\nCE^F|", "none\nD^F^G|"),
        (7, "C exp ^f\nFCB|", "G exp ^f ^c\ncGf|"),
    ],
)
def test_by_hand(semitones: int, before: str, after: str) -> None:
    assert transpose(HEADER + before, semitones) == HEADER + after
    assert_moved(before, HEADER + before, semitones)


def test_spacing_comments_and_other_text_stay() -> None:
    text = HEADER + "D\r\n|: A  B%  c d\r\nw: A B c\r\n% D E F\r\n[P:A] `A y !f!e  :|\r\n\r\nD E F is text"
    moved = transpose(text, 2)
    assert (
        moved
        == HEADER + "E\r\n|: B  c%  c d\r\nw: A B c\r\n% D E F\r\n[P:A] `B y !f!f  :|\r\n\r\nD E F is text"
    )


def test_a_note_that_would_need_a_triple_sharp_is_respelled() -> None:
    text = HEADER + "F\n^^B B|B|"  # B flat in the key, two semitones above B here
    assert sounding(text) == [[73], [73], [70]]
    for semitones in range(-11, 12):
        assert_moved(str(semitones), text, semitones)


def test_ties_keep_their_pitch_over_the_bar() -> None:
    for semitones in range(-11, 12):
        assert_moved(str(semitones), HEADER + "D\n^d2-|{f}d d [^g-b]|[gb] g|", semitones)


def test_by_nothing_is_nothing() -> None:
    assert transpose("anything at all", 0) == "anything at all"


@pytest.mark.parametrize("text", ["X:1\nM:C\nABc|", HEADER + "H\nABc|", "", HEADER + "C\nc''''"])
def test_what_cannot_be_transposed_says_why(text: str) -> None:
    with pytest.raises(TunesmithError, match="cannot transpose"):
        transpose(text, 5)


SEMITONES = [semitones for semitones in range(-12, 13) if semitones]


def test_real_tunes_by_every_interval(some_tunes: list[tuple[str, str]]) -> None:
    for number, (place, text) in enumerate(some_tunes):
        if "\nK: H\n" not in text:  # a slip for K: G in one tune
            assert_moved(place, text, SEMITONES[number % 24])
            assert_spelled(place, text, SEMITONES[number % 24])


@pytest.mark.long
@pytest.mark.parametrize("semitones", SEMITONES)
def test_every_tune_by_every_interval(collections: list[tuple[str, str]], semitones: int) -> None:
    for place, text in collections:
        if "\nK: H\n" not in text:
            assert_moved(place, text, semitones)
            assert_spelled(place, text, semitones)


@pytest.mark.parametrize(
    ("wanted", "before", "after"),
    [
        ("A", "D\nFAd|", "A\nCEA|"),  # the nearer way is down a fourth
        ("A", "G\nGBd|", "A\nAce|"),
        ("Ab", "D\nFAd|", "Ab\ncea|"),  # a tritone goes up
        ("F#", 'Gb\n"Gb"GB=d|', 'F#\n"F#"FA^^c|'),  # the spelling asked for
        ("C#", "C\nCEB|", "C#\nCEB|"),
        ("Bdor", "A Dorian\nAcf|", "B Dorian\nBdg|"),
        ("b minor", "Em\nEG^d|", "Bm\nB,D^A|"),
        ("E", "D exp ^f\nDFA|", "E exp ^f ^c ^g\nEGB|"),
        ("D", "Hp\nAcf|", "Dmix\ndfb|"),
        ("G#", "Fm\nFA=B|[K:Ab]c|", "G#m\nGB^^c|[K:B]d|"),
    ],
)
def test_to_a_key_by_hand(wanted: str, before: str, after: str) -> None:
    assert transpose_to(HEADER + before, wanted) == HEADER + after


@pytest.mark.parametrize(
    ("text", "shift", "moved"),
    [
        ("A7/c#", 2, "B7/d#"),  # up a tone: the third of B7 is D sharp
        ("D#dim7", -2, "C#dim7"),
        ("F#", 6, "B#"),
        ("C#7", 7, "D7"),  # never a double sharp
        ("Bb", -6, "Fb"),
        ("Gb/Bb", -5, "G/B"),  # root and bass in one spelling
        ("B#", 1, "G"),
    ],
)
def test_chord_symbols_by_hand(text: str, shift: int, moved: str) -> None:
    assert transpose_symbol(text, shift) == moved


def test_symbol_lines_move() -> None:
    text = HEADER + 'D\nDEF|\ns: "D" * "A7/c#"\nw: "A" is a word'
    assert transpose(text, 2) == HEADER + 'E\nEFG|\ns: "E" * "B7/d#"\nw: "A" is a word'


@pytest.mark.parametrize(
    "text", ["Am", "F#m7b5", "Bb", "Gsus4", "D7/f#", "Cmaj7", "E°", "Adim", "(D7)", "C6", "G7(b9)"]
)
def test_chords(text: str) -> None:
    assert chord_symbol(text) is not None
    assert transpose_symbol(text, 0) == text
    assert transpose_symbol(transpose_symbol(text, 2), -2) == text


@pytest.mark.parametrize("text", ["4", "Fine", "D.C.", "Segno", "Coda", "Ad lib", "Allegro", "f", "tr", ""])
def test_words_are_no_chords(text: str) -> None:
    assert chord_symbol(text) is None
    assert transpose_symbol(text, 3) == text
