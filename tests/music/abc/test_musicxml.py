"""MusicXML as another program, music21, reads it."""

import importlib.util
import re
import warnings
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tunesmith.music.abc.page.measures import measures
from tunesmith.music.abc.page.musicxml import write_musicxml
from tunesmith.music.abc.parser import parse
from tunesmith.music.abc.tune import Tune


@pytest.fixture(scope="module")
def music21() -> Any:
    if importlib.util.find_spec("music21") is None:
        pytest.skip("music21 is not installed")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its own imports
        import music21

        return music21


def tune(body: str, header: str = "M:6/8\nL:1/8\nK:D") -> Tune:
    return parse(f"X:1\nT:A tune\nC:Trad.\n{header}\n{body}\n")


def read(music21: Any, source: Tune) -> Any:
    return music21.converter.parseData(write_musicxml(source), format="musicxml")


def sounding(music21: Any, measure: Any) -> list[tuple[tuple[int, ...], Fraction, bool]]:
    """Pitches, quarter notes, and whether it only goes on with a tied note, of each note of a measure."""
    notes = [note for note in measure.recurse().notes if not isinstance(note, music21.harmony.ChordSymbol)]
    return [
        (
            tuple(sorted(pitch.midi for pitch in note.pitches)),
            Fraction(note.duration.quarterLength),
            note.tie is not None and note.tie.type in ("stop", "continue"),
        )
        for note in notes
        if not note.duration.isGrace
    ]


def written(source: Tune) -> list[list[tuple[tuple[int, ...], Fraction, bool]]]:
    """The same from the tree: its ties and its lengths, cut into values and measures."""
    found: list[list[tuple[tuple[int, ...], Fraction, bool]]] = []
    held: set[int] = set()  # the pitches that the note before ties to this one
    for measure in measures(source):
        found.append([])
        for event in measure.events:
            note = event.note
            if note is None:
                held = set()
                continue
            pitches = tuple(sorted(pitch.midi for pitch in note.pitches))
            for piece, value in enumerate(event.values):
                found[-1].append(
                    (pitches, value.duration * event.time_ratio, piece > 0 or bool(held & set(pitches)))
                )
            held = {pitch.midi for pitch in note.pitches if pitch.tie}
    return found


def check_same_music(music21: Any, source: Tune) -> None:
    part = read(music21, source).parts[0]
    theirs = [sounding(music21, measure) for measure in part.getElementsByClass("Measure")]
    assert theirs == written(source), source.titles


def test_title_key_and_metre(music21: Any) -> None:
    score = read(music21, tune("A6|[K:Gm][M:C|]B8|"))
    assert (score.metadata.title, score.metadata.composer) == ("A tune", "Trad.")
    assert [key.sharps for key in score.recurse().getElementsByClass("KeySignature")] == [2, -2]
    metres = score.recurse().getElementsByClass("TimeSignature")
    assert [(metre.ratioString, metre.symbol) for metre in metres] == [("6/8", ""), ("2/2", "cut")]


def test_repeats_and_endings(music21: Any) -> None:
    score = read(music21, tune("|:A6|1 B6:|2 c6|:d6::e6:|"))
    signs = [
        (repeat.direction, repeat.measureNumber) for repeat in score.recurse().getElementsByClass("Repeat")
    ]
    assert signs == [("start", 1), ("end", 2), ("start", 4), ("end", 4), ("start", 5), ("end", 5)]
    brackets = score.recurse().getElementsByClass("RepeatBracket")
    assert [(bracket.number, len(bracket.getSpannedElements())) for bracket in brackets] == [
        ("1", 1),
        ("2", 1),
    ]
    played = score.parts[0].expandRepeats().flatten().notes
    assert "".join(note.name for note in played) == "A" + "B" + "A" + "C#" + "D" + "D" + "E" + "E"


def test_a_pickup_is_measure_0(music21: Any) -> None:
    numbers = [
        measure.number for measure in read(music21, tune("A|B6|c6|")).parts[0].getElementsByClass("Measure")
    ]
    assert numbers == [0, 1, 2]


def test_tuplets_ties_grace_notes_and_split_lengths(music21: Any) -> None:
    source = tune("(3ABc {de}d5-|d5 A/3B/3c/3|[DFA]-[DFA]z2 (5:4:5ABcde|")
    check_same_music(music21, source)
    notes = read(music21, source).recurse().notes
    assert sum(note.duration.isGrace for note in notes) == 2
    assert [note.duration.tuplets[0].numberNotesActual for note in notes if note.duration.tuplets][:3] == [
        3,
        3,
        3,
    ]


def test_chord_symbols(music21: Any) -> None:
    score = read(music21, tune('"Bb7"A2"F#m/C#"B2"Am7b5"c2|"Em"A2"G6"B2"Dsus4"d2|"no chord"e6|'))
    figures = [symbol.figure for symbol in score.recurse().getElementsByClass("ChordSymbol")]
    assert figures == ["B-7", "F#m/C#", "Aø7", "Em", "G6", "Dsus"]
    words = [text.content for text in score.recurse().getElementsByClass("TextExpression")]
    assert words == ["no chord"]


def test_nothing_at_all(music21: Any) -> None:
    assert len(read(music21, parse("")).recurse().notes) == 0


def test_real_tunes_are_the_same_music(music21: Any, nottingham: Path) -> None:
    corpus = Path(music21.__file__).parent / "corpus"
    folders = ("oneills1850", "ryansMammoth", "airdsAirs")
    files = [nottingham, *(path for folder in folders for path in sorted((corpus / folder).glob("*.abc")))]
    texts = [tune for path in files for tune in re.split(r"(?m)^(?=X:)", path.read_text("latin-1"))[1:]]
    for text in texts[11::110]:
        check_same_music(music21, parse(text))
