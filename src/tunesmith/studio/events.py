"""Server-sent events: https://html.spec.whatwg.org/multipage/server-sent-events.html."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send


def event(name: str, number: int, data: Any) -> bytes:
    """One event; its data is JSON, which has no line breaks."""
    return f"event: {name}\nid: {number}\ndata: {json.dumps(data, separators=(',', ':'))}\n\n".encode()


class Events(StreamingResponse):
    """Events as they come. ``left`` is called at the end, however it comes about."""

    def __init__(self, items: AsyncIterator[tuple[str, Any]], left: Callable[[], None]) -> None:
        super().__init__(_numbered(items), media_type="text/event-stream")
        self.left = left

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self.left()


async def _numbered(items: AsyncIterator[tuple[str, Any]]) -> AsyncIterator[bytes]:
    number = 0
    async for name, data in items:
        yield event(name, number, data)
        number += 1
        await asyncio.sleep(0)  # what is there already comes without waiting: others have their turn too
