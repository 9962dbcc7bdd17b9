import numpy as np

from tunesmith.training.streams import Streams


def test_rows_are_one_text_and_targets_are_one_ahead() -> None:
    text = np.arange(25)
    streams = Streams([text], batch=2, length=4, seed=0)
    inputs, targets = streams.window(0, 0)
    np.testing.assert_array_equal(inputs, [[0, 1, 2, 3], [12, 13, 14, 15]])
    np.testing.assert_array_equal(targets, [[1, 2, 3, 4], [13, 14, 15, 16]])
    inputs, _ = streams.window(0, 2)
    np.testing.assert_array_equal(inputs, [[8, 9, 10, 11], [20, 21, 22, 23]])
    assert streams.window(0, 3) is None
    assert streams.windows == 3


def test_every_epoch_has_each_piece_once_in_its_own_order() -> None:
    pieces = [np.full(30, i) for i in range(8)]
    streams = Streams(pieces, batch=1, length=239, seed=1)
    orders = []
    for epoch in range(3):
        inputs, targets = streams.window(epoch, 0)
        text = np.append(inputs[0], targets[0, -1])
        assert sorted(text) == sorted(np.repeat(np.arange(8), 30))
        orders.append(tuple(text[::30]))
    assert len(set(orders)) == 3
    again = Streams(pieces, batch=1, length=239, seed=1)
    assert tuple(again.window(2, 0)[0][0][::30]) == orders[2]  # without having seen epochs 0 and 1


def test_every_key_is_heard_in_time() -> None:
    streams = Streams([np.zeros(20, int)], batch=1, length=19, seed=0, shifted=lambda i, semitones: np.full(20, semitones))
    heard = {int(streams.window(epoch, 0)[0][0, 0]) for epoch in range(100)}
    assert heard == set(range(-6, 6))


def test_a_corpus_smaller_than_a_window_still_gives_one() -> None:
    streams = Streams([np.arange(9)], batch=4, length=64, seed=0)
    inputs, targets = streams.window(0, 0)
    assert inputs.shape == targets.shape == (4, 2)
    np.testing.assert_array_equal(targets, inputs + 1)
