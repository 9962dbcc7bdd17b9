"""What a very large corpus is cut down to, where all of it would cost too much."""

import random
from pathlib import Path

import numpy as np
import pytest

from tunesmith.api import learn
from tunesmith.corpora.load import load_corpus
from tunesmith.models.bits import piece_bits
from tunesmith.models.markov import Markov
from tunesmith.training.loop import Job
from tunesmith.training.recipe import PRESETS

TUNES = 20


@pytest.fixture
def book(tmp_path: Path) -> str:
    """Twenty tunes of different notes."""
    path, chance = tmp_path / "book.abc", random.Random(0)
    path.write_text(
        "\n".join(
            f"X:{number}\nT:{number}\nM:4/4\nL:1/8\nK:C\n"
            + "|".join("".join(chance.choices("CDEFGABcdefg", k=8)) for _ in range(8 + number))
            + "|]\n"
            for number in range(TUNES)
        )
    )
    return str(path)


def test_an_n_gram_counts_the_first_pieces(book: str, monkeypatch: pytest.MonkeyPatch) -> None:
    lesson = learn.Lesson.prepare(load_corpus(book), PRESETS["default"], seed=0)
    sizes = np.cumsum([len(ids) for ids in lesson.train])
    assert lesson.counted == len(lesson.train)
    monkeypatch.setattr(learn, "COUNTED", int(sizes[2]) + 1)
    assert lesson.counted == 4  # the fourth has the last token that counts
    opening = lesson.codec.ids(lesson.codec.opening)
    texts = [[*opening, *ids] for ids in lesson.train[:4]]
    expected = Markov.fit(texts, len(lesson.codec.vocabulary), 3).arrays()
    for name, array in lesson.markov(3).arrays().items():
        assert np.array_equal(array, expected[name]), name


def test_an_n_gram_knows_how_a_piece_begins(book: str) -> None:
    """Every one begins alike, after the opening that a model is fed first."""
    lesson = learn.Lesson.prepare(load_corpus(book), PRESETS["default"], seed=0)
    opening = lesson.codec.ids(lesson.codec.opening)
    assert len({int(ids[0]) for ids in lesson.train}) == 1
    begun = piece_bits(lesson.markov(6), opening, [lesson.held_out[0][:1]])
    assert begun.per_token < 0.1


def test_looks_while_learning_read_the_beginning(
    book: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs = list[Job]()
    monkeypatch.setattr(learn, "LOOKED_AT", 50)
    monkeypatch.setattr(
        "tunesmith.training.loop.train", lambda job, run, resumed: (jobs.append(job), iter(()))[1]
    )
    lessons = list[learn.Lesson]()
    list(learn.train(book, tmp_path / "run", steps=1, ready=lambda lesson, _: lessons.append(lesson)))
    assert np.array_equal(jobs[0].held_out, lessons[0].held_out_text[:50])
    assert len(lessons[0].held_out_text) > 50
