"""The parser on every tune of the collections."""

import time
from collections import Counter
from collections.abc import Iterator

import pytest

from tunesmith.music.abc.parser import parse
from tunesmith.music.abc.reading.tokens import read_note
from tunesmith.music.abc.tune import LineBreak, Note, Rest, Tune

Tunes = list[tuple[str, str]]


def spans(tune: Tune) -> Iterator[tuple[int, int]]:
    return ((element.start, element.end) for element in tune.body)


def test_spans_are_ordered_and_hold_their_element(some_tunes: Tunes) -> None:
    for place, text in some_tunes:
        tune = parse(text)
        end = 0
        for element in tune.body:
            assert end <= element.start <= element.end <= len(text), place
            assert element.end > element.start or isinstance(element, LineBreak), place
            end = element.end


def test_the_text_of_a_note_says_its_pitch_and_length(some_tunes: Tunes) -> None:
    for place, text in some_tunes:
        tune = parse(text)
        for note in tune.body:
            if isinstance(note, Note) and len(note.pitches) == 1 and text[note.start] != "[":
                sign = read_note(text[note.start : note.end], tune.unit * 4)
                (pitch,) = note.pitches
                assert (sign.step, sign.octave, sign.accidental) == (
                    pitch.step,
                    pitch.octave,
                    pitch.accidental,
                ), place


def test_every_tune_is_read_and_few_have_problems(collections: Tunes) -> None:
    """A tenth of the collections; a tune with none of its music read would show."""
    found: Counter[str] = Counter()
    for place, text in collections[::10]:
        tune = parse(text)
        assert sum(isinstance(element, Note | Rest) for element in tune.body) > 5, place
        found.update({problem.rule for problem in tune.problems})
    total = len(collections[::10])
    assert found.pop("decoration-unknown", 0) < total * 0.02  # k in Ryan's book
    assert sum(found.values()) < total * 0.02, found


@pytest.mark.long
def test_a_thousand_tunes_take_less_than_two_seconds(collections: Tunes) -> None:
    texts = [text for place, text in collections if place.startswith("oneills")][:1000]
    best = min(_seconds(texts) for _ in range(5))
    assert best < 2 * len(texts) / 1000


def _seconds(texts: list[str]) -> float:
    start = time.process_time()
    for text in texts:
        parse(text)
    return time.process_time() - start
