"""A written score: the same music, values that show the beat, and a page that verovio has no word against."""

import random
import warnings
from fractions import Fraction
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from symusic.core import NoteTick, ScoreTick, TempoTick, TextMetaTick, TimeSignatureTick, TrackTick

from tunesmith.music.abc.tune import STEPS
from tunesmith.music.midi.page.mei import write_mei
from tunesmith.music.midi.page.musicxml import write_musicxml
from tunesmith.music.midi.page.sheet import Head, Sheet
from tunesmith.music.midi.page.timeline import timeline
from tunesmith.music.midi.page.transcribe import transcribe

CHORALE = (  # our own: pitches in quarter notes, S A T B
    (67, 69, 71, 72, 71, 69, 67, 67), (62, 62, 62, 64, 62, 62, 62, 62),
    (59, 57, 55, 55, 55, 54, 55, 59), (43, 42, 43, 48, 50, 50, 43, 43),
)  # fmt: skip
Notes = list[tuple[Fraction, Fraction, int]]


def score_of(
    *tracks: list[tuple[float, float, int]],
    meter: tuple[int, int] = (4, 4),
    names: tuple[str, ...] = (),
    drums: bool = False,
    program: int = 52,
) -> ScoreTick:
    score = ScoreTick(480)
    score.time_signatures.append(TimeSignatureTick(0, *meter))
    score.tempos.append(TempoTick(0, 90))
    for number, notes in enumerate(tracks):
        track = TrackTick(names[number] if names else "", program, drums)
        for onset, duration, pitch in notes:
            track.notes.append(NoteTick(round(onset * 480), round(duration * 480), pitch, 80))
        score.tracks.append(track)
    return score


def chorale() -> ScoreTick:
    lines = [[(i, 1, pitch) for i, pitch in enumerate(line)] for line in CHORALE]
    score = score_of(*lines, names=("Soprano", "Alto", "Tenor", "Bass"))
    score.markers.append(TextMetaTick(7 * 480, "fermata"))
    return score


def sounding(sheet: Sheet) -> Notes:
    """Every note as it sounds, ties joined, worked out from the page alone."""
    found: list[list[Fraction | int]] = []
    waiting: dict[str, list[Fraction | int]] = {}
    for measure in sheet.measures:
        for event in (event for staff in measure.staves for voice in staff for event in voice):
            for head in event.heads:
                note = waiting.pop(head.id, None)
                if note is None:
                    note = [measure.onset + event.onset, Fraction(0), midi(head)]
                    found.append(note)
                note[1] += event.duration
                if head.id in sheet.ties:
                    waiting[sheet.ties[head.id]] = note
    assert not waiting
    return sorted(tuple(note) for note in found)  # type: ignore[misc]


def test_a_chorale_stands_on_two_staves_with_its_fermatas_outside() -> None:
    sheet = transcribe(chorale()).sheet
    assert [staff.clef for staff in sheet.staves] == ["treble", "bass"]
    assert all(len(voices) == 2 for measure in sheet.measures for voices in measure.staves)
    assert {event.fermata for event in sheet.events} == {"", "above", "below"}
    assert sum(bool(event.fermata) for event in sheet.events) == 2
    last = sheet.measures[-1].staves
    assert (last[0][0][-1].fermata, last[1][1][-1].fermata) == ("above", "below")


def test_lengths_show_the_beats() -> None:
    voice = [
        (0, 0.5, 60),
        (0.5, 1, 62),
        (1.5, 1, 64),
        (2.5, 1.5, 65),
        (4, 1.5, 60),
        (5.5, 2.5, 62),
        (8, 5, 64),
    ]
    measures = transcribe(score_of(voice), key="C", pickup="0").sheet.measures
    lengths = [[event.duration for event in measure.staves[0][0]] for measure in measures]
    half, quarter = Fraction(1, 2), Fraction(1)
    assert lengths[0] == [half, quarter, half, half, Fraction(3, 2)]  # the third is tied over the half bar
    assert lengths[1] == [Fraction(3, 2), half, 2]
    assert lengths[2:] == [[4], [1, 1, 2]]
    jig = transcribe(score_of([(0, 1, 60), (1, 1, 62), (2, 1, 64)], meter=(6, 8)), pickup="0").sheet
    assert [event.duration for event in jig.measures[0].staves[0][0]] == [1, half, half, 1]


def test_triplets_accidentals_and_beams() -> None:
    third = 1 / 3
    voice = [
        (0, third, 66),
        (third, third, 65),
        (2 * third, third, 66),
        (1, 0.5, 66),
        (1.5, 0.5, 65),
        (2, 2, 66),
    ]
    events = transcribe(score_of(voice), key="G", pickup="0").sheet.measures[0].staves[0][0]
    assert [event.tuplet is not None for event in events] == [True] * 3 + [False] * 3
    assert events[0].tuplet is not None
    assert (events[0].tuplet.num, events[0].tuplet.base) == (3, 2)
    assert [event.heads[0].accidental for event in events] == [None, 0, 1, None, 0, 1]
    assert len({event.beam for event in events[:3]}) == len({event.beam for event in events[3:5]}) == 1
    assert events[0].beam != events[3].beam


def test_a_piano_part_gets_two_hands_and_drums_their_own_clef() -> None:
    low = [(i / 2, 0.5, 40 + i % 5) for i in range(16)]
    high = [(i, 1, 72 + i % 3) for i in range(8)]
    sheet = transcribe(score_of(low + high, program=0)).sheet
    assert [staff.clef for staff in sheet.staves] == ["treble", "bass"]
    assert all(pitch >= 72 for pitch in pitches(sheet, 0))
    assert all(pitch <= 44 for pitch in pitches(sheet, 1))
    drums = transcribe(score_of([(i / 2, 0.1, (36, 42)[i % 2]) for i in range(16)], drums=True)).sheet
    assert drums.staves[0].clef == "percussion"
    assert all(event.heads and event.duration == Fraction(1, 2) for event in drums.events)
    assert [event.heads[0].cross for event in drums.measures[0].staves[0][0]] == [False, True] * 4


