"""Weights of one LSTM for another whose tokens have other ids."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tunesmith.errors import TunesmithError

Arrays = Mapping[str, NDArray[Any]]
Rows = NDArray[np.int64]  # for each id, that of the older model; -1 where it has none

_OF_THE_VOCABULARY = {"vocabulary_size", "sides"}
_OF_LEARNING = {"dropout", "same_mask", "weight_dropout"}


def check_heir(config: dict[str, Any], older: dict[str, Any]) -> None:
    """Raises TunesmithError naming the first thing in which two models differ that is not their tokens."""
    for key in sorted((config.keys() | older.keys()) - _OF_THE_VOCABULARY - _OF_LEARNING):
        if config.get(key) != older.get(key):
            raise TunesmithError(
                f"its {key} is {older.get(key)} and that of the new run {config.get(key)}: "
                "use the preset and the --set that it was trained with"
            )


def inherit(
    fresh: Arrays, older: Arrays, older_sides: Sequence[int], tokens: Rows, sides: Sequence[Rows]
) -> dict[str, NDArray[Any]]:
    """The older arrays with their rows where ``tokens`` and ``sides`` say; new tokens keep what is ``fresh``.

    ``tokens`` (V,), and one array for each side feature with its values, of which the older model has
    ``older_sides``. The models must have passed ``check_heir``.
    """
    starts = np.cumsum([0, *older_sides])[: len(sides)]
    shifted = [np.where(rows < 0, -1, rows + start) for rows, start in zip(sides, starts, strict=True)]
    moved = {"embedding.weight": tokens, "dense.weight": tokens, "dense.bias": tokens}
    if shifted:
        moved["sides.weight"] = np.concatenate(shifted)
    arrays = {
        name: _mixed(array, older[name], moved[name]) if name in moved else older[name]
        for name, array in fresh.items()
    }
    if "embedding.weight" not in fresh:  # one-hot tokens are the columns of the first layer
        name = "layers.0.weight_ih"
        arrays[name] = _mixed(fresh[name].T, older[name].T, tokens).T.copy()
    return arrays


def _mixed(fresh: NDArray[Any], older: NDArray[Any], rows: Rows) -> NDArray[Any]:
    """The older row where there is one."""
    result = fresh.copy()
    result[rows >= 0] = older[rows[rows >= 0]]
    return result
