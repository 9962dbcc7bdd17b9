"""Chord symbols from a model that has learned where they stand."""

import random
from pathlib import Path

import pytest

from tunesmith.api.chords import add_chords
from tunesmith.api.learn import train
from tunesmith.errors import TunesmithError
from tunesmith.generation.chords import ChordRequest
from tunesmith.models.checkpoint import Checkpoint, load_checkpoint
from tunesmith.music.piece import Piece
from tunesmith.training.recipe import preset

FIRST = {"D": "D", "G": "G", "A": "A7"}  # in this music the first note of a bar says its chord
BARS = {"D": ("DFA d2A", "DAF D3"), "G": ("GBd g2d", "GdB G3"), "A": ("Ace a2e", "AEc A3")}


def book(chance: random.Random, count: int, symbols: bool) -> str:
    tunes = []
    for number in range(1, count + 1):
        roots = [*chance.choices("DGA", k=7), "D"]
        bars = [(f'"{FIRST[r]}"' if symbols else "") + chance.choice(BARS[r]) for r in roots]
        music = "|".join(bars[:4]) + "|\n" + "|".join(bars[4:]) + "|]"
        tunes.append(f"X:{number}\nT:Tune {number}\nM:6/8\nL:1/8\nK:D\n{music}\n")
    return "\n".join(tunes)


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Checkpoint:
    folder = tmp_path_factory.mktemp("chords")
    (folder / "book.abc").write_text(book(random.Random(1), 60, symbols=True))
    list(train(str(folder / "book.abc"), folder / "run", recipe=preset("markov")))
    return load_checkpoint(folder / "run")


def tune(text: str) -> Piece:
    return Piece("1", "", "abc", text.strip(), "")


def test_the_music_that_follows_decides(checkpoint: Checkpoint) -> None:
    """The symbol stands before the notes that it belongs to: only who looks ahead can know it."""
    right = total = 0
    for seed in range(4):
        bare = book(random.Random(100 + seed), 1, symbols=False)
        whole = book(random.Random(100 + seed), 1, symbols=True)
        request = ChordRequest(checkpoint=checkpoint.folder, particles=32, seed=seed)
        found = add_chords(checkpoint, tune(bare), request)
        stripped = found.piece.content
        for symbol in found.chords.symbols:
            stripped = stripped.replace(f'"{symbol}"', "")
        assert stripped == tune(bare).content  # nothing else is touched
        wanted = whole.split('"')[1::2]
        right += sum(one == other for one, other in zip(found.chords.symbols, wanted, strict=True))
        total += len(wanted)
    assert right / total > 0.9


def test_its_own_chords_are_replaced_and_a_seed_decides(checkpoint: Checkpoint) -> None:
    text = book(random.Random(5), 1, symbols=False)
    other = text.replace("|", '|"Em"', 2)
    request = ChordRequest(checkpoint=checkpoint.folder, particles=16, seed=2)
    assert add_chords(checkpoint, tune(text), request) == add_chords(checkpoint, tune(other), request)


def test_what_cannot_be_harmonised_is_refused(checkpoint: Checkpoint, tiny_run: Path) -> None:
    request = ChordRequest(checkpoint=checkpoint.folder)
    with pytest.raises(TunesmithError, match="no bars"):
        add_chords(checkpoint, tune("X:1\nK:D\n"), request)
    with pytest.raises(TunesmithError, match="never seen a chord symbol"):
        add_chords(load_checkpoint(tiny_run), tune(book(random.Random(1), 1, symbols=False)), request)
    with pytest.raises(TunesmithError, match="over ABC"):
        add_chords(checkpoint, Piece("1", "", "midi", "ticks 480\n", ""), request)
