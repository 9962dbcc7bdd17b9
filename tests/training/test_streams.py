import numpy as np

from tunesmith.training.streams import Streams


def test_rows_are_one_text_and_targets_are_one_ahead() -> None:
    streams = Streams([np.arange(24)], batch=2, length=3, seed=0)
    for index in range(3):
        inputs, targets = streams.window(0, index)
        np.testing.assert_array_equal(targets, (inputs + 1) % 24)
        assert inputs[:, 0].tolist() == [3 * index, 12 + 3 * index]  # a row runs on from window to window
    assert streams.window(0, 3) is None
    assert streams.windows == 3


def test_every_second_row_begins_with_the_lead_of_a_piece() -> None:
    """Pieces end with 9 9, which also stands before each; the other rows are cut where they fall."""
    pieces = [np.array([i, i, i, i, i, 9, 9]) for i in range(8)]
    inputs, _ = Streams(pieces, batch=4, length=8, seed=2, lead=2).window(5, 0)
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
        inputs, targets = streams.window(epoch, 0)
        text = np.append(inputs[0], targets[0, -1])
        assert (inputs[0, 1:] == targets[0, :-1]).all()
        assert sorted(text) == sorted(np.repeat(np.arange(8), 30))
        orders.append(tuple(text[::30]))
    assert len(set(orders)) == 3
    again = Streams(pieces, batch=1, length=239, seed=1)
    assert tuple(again.window(2, 0)[0][0][::30]) == orders[2]  # without having seen epochs 0 and 1


def test_every_key_is_heard_in_time() -> None:
    streams = Streams(
        [np.zeros(20, int)], batch=1, length=19, seed=0, shifted=lambda i, semitones: np.full(20, semitones)
    )
    heard = {int(streams.window(epoch, 0)[0][0, 0]) for epoch in range(100)}
    assert heard == set(range(-6, 6))


def test_a_corpus_smaller_than_a_window_still_gives_one() -> None:
    streams = Streams([np.arange(9)], batch=4, length=64, seed=0)
    inputs, targets = streams.window(0, 0)
    assert inputs.shape == targets.shape == (4, 2)
    np.testing.assert_array_equal(targets, (inputs + 1) % 9)
