"""Options whose default and description exist once, in the request that they fill."""

from typing import Any

import typer
from pydantic import BaseModel


def wish(kind: type[BaseModel], name: str, *flags: str) -> Any:
    """The command-line option of a field of a request."""
    field = kind.model_fields[name]
    return typer.Option(
        field.default, *flags, help=field.description, show_default=field.default not in (None, "")
    )
