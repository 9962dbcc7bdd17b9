"""A model whose inside is known, because it was written by hand."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from tunesmith.codecs.abc_char import AbcChar
from tunesmith.corpora.reading import read_places
from tunesmith.models.lstm.config import LSTMConfig
from tunesmith.models.lstm.engine import LSTMEngine
from tunesmith.music.piece import Piece

HIDDEN, COUNTER = 8, 5


@dataclass(frozen=True)
class Planted:
    """Unit 0:5 counts the characters since the bar line; the other seven are noise."""

    engine: LSTMEngine
    codec: AbcChar
    pieces: tuple[Piece, ...]


@pytest.fixture(scope="session")
def planted(little_book: Path) -> Planted:
    pieces = read_places([("", little_book)]).pieces
    codec = AbcChar.learn(pieces)
    size = len(codec.vocabulary)
    chance = np.random.default_rng(3)
    into, forget, candidate, output = (np.arange(gate * HIDDEN, (gate + 1) * HIDDEN) for gate in range(4))
    weight_ih = chance.normal(0, 1, (4 * HIDDEN, size))
    weight_hh = chance.normal(0, 0.5, (4 * HIDDEN, HIDDEN))
    bias = chance.normal(0, 0.5, 4 * HIDDEN)
    rows = [gate[COUNTER] for gate in (into, forget, candidate, output)]
    weight_ih[rows], weight_hh[rows] = 0, 0
    bias[rows] = 30, 30, np.arctanh(0.02), 30  # each character adds 0.02 to a cell that forgets nothing
    for sign in "|:":
        weight_ih[[into[COUNTER], forget[COUNTER]], codec.ids([sign])[0]] = -60  # but here it forgets all
    arrays = {
        "layers.0.weight_ih": weight_ih, "layers.0.weight_hh": weight_hh, "layers.0.bias": bias,
        "dense.weight": chance.normal(0, 1, (size, HIDDEN)), "dense.bias": np.zeros(size),
    }  # fmt: skip
    config = LSTMConfig(size, embedding=0, hidden=HIDDEN, layers=1)
    engine = LSTMEngine(config, {name: array.astype(np.float32) for name, array in arrays.items()})
    return Planted(engine, codec, pieces)
