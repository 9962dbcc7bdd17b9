"""What is told of a take, and how people compare."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tunesmith.errors import TunesmithError
from tunesmith.evaluation.novelty.humans import HumanScale, load_humans, measure_humans, save_humans
from tunesmith.evaluation.novelty.index import Index, build_index
from tunesmith.evaluation.novelty.report import copied_percentile, novelty
from tunesmith.music.notation import notation
from tunesmith.music.piece import Piece

Maker = Callable[[str, str], Piece]


@pytest.fixture(scope="module")
def humans(little_index: Index) -> HumanScale:
    return measure_humans(little_index, sample=12)


def test_a_copied_bar_is_named_in_both(piece: Maker, corpus_of, humans: HumanScale) -> None:  # type: ignore[no-untyped-def]
    source = piece("source", "G2 | C2E2 G2c2 | BAGF E2D2 | C8 |]")
    index = build_index(corpus_of([piece("other", "c4 c4 | A8 |]"), source]))
    take = piece("take", "D4 d2B2 | D2^F2 A2d2 | ^cBAG F4 |]")
    found = novelty(take, index, humans)
    longest = found.longest
    assert longest is not None
    assert (longest.id, longest.title, longest.notes) == ("source", "Tune source", 8)
    assert (longest.take.first, longest.take.bars) == (3, (2, 3))
    assert (longest.source.first, longest.source.bars) == (1, (1, 2))
    assert longest.bars == 1  # the second bar is cut short
    text = {"take": take.content, "source": source.content}
    assert longest.take.ids[0] == f"n{text['take'].index('D2^F2')}"
    assert longest.source.ids[0] == f"n{text['source'].index('C2E2')}"
    for some, content in ((longest.take, take.content), (longest.source, source.content)):
        assert set(some.ids) <= {own for _, _, own in notation("abc").timeline(content)}
        assert len(some.ids) == 8
    assert (found.bars, found.bars_shared) == (3, 1)
    assert len(found.bars_shared_ids) == 4
    nearest = found.nearest
    assert nearest is not None
    assert (nearest.id, nearest.semitones) == ("source", 10)
    assert (3, 1, True) in nearest.pairs
    assert found.to_json()["longest"]["take"]["bars"] == (2, 3)


def test_nothing_in_common(piece: Maker, corpus_of, humans: HumanScale) -> None:  # type: ignore[no-untyped-def]
    index = build_index(corpus_of([piece("a", "CCCC CCCC |]")]))
    found = novelty(piece("take", "CD C2 |]"), index, humans)
    assert (found.longest, found.longest_any_rhythm, found.nearest) == (None, None, None)
    assert (found.copied, found.bars_shared) == (0, 0)


def test_what_cannot_be_compared(piece: Maker, little_index: Index, humans: HumanScale) -> None:
    with pytest.raises(TunesmithError, match="take has 1 notes: two are needed"):
        novelty(piece("take", "C8 |]"), little_index, humans)
    with pytest.raises(TunesmithError, match=r"the piece is tabla and .*little\.abc is abc"):
        novelty(Piece("", "", "tabla", "theme: dha dhin", ""), little_index, humans)


def test_other_notations(corpus_of, humans: HumanScale) -> None:  # type: ignore[no-untyped-def]
    bols = "tala: teental\ntheme: dha dhin dhin dha | dha dhin dhin dha | dha tin tin ta | ta dhin dhin dha\n"
    other = bols.replace("tin tin ta", "tete tete")
    index = build_index(corpus_of([Piece("a", "", "tabla", other, ""), Piece("b", "", "tabla", bols, "")]))
    found = novelty(Piece("take", "", "tabla", bols, ""), index, humans)
    assert found.longest is not None
    assert (found.longest.id, found.longest.notes, found.longest.bars) == ("b", 16, 4)
    assert found.longest.take.ids == tuple(f"n{number}" for number in range(16))
    assert found.figures["nearest"] == 1
    score = "ticks 4\nmeter 0 4/4\ntrack 0 Tune\n" + "".join(
        f"{4 * place} 4 {pitch} 80\n" for place, pitch in enumerate([60, 64, 67, 72, 71, 67, 65, 62])
    )
    index = build_index(corpus_of([Piece("a", "", "midi", score, "")]))
    found = novelty(Piece("take", "", "midi", notation("midi").transpose(score, 3), ""), index, humans)
    assert found.nearest is not None
    assert (found.nearest.score, found.nearest.semitones, found.nearest.source.bars) == (1, 9, (1, 2))


def test_a_copy_is_beyond_people_and_people_are_not(little_index: Index, humans: HumanScale) -> None:
    tune = little_index.piece(0)
    assert novelty(tune, little_index, humans).percentile == 1
    assert copied_percentile(tune, little_index, humans) == 1
    alone = novelty(tune, little_index, humans, exclude=(tune.id,))
    assert alone.percentile == copied_percentile(tune, little_index, humans, (tune.id,))
    assert alone.longest is not None
    assert alone.longest.id != tune.id
    assert alone.percentile is not None
    assert alone.percentile < 1


def test_people(little_index: Index, humans: HumanScale, tmp_path: Path) -> None:
    assert humans.whole.sum() == 12
    assert sorted(set(humans.notes[~humans.whole].tolist())) == [24, 48]
    longest = humans.distribution("longest")
    assert np.mean(longest < humans.long_run) >= 0.9
    assert (longest >= humans.long_run - 1).any()
    save_humans(humans, tmp_path / "humans")
    again = load_humans(tmp_path / "humans")
    assert again.long_run == humans.long_run
    assert all(np.array_equal(again.values[name], humans.values[name]) for name in humans.values)
    same = measure_humans(little_index, sample=12)
    assert np.array_equal(same.values["copied"], humans.values["copied"])
    (tmp_path / "humans").write_bytes(b"damaged")
    with pytest.raises(TunesmithError, match="cannot be read as figures of human tunes"):
        load_humans(tmp_path / "humans")


def test_percentiles_are_among_those_of_about_the_same_length() -> None:
    values = np.concatenate([np.arange(100) / 100, np.arange(100) / 1000])
    notes = np.array([20] * 100 + [100] * 100)
    names = ("copied", "nearest", "longest", "bars")
    scale = HumanScale(notes, notes == 100, dict.fromkeys(names, values), 12)
    assert scale.percentile("copied", 0.05, 24) == pytest.approx(0.05)
    assert scale.percentile("copied", 0.05, 90) == pytest.approx(0.5)
    assert scale.percentile("copied", 0, 90) == 0
    assert scale.distribution("bars").max() == pytest.approx(0.099)


def test_without_people_there_is_no_percentile(piece: Maker, corpus_of) -> None:  # type: ignore[no-untyped-def]
    index = build_index(corpus_of([piece("a", "CDEF GABc | cBAG FEDC |]")]))
    humans = measure_humans(index)
    assert novelty(piece("take", "CDEF |]"), index, humans).percentile is None
