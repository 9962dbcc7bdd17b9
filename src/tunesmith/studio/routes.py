"""What the studio can be asked for, route by route: the handlers, and all that the document says of them."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from traceback import format_exception
from typing import Any

from pydantic import BaseModel, ValidationError
from starlette.requests import Request as Asked
from starlette.responses import JSONResponse, Response
from starlette.routing import Route as StarletteRoute

from tunesmith.errors import TunesmithError
from tunesmith.studio.library import MissingError
from tunesmith.studio.workers.member import FaultError
from tunesmith.studio.workers.pool import BusyError

AGAIN = 2  # seconds after which one who was sent away may come back

Handler = Callable[..., Awaitable[Response]]


@dataclass(frozen=True)
class Route:
    """One thing that can be asked for."""

    method: str
    path: str  # "/api/takes/{key}"
    handler: Handler  # of the studio, the parts of the path by name, and the body if there is one
    summary: str
    asks: type[BaseModel] | None = None  # the body
    gives: str = "application/json"
    query: Mapping[str, str] = field(default_factory=dict)  # name -> what it means

    def mount(self, studio: Any) -> StarletteRoute:
        async def endpoint(asked: Asked) -> Response:
            try:
                given = dict(asked.path_params)
                if self.query:
                    given |= {name: asked.query_params.get(name, "") for name in self.query}
                if self.asks is not None:
                    given["body"] = self.asks.model_validate(_parsed(await asked.body()))
                return await self.handler(studio, **given)
            except (TunesmithError, ValidationError, FaultError) as error:
                return refusal(error, studio.told)

        return StarletteRoute(self.path, endpoint, methods=[self.method], name=self.handler.__name__)


def refusal(error: Exception, told: Callable[[str], None]) -> Response:
    """What went wrong, for the one who asked."""
    status, said = failure(error, told)
    headers = {"Retry-After": str(AGAIN)} if isinstance(error, BusyError) else {}
    return JSONResponse({"error": said}, status, headers)


def failure(error: Exception, told: Callable[[str], None]) -> tuple[int, str]:
    """A status and a sentence. What is a fault of ours is ``told`` in full."""
    if isinstance(error, ValidationError):
        return 422, sentence(error)
    if not isinstance(error, TunesmithError):
        told("".join(format_exception(error)))
        return 500, "something is wrong with tunesmith itself; its terminal says what"
    return {BusyError: 503, MissingError: 404}.get(type(error), 400), str(error)


def sentence(error: ValidationError) -> str:
    """The first thing that is wrong with a body."""
    first = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(str(part) for part in first["loc"])
    return f"{place}: {first['msg'].lower()}" if place else first["msg"]


def _parsed(body: bytes) -> Any:
    """Raises TunesmithError for what is no JSON."""
    try:
        return json.loads(body, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise TunesmithError("the request is no JSON") from error


def _no_constant(name: str) -> Any:
    raise ValueError(name)
