"""What a page may ask of the studio, as types: the bodies of its requests, and their documentation."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, create_model

from tunesmith.generation.request import Request
from tunesmith.studio.library import How
from tunesmith.studio.works.playing import Hearing
from tunesmith.studio.works.reading import MOST

NotationName = Literal["abc", "midi", "tabla"]
MOST_TAKES = 20  # of one request
NOT_ASKED = ("checkpoint", "voices", "particles", "sweeps", "count")  # paths, and what has no control yet

Strict = ConfigDict(frozen=True, extra="forbid", str_max_length=MOST)


class Text(BaseModel):
    """A piece in its notation."""

    model_config = Strict

    notation: NotationName
    content: str = Field(max_length=MOST, description="The piece, as its notation writes it.")


class Sounding(Text):
    """A piece, and how it is to be played."""

    hearing: Hearing = Hearing()


class Brought(Text):
    """A piece that is to be kept."""

    name: str = Field("", max_length=200)
    how: How = "brought"
    parent: str = Field("", max_length=40, description="Id of the take that it was made from.")


class Changed(BaseModel):
    """What is to be changed of a take; what is left out stays."""

    model_config = Strict

    name: str | None = Field(None, min_length=1, max_length=200)
    starred: bool | None = None
    content: str | None = Field(None, max_length=MOST)


def _fields() -> dict[str, Any]:
    fields: dict[str, Any] = {
        name: (field.annotation, field)
        for name, field in Request.model_fields.items()
        if name not in NOT_ASKED
    }
    model = Field(max_length=200, description="Name of a run.")
    count = Field(1, ge=1, le=MOST_TAKES, description="How many takes to write.")
    return {"model": (str, model), "count": (int, count), **fields}


# The fields of a Request, but for files; a model goes by its name.
Writing: type[BaseModel] = create_model("Writing", __config__=Strict, **_fields())
