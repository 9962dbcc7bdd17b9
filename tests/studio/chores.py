"""Work for the workers of the tests."""

import os
import time
from collections.abc import Iterator

from tunesmith.errors import TunesmithError


def count(upto: int, pause: float = 0.0) -> Iterator[int]:
    for number in range(upto):
        time.sleep(pause)
        yield number


def fail(text: str) -> Iterator[str]:
    yield "begun"
    raise TunesmithError(text)


def break_down() -> Iterator[int]:
    yield 1 // 0


def die() -> Iterator[str]:
    yield "begun"
    os._exit(7)


def hang() -> Iterator[str]:
    yield "begun"
    while True:
        time.sleep(0.05)


def touch(path: str) -> Iterator[int]:
    """Tells a file how far it has come, so that one sees when it stops."""
    for number in range(10_000):
        time.sleep(0.005)
        with open(path, "w") as file:  # noqa: PTH123
            file.write(str(number))
        yield number


def pid() -> Iterator[int]:
    yield os.getpid()


WORKS = {work.__name__: work for work in (count, fail, break_down, die, hang, touch, pid)}