def pitches(sheet: Sheet, staff: int) -> list[int]:
    events = (event for measure in sheet.measures for voice in measure.staves[staff] for event in voice)
    return [midi(head) for event in events for head in event.heads]


def midi(head: Head) -> int:
    return 12 * (head.octave + 1) + STEPS[head.step] + head.alter


def rich(seed: int = 3) -> ScoreTick:
    """Two tracks with triplets, syncopes, chords and held notes."""
    chance = random.Random(seed)
    third, quarter, half = Fraction(1, 3), Fraction(1, 4), Fraction(1, 2)
    figures = ([third] * 3, [1], [half, 1, half], [3 * half, half], [quarter] * 4, [3])
    melody, place = [], Fraction(0)
    while place < 31:
        for length in chance.choice(figures):
            melody.append((place, length, chance.randrange(60, 80)))
            place += length
    chords = [
        (bar * 4 + beat, 2, pitch + bar % 3) for bar in range(8) for beat in (0, 2) for pitch in (43, 47, 50)
    ]
    held = [(bar * 4 + 1, 2, 55) for bar in range(8)]
    return score_of(melody, chords + held)


@pytest.mark.parametrize("seed", range(4))
def test_the_page_sounds_as_the_score(seed: int) -> None:
    score = rich(seed)
    sheet = transcribe(score, pickup="0").sheet
    written = sorted((round(on * 480), round(length * 480), pitch) for on, length, pitch in sounding(sheet))
    assert written == sorted((n.time, n.duration, n.pitch) for track in score.tracks for n in track.notes)
    for measure in sheet.measures:
        for staff in measure.staves:
            assert all(sum(event.duration for event in voice) == measure.duration for voice in staff)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 4000), st.integers(1, 3000), st.integers(0, 127)), min_size=1, max_size=25
    )
)
def test_whatever_is_played_can_be_written(notes: list[tuple[int, int, int]]) -> None:
    score, track = ScoreTick(480), TrackTick("", 0)
    for note in notes:
        track.notes.append(NoteTick(*note, 80))
    score.tracks.append(track)
    sheet = transcribe(score).sheet
    for measure in sheet.measures:
        for staff in measure.staves:
            assert 1 <= len(staff) <= 4
            assert all(sum(event.duration for event in voice) == measure.duration for voice in staff)
    assert len({event.id for event in sheet.events}) == len(list(sheet.events))
    sounding(sheet)


@pytest.mark.parametrize("score", [chorale(), rich()], ids=["chorale", "rich"])
def test_verovio_has_no_word_against_the_page(score: ScoreTick, capfd: pytest.CaptureFixture[str]) -> None:
    import verovio

    mei = write_mei(transcribe(score, title="A & B"))
    verovio.enableLog(verovio.LOG_WARNING)
    toolkit = verovio.toolkit()
    toolkit.setOptions({"inputFrom": "mei", "breaks": "line", "pageHeight": 60000})
    assert toolkit.loadData(mei)
    page = toolkit.renderToSVG(1)
    verovio.enableLog(verovio.LOG_OFF)
    assert capfd.readouterr().err == ""
    for _, _, name in timeline(score):
        assert f'id="{name}"' in page


def test_the_timeline_tells_when_each_note_sounds() -> None:
    score = score_of([(0, 1, 60), (1, 4, 62)])
    score.tempos.append(TempoTick(480, 180))
    found = timeline(score)
    assert [(round(on, 3), round(off, 3)) for on, off, _ in found] == [
        (0, 0.667),
        (0.667, 1.667),
        (1.667, 2.0),
    ]


@pytest.mark.parametrize("score", [chorale(), rich()], ids=["chorale", "rich"])
def test_music21_reads_the_same_music(score: ScoreTick) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import music21
    sheet = transcribe(score, key="G", pickup="0").sheet
    read = music21.converter.parseData(
        write_musicxml(transcribe(score, key="G", pickup="0")), format="musicxml"
    )
    parts = list(read.parts)
    got = sorted(
        (Fraction(n.offset).limit_denominator(480), Fraction(n.quarterLength).limit_denominator(480), p.midi)
        for part in parts for n in part.flatten().notes for p in n.pitches
    )  # fmt: skip
    assert got == sorted(
        (measure.onset + event.onset, event.duration, midi(head)) for measure in sheet.measures
        for staff in measure.staves for voice in staff for event in voice for head in event.heads
    )  # fmt: skip
    notes = [
        n
        for part in parts
        for chord in part.recurse().notes
        for n in (chord.notes if chord.isChord else [chord])
    ]
    tied = sum(note.tie is not None and note.tie.type != "stop" for note in notes)
    assert tied == len(sheet.ties)
    first = parts[0]
    assert first.recurse().getElementsByClass("KeySignature")[0].sharps == 1
    assert first.recurse().getElementsByClass("TimeSignature")[0].ratioString == "4/4"
    assert len(first.getElementsByClass("Measure")) == len(sheet.measures)


def test_the_two_staves_of_a_chorale_are_one_part_of_musicxml() -> None:
    root = ElementTree.fromstring(write_musicxml(transcribe(chorale())))
    assert len(root.findall("part")) == 1
    assert root.findall(".//staves")[0].text == "2"
    assert {fermata.get("type") for fermata in root.iter("fermata")} == {"upright", "inverted"}


def test_a_score_without_notes_is_a_bar_of_rest() -> None:
    assert transcribe(ScoreTick(480)).sheet.measures[0].duration == 4
