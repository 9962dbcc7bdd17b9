"""What every test may use: paths of real music, a little corpus of our own, a tiny trained model."""

import importlib.util
import os
import random
from pathlib import Path

import pytest

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the commands set it, before numpy is there

ROOT = Path(__file__).resolve().parent.parent


def music21_corpus() -> Path | None:
    """The corpus folder of music21, found without importing it."""
    spec = importlib.util.find_spec("music21")
    return Path(spec.origin).parent / "corpus" if spec and spec.origin else None


@pytest.fixture(scope="session")
def nottingham() -> Path:
    """The 340 jigs of the reference recipe."""
    path = ROOT.parent / "shared" / "data" / "nottingham" / "jigs.abc"
    if not path.exists():
        pytest.skip(f"no {path}")
    return path


def little_tunes(count: int = 40, seed: int = 5) -> str:
    """An ABC book of our own: jigs of two eight-bar parts walking up and down a scale."""
    chance = random.Random(seed)
    tunes = []
    for number in range(1, count + 1):
        place, parts = chance.randrange(7), []
        for _ in range(2):
            bars = []
            for _ in range(8):
                notes = ""
                for _ in range(6):
                    place = min(13, max(0, place + chance.choice((-2, -1, 1, 2))))
                    notes += "DEFGABcdefgab"[min(place, 12)]
                bars.append(f"{notes[:3]} {notes[3:]}")
            bars[-1] = "A3 D3"
            parts.append("|:" + "|".join(bars[:4]) + "|\n" + "|".join(bars[4:]) + ":|")
        tunes.append(
            f"X:{number}\nT:Walk {number}\nR:jig\nM:6/8\nL:1/8\nK:{chance.choice('DGA')}\n" + "\n".join(parts)
        )
    return "\n\n".join(tunes) + "\n"


@pytest.fixture(scope="session")
def little_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("book") / "little.abc"
    path.write_text(little_tunes(), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def tiny_run(little_book: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real LSTM, far too small, trained for a second or two on the little book."""
    import torch

    from tunesmith.api.learn import train
    from tunesmith.training.recipe import preset

    folder = tmp_path_factory.mktemp("runs") / "tiny"
    recipe = preset("default").changed(
        {"model.hidden": "48", "model.embedding": "16", "model.dropout": "0", "learning_rate": "0.01"}
    )
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # on a busy machine a second one is waited for longer than so small steps take
    for _ in train(str(little_book), folder, recipe=recipe, steps=80):
        pass
    torch.set_num_threads(threads)
    return folder


@pytest.fixture(scope="session")
def ngram_run(little_book: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An n-gram of the little book: counted in a moment, without torch."""
    from tunesmith.api.learn import train
    from tunesmith.training.recipe import preset

    folder = tmp_path_factory.mktemp("runs") / "ngram"
    for _ in train(str(little_book), folder, recipe=preset("markov").changed({"model.order": "8"})):
        pass
    return folder
