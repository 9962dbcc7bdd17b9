"""Downloading, against a real server on this machine."""

import hashlib
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tunesmith.corpora.download import cache_folder, download
from tunesmith.errors import TunesmithError

BODY = b"X:1\nT:A tune\nK:G\nGABc|\n" * 1000
SHA256 = hashlib.sha256(BODY).hexdigest()


class Handler(BaseHTTPRequestHandler):
    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        if self.path == "/missing.abc":
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(BODY)))
        self.end_headers()
        self.wfile.write(BODY[:100] if self.path == "/truncated.abc" else BODY)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[str]:
    Handler.asked = []
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as httpd:
        thread = threading.Thread(target=httpd.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{httpd.server_port}"
        httpd.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TUNESMITH_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def fails(url: str, sha256: str = SHA256) -> str:
    with pytest.raises(TunesmithError) as caught:
        download(url, sha256, "jigs.abc", cure="do this")
    message = str(caught.value)
    assert url in message
    assert message.endswith(": do this")
    assert "\n" not in message
    return message


def test_a_file_is_downloaded_once(server: str, cache: Path) -> None:
    for _ in range(2):
        path = download(f"{server}/jigs.abc", SHA256, "jigs.abc", cure="")
        assert path == cache / "jigs.abc"
        assert path.read_bytes() == BODY
    assert Handler.asked == ["/jigs.abc"]


def test_a_damaged_copy_is_replaced(server: str, cache: Path) -> None:
    cache.mkdir()
    (cache / "jigs.abc").write_bytes(BODY[:-1])
    assert download(f"{server}/jigs.abc", SHA256, "jigs.abc", cure="").read_bytes() == BODY


def test_other_content_is_refused_and_not_kept(server: str, cache: Path) -> None:
    assert "expected content" in fails(f"{server}/jigs.abc", sha256="0" * 64)
    assert list(cache.iterdir()) == []


def test_a_transfer_cut_short_is_refused_and_not_kept(server: str, cache: Path) -> None:
    assert "cut short" in fails(f"{server}/truncated.abc")
    assert list(cache.iterdir()) == []


def test_a_missing_page_says_so(server: str) -> None:
    assert "404" in fails(f"{server}/missing.abc")


def test_no_server_says_so() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert "no connection" in fails(f"http://127.0.0.1:{port}/jigs.abc")


def test_a_cache_that_cannot_be_written_says_so(server: str, cache: Path) -> None:
    cache.write_text("a file where the folder should be")
    assert str(cache) in fails(f"{server}/jigs.abc")


def test_without_the_variable_the_cache_is_the_platforms(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TUNESMITH_CACHE")
    assert cache_folder().name == "tunesmith"
