import numpy as np
import pytest

from tunesmith.evaluation.calibration import calibrate


def test_two_bins_by_hand() -> None:
    """Four tokens at 0.95, three of them right; two at 0.45, none right: 4/6 * 0.2 + 2/6 * 0.45."""
    found = calibrate(np.array([0.95] * 4 + [0.45] * 2), np.array([True] * 3 + [False] * 3))
    assert [(one.tokens, one.right) for one in found.bins] == [(2, 0.0), (4, 0.75)]
    assert [one.sure for one in found.bins] == pytest.approx([0.45, 0.95])
    assert found.error == pytest.approx(4 / 6 * 0.2 + 2 / 6 * 0.45)
    assert found.excess == pytest.approx(found.error)  # too sure everywhere


def test_who_is_always_right_and_knows_it_has_no_error() -> None:
    found = calibrate(np.ones(5), np.ones(5, bool))
    assert (found.error, found.excess, len(found.bins)) == (0.0, 0.0, 1)


def test_errors_do_not_cancel_but_excess_does() -> None:
    found = calibrate(np.array([0.9] * 2 + [0.1] * 2), np.array([True, False, True, False]))
    assert found.error == pytest.approx(0.4)
    assert found.excess == pytest.approx(0.0)


def test_nothing_read() -> None:
    assert calibrate(np.zeros(0), np.zeros(0, bool)).error == 0.0
