import numpy as np
import pytest

from tunesmith.evaluation.novelty.humans import measure_humans
from tunesmith.evaluation.novelty.index import Index
from tunesmith.evaluation.novelty.report import compare_piece, novelty
from tunesmith.evaluation.novelty.summary import TakeNovelty, summarise, take_novelty


def take(copied: float, percentile: float | None, longest: int) -> TakeNovelty:
    return TakeNovelty(40, copied, percentile, longest, "A source", copied / 2, copied, "A neighbour")


def test_figures_by_hand() -> None:
    found = summarise([take(0.2, 0.5, 10), take(0.4, 0.95, 12), take(0.9, None, 20)], 0)
    assert (found.tunes, found.longest) == (3, 12)
    assert found.copied.value == pytest.approx(0.5)
    assert found.bars.value == pytest.approx(0.25)
    assert found.longest_of_ten == pytest.approx(12 + 0.8 * 8)
    assert (found.copied_median, found.copied_of_ten) == pytest.approx((0.4, 0.4 + 0.8 * 0.5))
    assert found.above is not None
    assert found.above.value == pytest.approx(1 / 2)  # of those that can be ranked


def test_exactly_nine_of_ten_is_not_more() -> None:
    found = summarise([take(0.2, 0.9, 10)], 0)
    assert found.above is not None
    assert found.above.value == 0


def test_nothing_to_summarise() -> None:
    with pytest.raises(ValueError, match="no takes"):
        summarise([], 0)


def test_in_short_is_what_is_told_at_length(little_index: Index) -> None:
    humans = measure_humans(little_index)
    piece = little_index.piece(3)
    short, long = take_novelty(piece, little_index, humans), novelty(piece, little_index, humans)
    assert long.longest is not None
    assert long.nearest is not None
    assert (short.copied, short.percentile) == (long.copied, long.percentile)
    assert (short.longest, short.source) == (long.longest.notes, long.longest.title)
    assert (short.nearest, short.neighbour) == (pytest.approx(long.nearest.score), long.nearest.title)
    apart = take_novelty(piece, little_index, humans, [piece.id])
    assert apart.copied < short.copied == 1


def test_what_is_left_out_is_left_out_of_every_rhythm(little_index: Index) -> None:
    piece = little_index.piece(3)
    all_of_it, apart = (compare_piece(piece, little_index, some).longest_plain for some in ((), [piece.id]))
    assert all_of_it is not None
    assert all_of_it.notes == np.diff(little_index.starts)[3]
    assert apart is None or apart.notes < all_of_it.notes
