"""Real tunes for the tests of notation."""

import importlib.util
import re
from pathlib import Path

import pytest

BOOKS = ("oneills1850", "ryansMammoth", "airdsAirs", "essenFolksong")
ROOT = Path(__file__).resolve().parents[2]


def _files() -> list[Path]:
    spec = importlib.util.find_spec("music21")
    corpus = Path(spec.origin).parent / "corpus" if spec is not None and spec.origin is not None else None
    files = [path for book in BOOKS for path in sorted((corpus / book).glob("*.abc"))] if corpus else []
    nottingham = ROOT.parent / "shared" / "data" / "nottingham" / "jigs.abc"
    return files + [nottingham] * nottingham.exists()


@pytest.fixture(scope="session")
def collections() -> list[tuple[str, str]]:
    """Every tune of the collections as (place, text). Cut without the code under test."""
    tunes = []
    for path in _files():
        text = path.read_bytes().decode("latin-1")
        for number, tune in enumerate(re.split(r"(?m)^(?=X:)", text)[1:]):
            tunes.append((f"{path.parent.name}/{path.name}#{number}", tune.strip()))
    if not tunes:
        pytest.skip("neither music21 nor the Nottingham jigs are here")
    return tunes


@pytest.fixture(scope="session")
def some_tunes(collections: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Every 23rd of them, about 570."""
    return collections[::23]
