"""A trained model that a new run begins with: fine-tuning."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tunesmith.codecs.codec import Codec
from tunesmith.codecs.registry import codec_from_json
from tunesmith.errors import TunesmithError
from tunesmith.models.checkpoint import Checkpoint, load_checkpoint
from tunesmith.models.inherit import check_heir, inherit

Ids = NDArray[np.int64]


@dataclass(frozen=True)
class Parent:
    """A checkpoint, and where it has the tokens and the side features of the new run's codec."""

    checkpoint: Checkpoint
    tokens: Ids
    sides: list[Ids]

    @classmethod
    def find(cls, path: Path | str, codec: Codec, model: dict[str, Any]) -> "Parent":
        """Raises TunesmithError where there is no checkpoint, or one of another shape than the new model."""
        checkpoint = load_checkpoint(path)
        try:
            check_heir(model, checkpoint.config["model"])
            tokens, sides = codec.ids_in(codec_from_json(checkpoint.config["codec"]))
        except TunesmithError as error:
            raise TunesmithError(f"cannot begin with {path}: {error}") from error
        return cls(checkpoint, tokens, sides)

    def weights(self, fresh: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
        """The weights to begin with, those of new tokens from ``fresh``."""
        older_sides = self.checkpoint.config["model"].get("sides", ())
        return inherit(fresh, self.checkpoint.arrays, older_sides, self.tokens, self.sides)
