"""The shape of an LSTM, without any library that could run it."""

from dataclasses import asdict, dataclass
from itertools import accumulate
from typing import Any


@dataclass(frozen=True)
class LSTMConfig:
    """Stacked LSTMs with a dense layer of vocabulary size at every time step.

    ``same_mask`` keeps one dropout mask for all time steps of a window (Gal & Ghahramani 2016);
    ``weight_dropout`` silences recurrent weights, not activations (Merity et al. 2017). ``sides``: how many
    values each side feature has; the embeddings of a token and of its features are summed.
    """

    vocabulary_size: int  # V
    embedding: int = 0  # E; 0 feeds one-hot vectors
    hidden: int = 256  # H
    layers: int = 2
    dropout: float = 0.0  # after each LSTM layer
    same_mask: bool = False
    weight_dropout: float = 0.0
    sides: tuple[int, ...] = ()  # F numbers

    def __post_init__(self) -> None:
        if self.sides and not self.embedding:
            raise ValueError("side features are embedded: give the embedding a width above 0")

    @property
    def offsets(self) -> tuple[int, ...]:
        """The first row of each side feature in the table of them all."""
        return tuple(accumulate(self.sides[:-1], initial=0)) if self.sides else ()

    def to_json(self) -> dict[str, Any]:
        return {"family": "lstm", **asdict(self)}

    @classmethod
    def from_json(cls, config: dict[str, Any]) -> "LSTMConfig":
        values = {key: value for key, value in config.items() if key != "family"}
        return cls(**{**values, "sides": tuple(values.get("sides", ()))})
