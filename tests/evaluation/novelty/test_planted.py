"""Planted copies are found: verbatim, transposed, with a changed note in every bar, in another rhythm."""

import importlib.util
import random
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from tunesmith.evaluation.novelty.comparison import compare
from tunesmith.evaluation.novelty.index import Index, build_index
from tunesmith.evaluation.novelty.melody import Melody, read_melody

Change = Callable[[Melody, random.Random], Melody]


def verbatim(melody: Melody, chance: random.Random) -> Melody:
    return melody


def transposed(melody: Melody, chance: random.Random) -> Melody:
    return replace(melody, heights=melody.heights + chance.choice([-5, -3, -2, -1, 1, 2, 3, 4, 5, 7]))


def one_note_a_bar(melody: Melody, chance: random.Random) -> Melody:
    heights = melody.heights.copy()
    for bar in np.unique(melody.bars):
        place = chance.choice(np.flatnonzero(melody.bars == bar).tolist())
        heights[place] += chance.choice([-4, -3, -2, -1, 1, 2, 3, 4])
    return replace(melody, heights=heights)


def another_rhythm(melody: Melody, chance: random.Random) -> Melody:
    """Each note keeps its length, or lasts half, one and a half times or twice as long."""
    factors = np.array([chance.choice([0.5, 1, 1.5, 2]) for _ in melody.lengths])
    return replace(melody, lengths=np.maximum(1, melody.lengths * factors).astype(np.int64))


def found(index: Index, change: Change, count: int) -> tuple[int, int]:
    """Of so many pieces changed: how many are nearest to it or to a near-duplicate, to it alone."""
    chance, family, itself = random.Random(7), 0, 0
    sizes = np.diff(index.starts)
    for number in random.Random(1).sample(np.flatnonzero(sizes >= 24).tolist(), count):
        nearest = compare(index, change(read_melody(index.piece(number)), chance)).nearest
        family += nearest is not None and index.families[nearest.piece] == index.families[number]
        itself += nearest is not None and nearest.piece == number
    return family, itself


@pytest.mark.parametrize("change", [verbatim, transposed, one_note_a_bar, another_rhythm])
def test_of_a_little_corpus_all(little_index: Index, change: Change) -> None:
    assert found(little_index, change, 8) == (8, 8)


@pytest.fixture(scope="module")
def folk() -> Index:
    if importlib.util.find_spec("music21") is None:
        pytest.skip("music21 is not installed")
    from tunesmith.corpora.load import load_corpus

    return build_index(load_corpus("folk"))


@pytest.mark.long
@pytest.mark.parametrize(
    ("change", "least"), [(verbatim, 100), (transposed, 100), (one_note_a_bar, 95), (another_rhythm, 90)]
)
def test_of_a_hundred_in_folk(folk: Index, change: Change, least: int) -> None:
    assert found(folk, change, 100)[0] >= least
