"""Every model family by name. A new one is its own files and a line here."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

from tunesmith.errors import TunesmithError
from tunesmith.models.engine import Engine
from tunesmith.models.lstm.config import LSTMConfig
from tunesmith.models.lstm.engine import LSTMEngine
from tunesmith.models.markov import Markov

if TYPE_CHECKING:
    from tunesmith.models.lstm.network import LSTMNetwork

ENGINES: dict[str, Callable[[dict[str, Any], Mapping[str, NDArray[Any]]], Engine]] = {
    "lstm": lambda config, arrays: LSTMEngine(LSTMConfig.from_json(config), arrays),
    "markov": lambda config, arrays: Markov.from_arrays(arrays, config["vocabulary_size"], config["order"]),
}


def make_engine(config: dict[str, Any], arrays: Mapping[str, NDArray[Any]]) -> Engine:
    """The engine of a model's JSON and its arrays.

    Raises TunesmithError for a family that this version does not know, or arrays that do not fit.
    """
    family = config.get("family")
    if family not in ENGINES:
        raise TunesmithError(f"model family {family!r} is not known; this version has {', '.join(ENGINES)}")
    try:
        return ENGINES[family](config, arrays)
    except (KeyError, TypeError, ValueError) as error:
        raise TunesmithError(
            f"the weights do not fit the {family} model that config.json describes: {error}"
        ) from error


def make_network(config: dict[str, Any]) -> "LSTMNetwork":
    """The torch network of a model's JSON, with fresh weights from torch's global seed."""
    from tunesmith.models.lstm.network import LSTMNetwork

    return LSTMNetwork(LSTMConfig.from_json(config))
