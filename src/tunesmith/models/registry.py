"""Every model family by name. A new one is its own files and a line here."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, cast

from numpy.typing import NDArray

from tunesmith.errors import TunesmithError
from tunesmith.models.engine import Engine
from tunesmith.models.lstm.config import LSTMConfig
from tunesmith.models.lstm.engine import LSTMEngine
from tunesmith.models.markov import Markov
from tunesmith.models.sides import SidedEngine, SideReader, Tracker

if TYPE_CHECKING:
    from tunesmith.models.lstm.network import LSTMNetwork

ENGINES: dict[str, Callable[[dict[str, Any], Mapping[str, NDArray[Any]]], Engine]] = {
    "lstm": lambda config, arrays: LSTMEngine(LSTMConfig.from_json(config), arrays),
    "markov": lambda config, arrays: Markov.from_arrays(arrays, config["vocabulary_size"], config["order"]),
}


def make_engine(
    config: dict[str, Any],
    arrays: Mapping[str, NDArray[Any]],
    tracker: Callable[[], Tracker] | None = None,
) -> Engine:
    """The engine of a model's JSON and its arrays. ``tracker`` begins the side features of a text.

    Raises TunesmithError for a family that this version does not know, arrays that do not fit, or side
    features that nobody computes.
    """
    family = config.get("family")
    if family not in ENGINES:
        raise TunesmithError(f"model family {family!r} is not known; this version has {', '.join(ENGINES)}")
    try:
        engine = ENGINES[family](config, arrays)
    except (KeyError, TypeError, ValueError) as error:
        raise TunesmithError(
            f"the weights do not fit the {family} model that config.json describes: {error}"
        ) from error
    if not config.get("sides"):
        return engine
    if tracker is None:
        raise TunesmithError(
            f"the {family} model reads side features, which its codec does not have: "
            "the checkpoint is damaged, train again"
        )
    return SideReader(cast(SidedEngine, engine), tracker)


def make_network(config: dict[str, Any]) -> "LSTMNetwork":
    """The torch network of a model's JSON, with fresh weights from torch's global seed."""
    from tunesmith.models.lstm.network import LSTMNetwork

    return LSTMNetwork(LSTMConfig.from_json(config))
