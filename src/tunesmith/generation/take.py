"""What a model wrote, with all that is needed to write it again."""

import json
import math
from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from tunesmith.errors import TunesmithError
from tunesmith.files import write_atomic
from tunesmith.generation.request import Request
from tunesmith.music.piece import Piece

FORMAT: Final = "tunesmith-take.v1"

Probability = Annotated[float, Field(ge=0, le=1)]


class Take(BaseModel):
    """One piece of music written by a model. ``to_json`` and ``from_json`` lose nothing."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["tunesmith-take.v1"]
    version: str = Field(description="The tunesmith that wrote it.")
    request: Request
    seed: int = Field(ge=0, description="The seed of this take: that of the request, counted on.")
    fingerprint: str = Field(description="Of the checkpoint.")
    piece: Piece
    transposed: int = Field(
        0, description="Semitones between what the model wrote, in a key it knows, and the piece."
    )
    ended: bool = Field(description="Whether the model ended it, not the request's max_tokens.")
    primed: int = Field(ge=0, description="How many of the tokens are the request's primer.")
    tokens: tuple[str, ...]
    probabilities: tuple[Probability, ...] = Field(
        description="Of each token under the model alone: at temperature 1, before any filter."
    )

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if not self.primed < len(self.tokens) == len(self.probabilities):
            raise ValueError("tokens, probabilities and primer do not fit together")
        return self

    @property
    def text(self) -> str:
        return "".join(self.tokens)

    @property
    def bits_per_character(self) -> float:
        """How much what it chose surprised the model, per token: 0 is rote, log2(V) is noise."""
        chosen = self.probabilities[self.primed :]
        return sum(-math.log2(p) if p else math.inf for p in chosen) / len(chosen)

    def to_json(self) -> str:
        """One line for each field."""
        fields = self.model_dump(mode="json")
        lines = (f"  {json.dumps(name)}: {json.dumps(fields[name], ensure_ascii=False)}" for name in fields)
        return "{\n" + ",\n".join(lines) + "\n}\n"

    @classmethod
    def from_json(cls, text: str | bytes) -> "Take":
        """Raises TunesmithError for anything but the fields of a take in this format, whole and fitting."""
        try:
            return cls.model_validate_json(text, strict=True)
        except ValidationError as error:
            raise TunesmithError(f"not a take that this tunesmith reads: {_first(error)}") from error

    def save(self, path: Path | str) -> None:
        write_atomic(path, self.to_json())

    @classmethod
    def load(cls, path: Path | str) -> "Take":
        """Raises TunesmithError when the file cannot be read or holds no take."""
        try:
            return cls.from_json(Path(path).read_bytes())
        except OSError as error:
            raise TunesmithError(f"cannot read {path}: {(error.strerror or str(error)).lower()}") from error
        except TunesmithError as error:
            raise TunesmithError(f"{path}: {error}; give the .json file that generate wrote") from error


def _first(error: ValidationError) -> str:
    problem = error.errors(include_url=False)[0]
    place = ".".join(str(part) for part in problem["loc"])
    return f"{place}: {problem['msg']}" if place else problem["msg"]
