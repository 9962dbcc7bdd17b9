"""Two models serve every test here: one that knows nothing, and one learned from three tunes in a moment."""

import numpy as np
import pytest

from tunesmith.codecs.abc_char import AbcChar
from tunesmith.generation.request import Request
from tunesmith.generation.writer import Writer
from tunesmith.models.markov import Markov
from tunesmith.music.piece import Piece

TUNES = (
    "X:1\nT:The Kettle\nM:6/8\nL:1/8\nK:D\n|:DFA dAF|GBd g2e|fdB AFD|EGE D3:|",
    "X:2\nT:Rain on Slate\nM:6/8\nL:1/8\nK:G\n|:GBd gdB|ceg c2A|BGD GBd|cAF G3:|",
    "X:3\nT:The Long Lane\nM:6/8\nL:1/8\nK:A\n|:Ace aec|dfa d2f|ecA EAc|BGE A3:|",
)


class Fixed:
    """An engine that always gives the same logits, whatever it reads."""

    def __init__(self, logits):
        self.logits = np.asarray(logits, dtype=np.float32)
        self.vocabulary_size = len(self.logits)

    def initial_state(self, batch):
        return None

    def step(self, ids, state):
        return np.tile(self.logits, (len(ids), 1)), state

    def forward(self, ids, state):
        return np.tile(self.logits, (*ids.shape, 1)), state


@pytest.fixture
def fixed():
    return Fixed


@pytest.fixture(scope="session")
def codec():
    pieces = [Piece(str(number), "", "abc", tune, "") for number, tune in enumerate(TUNES)]
    return AbcChar.learn(pieces, form="raw")


@pytest.fixture(scope="session")
def engine(codec):
    texts = [codec.ids([*codec.opening, *tune, "\n", "\n"]) for tune in TUNES]
    return Markov.fit(texts, len(codec.vocabulary), order=4)


@pytest.fixture
def writer(codec, engine):
    return Writer(codec, engine, "f" * 64)


@pytest.fixture
def request_for(tmp_path):
    """A request to a checkpoint that need not exist, with some of its fields given."""
    return lambda **fields: Request(checkpoint=tmp_path / "run", **fields)
