"""Writing takes, and showing and playing any piece."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from starlette.responses import JSONResponse, Response

from tunesmith.generation.take import Take
from tunesmith.studio.asked.keeping import told_of
from tunesmith.studio.events import Events
from tunesmith.studio.library import Entry, How
from tunesmith.studio.routes import Route, failure
from tunesmith.studio.runs import card, find_runs, run_named
from tunesmith.studio.studio import Studio
from tunesmith.studio.wishes import Sounding, Text, Writing


async def models(studio: Studio) -> Response:
    """All runs that can be read, the newest first."""
    cards = (card(name, run) for name, run in find_runs(studio.runs).items())
    return JSONResponse([found.model_dump() for found in cards if found is not None])


async def wishes(studio: Studio) -> Response:
    """The JSON schema of a request: controls are made of it."""
    return JSONResponse(Writing.model_json_schema())


async def write(studio: Studio, body: Any) -> Response:
    """Events: ``token`` for each token, ``draft`` now and then, ``take`` with the entry of each take, by then
    on the disk, ``refused``, ``failed``, and ``end``.
    """
    asked = body.model_dump()
    run = run_named(studio.runs, asked.pop("model"))
    working = await studio.writers.begin("write", {"checkpoint": run, **asked})
    items = working.items()
    try:  # what is wrong with a request is told before anything else
        first = await anext(items)
    except BaseException:
        working.leave()
        raise
    return Events(_told(studio, run, first, items), working.leave)


async def _told(
    studio: Studio, run: Path, first: dict[str, Any], items: AsyncIterator[dict[str, Any]]
) -> AsyncIterator[tuple[str, Any]]:
    item: dict[str, Any] | None = first
    try:
        while item is not None:
            if "token" in item:
                yield "token", [item["token"], round(item["probability"], 6)]
            elif "take" in item:
                entry = await asyncio.to_thread(_keep, studio, item["take"])
                yield "take", told_of(entry)
            else:
                ((name, said),) = item.items()
                yield name, said
            item = await anext(items, None)
    except Exception as error:
        yield "failed", failure(error, studio.told)[1]
    yield "end", run.name


def _keep(studio: Studio, text: str) -> Entry:
    take = Take.from_json(text)
    own = "" if take.piece.title in ("", "Untitled") else take.piece.title
    name = own or f"Tune {len(studio.library) + 1}"
    how: How = "continued" if take.request.primer else "written"
    return studio.library.add(take.piece, how=how, name=name, take=take)


async def read(studio: Studio, body: Text) -> Response:
    """Engraved and checked, as it stands."""
    return JSONResponse(await studio.showers.once("read", body.notation, body.content))


async def play(studio: Studio, body: Sounding) -> Response:
    """When each note sounds, and the name of the sound."""
    hearing = body.hearing.model_dump(include=set(body.hearing.given))
    found = await studio.showers.once("play", body.notation, body.content, hearing)
    return JSONResponse({**found, "sound": studio.sounds.keep(found["sound"])})


async def sound(studio: Studio, name: str) -> Response:
    return Response(studio.sounds[name], media_type="audio/flac")


ROUTES = (
    Route("GET", "/api/models", models, "The models that can write."),
    Route("GET", "/api/wishes", wishes, "The JSON schema of what a model can be asked for."),
    Route(
        "POST", "/api/write", write, "Write takes, told as they are written.", Writing, "text/event-stream"
    ),
    Route("POST", "/api/read", read, "A piece engraved and checked.", Text),
    Route("POST", "/api/play", play, "A piece played.", Sounding),
    Route("GET", "/api/sounds/{name}", sound, "A sound that `play` made.", gives="audio/flac"),
)
