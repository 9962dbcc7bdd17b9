"""What a person asks for, checked: a sentence instead of pydantic's report."""

from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from tunesmith.errors import TunesmithError

Wished = TypeVar("Wished", bound=BaseModel)


def granted(kind: type[Wished], wishes: dict[str, Any]) -> Wished:
    """A request of this kind. Raises TunesmithError where a wish is unknown or out of range."""
    try:
        return kind(**wishes)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = str(first["loc"][0]).replace("_", "-") if first["loc"] else "request"
        if first["type"] == "extra_forbidden":
            raise TunesmithError(
                f"there is no option {name}; there are {', '.join(kind.model_fields)}"
            ) from error
        raise TunesmithError(f"{name}: {first['msg'].lower()}, not {first['input']!r}") from error
