import numpy as np
import pytest

from tunesmith.training.streams import Streams


def test_rows_are_one_text_and_targets_are_one_ahead() -> None:
    streams = Streams([np.arange(24)], batch=2, length=3, seed=0)
    for index in range(3):
        inputs, targets, _ = streams.window(0, index)
        np.testing.assert_array_equal(targets, (inputs + 1) % 24)
        assert inputs[:, 0].tolist() == [3 * index, 12 + 3 * index]  # a row runs on from window to window
    assert streams.window(0, 3) is None
    assert streams.windows == 3


def test_every_second_row_begins_with_the_lead_of_a_piece() -> None:
    """Pieces end with 9 9, which also stands before each; the other rows are cut where they fall."""
    pieces = [np.array([i, i, i, i, i, 9, 9]) for i in range(8)]
    inputs, _, _ = Streams(pieces, batch=4, length=8, seed=2, lead=2).window(5, 0)
    assert (inputs[::2, :2] == 9).all()
    assert (inputs[::2, 2] == inputs[::2, 6]).all()
    odd = Streams(pieces, batch=5, length=8, seed=2, lead=2).window(5, 0)[0][
        1
    ]  # at 56 // 5 = 11: 5th of a piece
    assert (odd[0] != 9, odd[1]) == (True, 9)


def test_every_epoch_has_each_piece_once_in_its_own_order() -> None:
    pieces = [np.full(30, i) for i in range(8)]
    streams = Streams(pieces, batch=1, length=239, seed=1)
    orders = []
    for epoch in range(3):
        inputs, targets, _ = streams.window(epoch, 0)
        text = np.append(inputs[0], targets[0, -1])
        assert (inputs[0, 1:] == targets[0, :-1]).all()
        assert sorted(text) == sorted(np.repeat(np.arange(8), 30))
        orders.append(tuple(text[::30]))
    assert len(set(orders)) == 3
    again = Streams(pieces, batch=1, length=239, seed=1)
    assert tuple(again.window(2, 0)[0][0][::30]) == orders[2]  # without having seen epochs 0 and 1


def test_every_tune_is_heard_in_the_keys_of_the_corpus_as_often_as_they_are() -> None:
    """Six tunes in G, three in D, one in F: from G to D it is five semitones down, to F two."""
    signatures = [1] * 6 + [2] * 3 + [-1]

    def shifted(index: int, semitones: int) -> np.ndarray:
        return np.full(20, 100 * index + semitones + 6)

    pieces = [np.zeros(20, int)] * 10
    streams = Streams(pieces, batch=1, length=199, seed=0, shifted=shifted, signatures=signatures)
    heard = []
    for epoch in range(300):
        window = streams.window(epoch, 0)
        assert window is not None
        heard += [(int(code) // 100, int(code) % 100 - 6) for code in window.inputs[0, ::20]]
    first = np.array([semitones for index, semitones in heard if index == 0])
    assert set(first) == {0, -5, -2}
    assert np.mean(first == 0) == pytest.approx(0.6, abs=0.1)
    assert np.mean(first == -5) == pytest.approx(0.3, abs=0.1)
    last = {semitones for index, semitones in heard if index == 9}
    assert last == {0, 2, -3}


def test_a_corpus_smaller_than_a_window_still_gives_one() -> None:
    streams = Streams([np.arange(9)], batch=4, length=64, seed=0)
    inputs, targets, _ = streams.window(0, 0)
    assert inputs.shape == targets.shape == (4, 2)
    np.testing.assert_array_equal(targets, (inputs + 1) % 9)


def count_since_nine(ids: list[int]) -> np.ndarray:
    """A side feature that 9 resets and that starts at 5 where nothing is known: tokens since the last 9."""
    values, count = [], 5
    for token in ids:
        count = 0 if token == 9 else count + 1
        values.append([count])
    return np.array(values, np.int16).reshape(len(ids), 1)


def test_side_features_of_a_row_know_nothing_of_what_stands_before_it() -> None:
    pieces = [np.array([i, i, i, i, i, 9, 9]) for i in range(8)]
    streams = Streams(
        pieces, batch=5, length=7, seed=2, lead=2, features=count_since_nine,
        shifted=lambda i, semitones: (pieces[i] + (pieces[i] != 9) * semitones) % 10, signatures=range(8),
    )  # fmt: skip
    for epoch in range(20):
        index, rows = 0, []
        while window := streams.window(epoch, index):
            rows.append(window)
            index += 1
        ids = np.concatenate([window.inputs for window in rows], axis=1)
        sides = np.concatenate([window.sides for window in rows], axis=1)
        for row in range(5):
            np.testing.assert_array_equal(sides[row], count_since_nine(ids[row].tolist()))


def test_little_room_for_side_features_changes_nothing_but_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each transposed piece takes 30 x (8 + 2) bytes; there is room for three, the last that were drawn."""

    def windows(room: int) -> tuple[Streams, list[np.ndarray]]:
        monkeypatch.setattr("tunesmith.training.streams.MOST_KEPT", room)
        streams = Streams(
            [np.full(30, i) for i in range(8)], batch=1, length=239, seed=1, features=count_since_nine,
            shifted=lambda i, semitones: np.full(30, (i + semitones) % 9), signatures=range(8),
        )  # fmt: skip
        found = [streams.window(epoch, 0) for epoch in (0, 1, 2, 1, 0)]
        return streams, [array for window in found if window for array in window]

    roomy, expected = windows(10**9)
    tight, found = windows(950)
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_array_equal(one, other)
    assert (len(tight._known), tight._kept) == (3, 900)
    assert len(roomy._known) > 12
    drawn = list(roomy._known)  # kept in the order in which they were last drawn
    assert list(tight._known) == drawn[-3:]


def test_without_features_there_are_none() -> None:
    window = Streams([np.arange(24)], batch=2, length=3, seed=0).window(0, 0)
    assert window is not None
    assert window.sides.shape == (2, 3, 0)
