"""The library: takes that are kept, changed, fetched."""

import asyncio
import io
import re
import zipfile
from typing import Any
from urllib.parse import quote

from starlette.responses import JSONResponse, Response

from tunesmith.api.outputs import forms_of
from tunesmith.errors import TunesmithError
from tunesmith.music.piece import Piece
from tunesmith.studio.library import Entry
from tunesmith.studio.recipe import recipe
from tunesmith.studio.routes import Route
from tunesmith.studio.studio import Studio
from tunesmith.studio.wishes import Brought, Changed

MEDIA = {
    "abc": "text/vnd.abc", "mid": "audio/midi", "musicxml": "application/vnd.recordare.musicxml+xml",
    "pdf": "application/pdf", "svg": "image/svg+xml", "png": "image/png", "mp3": "audio/mpeg",
    "wav": "audio/wav", "flac": "audio/flac", "ogg": "audio/ogg", "tabla": "text/plain",
    "json": "application/json",
}  # fmt: skip
MOST = 100  # takes of one zip


def told_of(entry: Entry) -> dict[str, Any]:
    """What a page knows of an entry: all but the probabilities of its tokens."""
    take = entry.take
    return {
        "id": entry.id,
        "name": entry.name,
        "starred": entry.starred,
        "how": entry.how,
        "parent": entry.parent,
        "notation": entry.piece.notation,
        "content": entry.piece.content,
        "exact": entry.exact,
        "model": take.request.checkpoint.name if take else "",
        "seed": take.seed if take else None,
        "bits": take.bits_per_character if take else None,
        "ended": take.ended if take else True,
        "recipe": recipe(take) if take and entry.exact else None,
        "forms": [*forms_of(entry.piece.notation), *(["json"] if entry.exact else [])],
    }


async def takes(studio: Studio) -> Response:
    return JSONResponse([told_of(entry) for entry in studio.library])


async def take(studio: Studio, key: str) -> Response:
    return JSONResponse(told_of(studio.library[key]))


async def bring(studio: Studio, body: Brought) -> Response:
    piece = Piece("", body.name, body.notation, body.content.strip(), "")
    if not piece.content:
        raise TunesmithError("there is nothing to keep: write something first")
    entry = await asyncio.to_thread(
        lambda: studio.library.add(piece, how=body.how, name=body.name, parent=body.parent)
    )
    return JSONResponse(told_of(entry))


async def change(studio: Studio, key: str, body: Changed) -> Response:
    given = body.model_dump()
    return JSONResponse(told_of(await asyncio.to_thread(lambda: studio.library.change(key, **given))))


async def remove(studio: Studio, key: str) -> Response:
    await asyncio.to_thread(studio.library.remove, key)
    return JSONResponse({"removed": key})


async def restore(studio: Studio, key: str) -> Response:
    return JSONResponse(told_of(await asyncio.to_thread(studio.library.restore, key)))


async def fetch(studio: Studio, key: str, form: str) -> Response:
    entry = studio.library[key]
    return _download(await _bytes(studio, entry, form), f"{_file_name(entry)}.{form}", MEDIA.get(form, ""))


async def fetch_all(studio: Studio, keys: str, form: str) -> Response:
    """A zip of several takes, each in all of these forms: ``abc,mid``."""
    chosen = [studio.library[key] for key in keys.split(",") if key][:MOST] or list(studio.library)[:MOST]
    file, names = io.BytesIO(), set[str]()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in chosen:
            stem = _file_name(entry)
            stem = stem if stem not in names else f"{stem}-{entry.id}"
            names.add(stem)
            for one in (form or "abc,mid").split(","):
                if one in told_of(entry)["forms"]:
                    archive.writestr(f"{stem}.{one}", await _bytes(studio, entry, one))
    return _download(file.getvalue(), "takes.zip", "application/zip")


async def _bytes(studio: Studio, entry: Entry, form: str) -> bytes:
    if form == "json":
        if entry.take is None or not entry.exact:
            raise TunesmithError("only a take as its model wrote it has a recipe: this one was changed")
        return entry.take.to_json().encode()
    piece = entry.piece
    found: bytes = await studio.showers.once("export", piece.notation, entry.name, piece.content, form)
    return found


def _download(data: bytes, name: str, media: str) -> Response:
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    return Response(data, headers=headers, media_type=media or "application/octet-stream")


def _file_name(entry: Entry) -> str:
    return re.sub(r"[^\w.-]+", "-", entry.name).strip("-.")[:60] or entry.id


ROUTES = (
    Route("GET", "/api/takes", takes, "All takes, the newest first."),
    Route("POST", "/api/takes", bring, "Keep a piece.", Brought),
    Route("GET", "/api/takes/{key}", take, "One take."),
    Route("PATCH", "/api/takes/{key}", change, "Name, star or edit a take.", Changed),
    Route("DELETE", "/api/takes/{key}", remove, "Put a take away; it can be restored."),
    Route("POST", "/api/takes/{key}/restore", restore, "Bring a take back that was put away."),
    Route(
        "GET", "/api/takes/{key}/file.{form}", fetch, "A take as a file.", gives="application/octet-stream"
    ),
    Route(
        "GET", "/api/takes.zip", fetch_all, "Several takes as files, in one zip.", gives="application/zip",
        query={"keys": "Ids of takes, with commas between; all if none is given.",
               "form": "Forms, with commas between: abc,mid."},
    ),
)  # fmt: skip
