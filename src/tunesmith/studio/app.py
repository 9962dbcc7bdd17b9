"""The web application: routes, page and guard put together."""

from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager
from importlib.resources import files
from mimetypes import guess_type
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount
from starlette.routing import Route as StarletteRoute
from starlette.types import ASGIApp

from tunesmith.studio.asked import composing, keeping
from tunesmith.studio.guard import Guard
from tunesmith.studio.openapi import document
from tunesmith.studio.routes import Route
from tunesmith.studio.studio import Studio

ROUTES: tuple[Route, ...] = (*composing.ROUTES, *keeping.ROUTES)


def make_app(
    runs: Path,
    takes: Path,
    *,
    hosts: Collection[str],
    token: str = "",
    told: Callable[[str], None] = print,
) -> ASGIApp:
    """``hosts`` and ``token`` as the Guard has them, the rest as the Studio."""
    inner = Starlette(
        routes=[],
        exception_handlers={HTTPException: _refused},
    )

    @asynccontextmanager
    async def life(app: Starlette) -> AsyncIterator[None]:
        studio = Studio(runs, takes, told=told)
        app.router.routes[:] = [*(route.mount(studio) for route in ROUTES), *_pages()]
        try:
            yield
        finally:
            studio.close()

    inner.router.lifespan_context = life
    return Guard(inner, hosts=hosts, token=token)


def _pages() -> list[BaseRoute]:
    async def openapi(asked: Request) -> Response:
        return JSONResponse(document(ROUTES))

    async def page(asked: Request) -> Response:
        return _asset("index.html")

    async def asset(asked: Request) -> Response:
        return _asset(asked.path_params["name"])

    return [
        StarletteRoute("/", page),
        StarletteRoute("/api/openapi.json", openapi),
        Mount("/page", routes=[StarletteRoute("/{name}", asset)]),
    ]


def _asset(name: str) -> Response:
    """A file of the page: one that lies in its folder, by its name alone, or the colours of all pages."""
    page = files("tunesmith.studio").joinpath("page")
    shared = files("tunesmith.render").joinpath("assets", "palette.css")
    known = {file.name: file for file in (*page.iterdir(), shared)}
    if name not in known:
        raise HTTPException(404)
    media, _ = guess_type(name)
    media = "text/javascript" if name.endswith(".js") else media
    return Response(known[name].read_bytes(), media_type=media)


async def _refused(asked: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    said = {404: "there is nothing here", 405: "this cannot be done here"}
    answer = {"error": said.get(error.status_code, error.detail)}
    return JSONResponse(answer, error.status_code, dict(error.headers or {}))
