"""A file fetched once, checked by its sha256, kept in the cache."""

import os
from pathlib import Path

from tunesmith.errors import TunesmithError

TIMEOUT = 30  # seconds without an answer


def cache_folder() -> Path:
    """``$TUNESMITH_CACHE``, or the platform's folder for caches."""
    import platformdirs

    override = os.environ.get("TUNESMITH_CACHE")
    return Path(override) if override else platformdirs.user_cache_path("tunesmith")


def download(url: str, sha256: str, name: str, *, cure: str) -> Path:
    """The cached file ``name``, downloaded first if it is not there or not whole.

    Raises TunesmithError, with ``cure`` as its last words, when it cannot be had or has other content.
    """
    import pooch  # type: ignore[import-untyped]

    pooch.get_logger().setLevel("ERROR")
    try:
        path = pooch.retrieve(
            url,
            known_hash=f"sha256:{sha256}",
            fname=name,
            path=cache_folder(),
            downloader=_fetch,
        )
    except ValueError as error:  # what pooch raises when the checksum differs
        raise TunesmithError(
            f"{url} does not have the expected content (sha256 {sha256[:12]}...): {cure}"
        ) from error
    except OSError as error:  # no network, no such page, cut short, or a cache that cannot be written
        raise TunesmithError(f"cannot download {url} ({_reason(error)}): {cure}") from error
    return Path(path)


def _fetch(url: str, file: str, _registry: object) -> None:
    """A downloader for pooch. Its own leaves the connection open when the transfer fails."""
    import requests

    with requests.get(url, stream=True, timeout=TIMEOUT) as response, Path(file).open("wb") as output:
        response.raise_for_status()
        for chunk in response.iter_content(1 << 16):
            output.write(chunk)


def _reason(error: OSError) -> str:
    if error.strerror:
        return f"{error.strerror.lower()}: {error.filename}"
    response = getattr(error, "response", None)
    if response is not None:
        return f"the server answers {response.status_code}"
    return "the transfer was cut short" if "IncompleteRead" in str(error) else "no connection"
