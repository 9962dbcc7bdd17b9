import importlib.util

import pytest

from tunesmith.corpora.corpus import Corpus
from tunesmith.corpora.load import load_corpus


@pytest.fixture(scope="session")
def jigs() -> Corpus:
    if importlib.util.find_spec("music21") is None:
        pytest.skip("music21 is not installed")
    return load_corpus("jigs")
