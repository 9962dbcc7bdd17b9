"""Takes, told token by token."""

import time
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from tunesmith.api.model import make_request
from tunesmith.errors import TunesmithError
from tunesmith.generation.request import Request
from tunesmith.generation.take import Take
from tunesmith.generation.writer import Token, Writer
from tunesmith.models.checkpoint import load_checkpoint, locate

KEPT = 4  # models that a process keeps ready
DRAFT = 0.15  # seconds between two drafts: as fast as a score can be engraved and read


def write(wishes: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The takes of a Request with these fields, as they come about.

    ``{"token", "probability"}`` for each token, now and then ``{"draft"}``, the piece as far as it has come,
    ``{"refused"}`` with a reason where ``novel`` is asked for, and ``{"take"}``, the JSON of a whole take.
    Raises what ``Writer.write`` raises.
    """
    request = make_request(**wishes)
    writer = _writer(request.checkpoint)
    tokens, drafted = list[str](), time.monotonic()
    refusals = list[str]()
    for item in _items(writer, request, refusals):
        while refusals:  # of the take whose tokens have been told
            tokens = []
            yield {"refused": refusals.pop(0)}
        if isinstance(item, Take):
            yield {"take": item.to_json()}
            tokens = []
            continue
        yield {"token": item.text + writer.codec.separator, "probability": item.probability}
        tokens.append(item.text)
        if time.monotonic() - drafted > DRAFT:
            drafted = time.monotonic()
            draft = _draft(writer, tokens)
            if draft:
                yield {"draft": draft}


def _items(writer: Writer, request: Request, refusals: list[str]) -> Iterator[Token | Take]:
    if request.novel is None:
        return writer.write(request)
    from tunesmith.api.novel import Gauge, novel_takes

    gauge = Gauge.of(load_checkpoint(request.checkpoint).config)
    return novel_takes(writer, request, gauge, lambda refusal: refusals.append(str(refusal)))


def _draft(writer: Writer, tokens: list[str]) -> str:
    """The piece as far as it has come; "" where that is none yet."""
    try:
        return writer.codec.decode(tokens).content
    except TunesmithError:
        return ""


def _writer(path: Path) -> Writer:
    """The writer of a run: the same one, with the masks that it has worked out, while its weights stay."""
    folder = locate(path)
    try:
        stamp = (folder / "config.json").stat().st_mtime_ns
    except OSError as error:
        raise TunesmithError(f"cannot read {folder}: {(error.strerror or str(error)).lower()}") from error
    return _load(folder, stamp)


@lru_cache(maxsize=KEPT)
def _load(folder: Path, stamp: int) -> Writer:
    return Writer.of(load_checkpoint(folder))
