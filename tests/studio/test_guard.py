import asyncio
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from tunesmith.studio.guard import BODY, COOKIE, Guard, TooLargeError

HOST = "127.0.0.1:8000"


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    body = await Request(scope, receive).body()
    await PlainTextResponse(f"served {len(body)}")(scope, receive, send)


def ask(
    path: str = "/", method: str = "GET", headers: dict[str, str] | None = None, *, body: bytes = b"",
    query: str = "", **guarded: Any,
) -> tuple[int, dict[str, str], str]:  # fmt: skip
    """Status, headers and text of an answer."""
    given = {"host": HOST, **(headers or {})}
    scope = {
        "type": "http", "method": method, "path": path, "query_string": query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in given.items() if value],
    }  # fmt: skip
    sent: list[Message] = []
    chunks = [body[start : start + 65536] for start in range(0, len(body), 65536)] or [b""]

    async def receive() -> Message:
        return {"type": "http.request", "body": chunks.pop(0), "more_body": bool(chunks)}

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(Guard(application, **{"hosts": {HOST}, **guarded})(scope, receive, send))
    fields = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], fields, b"".join(part.get("body", b"") for part in sent[1:]).decode()


def test_its_own_pages_are_served_and_bounded() -> None:
    status, headers, text = ask(headers={"sec-fetch-site": "none", "sec-fetch-mode": "navigate"})
    assert (status, text) == (200, "served 0")
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"


def test_a_name_made_to_point_here_is_refused() -> None:
    """DNS rebinding: the browser believes to speak with attacker.example, and comes to this machine."""
    for host in ("attacker.example:8000", "127.0.0.1:8001", "127.0.0.1", "", "localhost.attacker.example"):
        status, _, text = ask("/api/takes", headers={"host": host})
        assert status == 421, host
        assert "served" not in text


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "OPTIONS"])
def test_a_page_elsewhere_cannot_drive_it(method: str) -> None:
    for origin in ("https://attacker.example", "http://127.0.0.1:9999", "null", "http://localhost:8000"):
        assert ask("/api/takes", method, {"origin": origin})[0] == 403, origin
    for site in ("cross-site", "same-site"):  # another port of this machine is the same site
        assert ask("/api/takes", method, {"sec-fetch-site": site})[0] == 403
    assert ask("/api/takes", method, {"origin": f"http://{HOST}", "sec-fetch-site": "same-origin"})[0] == 200


def test_a_link_from_elsewhere_may_be_followed_to_a_page_alone() -> None:
    link = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
    assert ask("/", headers=link)[0] == 200
    assert ask("/api/takes", headers=link)[0] == 403
    assert ask("/", "POST", link)[0] == 403
    assert ask("/", headers={**link, "sec-fetch-mode": "no-cors"})[0] == 403


def test_a_token_where_one_is_asked_for() -> None:
    assert ask(token="right")[0] == 401
    assert ask(token="right", headers={"cookie": f"{COOKIE}=wrong"})[0] == 401
    assert ask(token="right", headers={"authorization": "Bearer wrong"})[0] == 401
    assert ask(token="right", query="token=wrong")[0] == 401
    assert ask("/api/takes", token="right", query="token=right")[0] == 401  # it would stand in logs
    assert ask(token="right", headers={"cookie": f"{COOKIE}=right"})[0] == 200
    assert ask("/api/takes", token="right", headers={"authorization": "Bearer right"})[0] == 200
    status, headers, _ = ask(token="right", query="token=right")
    assert (status, headers["location"]) == (303, "/")
    assert "HttpOnly" in headers["set-cookie"]
    assert "SameSite=strict" in headers["set-cookie"]


def test_a_body_has_its_bounds_whatever_it_says_of_itself() -> None:
    assert ask("/api/takes", "POST", body=b"x" * BODY)[2] == f"served {BODY}"
    with pytest.raises(TooLargeError, match="413: that is too much"):
        ask("/api/takes", "POST", body=b"x" * (BODY + 1))
    assert ask("/api/takes", "POST", {"content-length": str(BODY + 1)})[0] == 413
    assert ask("/api/takes", "POST", {"content-length": "many"}, body=b"x")[0] == 200
    assert ask("/api/import", "POST", body=b"x" * (BODY + 1), large={"/api/import"})[0] == 200
