"""The server, from the first request to the last."""

import ipaddress
import secrets
import socket
import threading
import time
import webbrowser
from collections.abc import Callable
from pathlib import Path

from tunesmith.errors import TunesmithError

PORT = 8331
TRIES = 20  # ports after the first, where one is taken
GRACE = 3  # seconds that a request has to end when the server stops


def serve(
    runs: Path,
    takes: Path,
    *,
    host: str = "127.0.0.1",
    port: int | None = None,
    token: str = "",
    show: bool = True,
    told: Callable[[str], None] = print,
) -> None:
    """Serve until Ctrl-C or SIGTERM. ``port`` None takes the first free one from 8331 on.

    On another host than this machine's own a token is needed, and made if none is given. ``show`` opens the
    page in the browser. Raises TunesmithError for an address that cannot be had.
    """
    import uvicorn

    from tunesmith.studio.app import make_app

    own = is_loopback(host)
    if not own and not token:
        token = secrets.token_urlsafe(16)
    listening = _listen(host, port)
    number = listening.getsockname()[1]
    names = ("127.0.0.1", "localhost", "[::1]") if own else (host,)
    hosts = [] if host in ("0.0.0.0", "::") else [f"{name}:{number}" for name in names]
    app = make_app(runs, takes, hosts=hosts, token=token, told=told)
    address = f"http://{'127.0.0.1' if own else host}:{number}/" + (f"?token={token}" if token else "")
    told(f"The studio is open at {address} (Ctrl-C closes it)")
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=GRACE
    )
    server = uvicorn.Server(config)
    if show:
        threading.Thread(target=_show, args=(server, address), daemon=True).start()
    try:
        server.run(sockets=[listening])
    except KeyboardInterrupt:  # uvicorn passes it on once it has closed
        pass
    finally:
        listening.close()


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach that host."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _listen(host: str, port: int | None) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for number in [port] if port is not None else range(PORT, PORT + TRIES):
        listening = socket.socket(family, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, number))
            listening.listen(128)
            return listening
        except OSError as error:
            listening.close()
            failure = (error.strerror or str(error)).lower()
    raise TunesmithError(
        f"cannot listen on {host}:{port or PORT}: {failure}; choose another --host or --port"
    )


def _show(server: object, address: str) -> None:
    """Open the browser once the server answers."""
    for _ in range(100):
        if getattr(server, "started", False):
            webbrowser.open(address)
            return
        time.sleep(0.1)
