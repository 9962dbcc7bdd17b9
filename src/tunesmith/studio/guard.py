"""Who may speak to the studio: pages of its own, on the machine that it runs on.

A browser sends requests for any page that asks it to. The name in ``Host`` stops pages whose name was made to
point at this machine (DNS rebinding), ``Origin`` and ``Sec-Fetch-Site`` stop pages from elsewhere (cross-site
request forgery), and where others can reach the port a token is asked for.
"""

from collections.abc import Collection
from hmac import compare_digest
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "tunesmith"
BODY = 1 << 20  # bytes of a request, unless its path is among ``large``
LARGE = 32 << 20

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
        "media-src 'self' blob:; connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-cache",
}


class TooLargeError(HTTPException):
    """A body goes on beyond what is taken: Starlette answers with what an HTTPException says."""

    def __init__(self, most: int) -> None:
        super().__init__(413, f"that is too much: {most >> 20} MB are taken at most")


class Guard:
    """Around an application: refuses what is not for it, and says to the browser what its pages may do."""

    def __init__(
        self, app: ASGIApp, *, hosts: Collection[str], token: str = "", large: Collection[str] = ()
    ) -> None:
        """``hosts``: the names with port under which it may be called; none: any. ``token``: "" for none."""
        self.app = app
        self.hosts = frozenset(hosts)
        self.token = token
        self.large = frozenset(large)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        send = _with_headers(send)
        if refusal := self._refusal(scope, headers):
            status, why = refusal
            await JSONResponse({"error": why}, status)(scope, receive, send)
            return
        if self.token and _asked(scope) == self.token:  # from the address that was printed: into a cookie
            answer = RedirectResponse(scope["path"], 303)
            answer.set_cookie(COOKIE, self.token, httponly=True, samesite="strict")
            await answer(scope, receive, send)
            return
        most = LARGE if scope["path"] in self.large else BODY
        if (headers.get("content-length") or "0").isdecimal() and int(
            headers.get("content-length") or 0
        ) > most:
            too_large = TooLargeError(most)
            await JSONResponse({"error": too_large.detail}, too_large.status_code)(scope, receive, send)
            return
        await self.app(scope, _bounded(receive, most), send)

    def _refusal(self, scope: Scope, headers: Headers) -> tuple[int, str] | None:
        host = headers.get("host", "")
        if self.hosts and host not in self.hosts:
            return 421, f"this is the studio of tunesmith, and not {host[:100] or 'nameless'}"
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc != host:
            return 403, "only pages of the studio itself may ask it for anything"
        if headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
            # To follow a link here from elsewhere is no harm; to send, or to fetch, is.
            link = scope["method"] == "GET" and headers.get("sec-fetch-mode") == "navigate"
            if not link or scope["path"].startswith("/api/"):
                return 403, "only pages of the studio itself may ask it for anything"
        if self.token and not self._knows(scope, headers):
            return 401, "open the address that `tunesmith studio` printed: it holds the token"
        return None

    def _knows(self, scope: Scope, headers: Headers) -> bool:
        bearer = headers.get("authorization", "").removeprefix("Bearer ")
        try:
            morsel = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
        except CookieError:
            morsel = None
        given = (bearer, morsel.value if morsel else "", _asked(scope))
        return any(compare_digest(one.encode(), self.token.encode()) for one in given)


def _asked(scope: Scope) -> str:
    """The token in the address of a page."""
    if scope["method"] != "GET" or scope["path"].startswith("/api/"):
        return ""
    asked: bytes = scope["query_string"]
    return parse_qs(asked.decode("latin-1")).get("token", [""])[0]


def _bounded(receive: Receive, most: int) -> Receive:
    came = 0

    async def bounded() -> Message:
        nonlocal came
        message = await receive()
        came += len(message.get("body", b""))
        if came > most:
            raise TooLargeError(most)
        return message

    return bounded


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sending
