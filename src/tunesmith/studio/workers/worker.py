"""A process that works for the studio: on many pieces of work at once, a little of each in turn."""

import signal
import time
import traceback
from collections.abc import Callable, Iterator
from importlib import import_module
from multiprocessing.connection import Connection
from typing import Any, NamedTuple

from tunesmith.errors import TunesmithError

SLICE = 0.015  # seconds that one piece of work goes on before the next has its turn

Work = Callable[..., Iterator[Any]]  # gives what it finds, item by item


class Order(NamedTuple):
    """Begin a piece of work."""

    number: int
    work: str  # a name in the table
    arguments: tuple[Any, ...]


class Stop(NamedTuple):
    """Leave it: nothing more is wanted of it."""

    number: int


class Found(NamedTuple):
    """Something came of a piece of work."""

    number: int
    item: Any


class Ended(NamedTuple):
    """Nothing more will come."""

    number: int
    failure: str = ""  # what to tell the one who asked; "" where all is well
    fault: str = ""  # of ours: a traceback


def serve(connection: "Connection[Any, Any]", table: str) -> None:
    """Take orders until the other end of the connection is gone. ``table``: "module:NAME" of a dict of works.

    Ctrl-C is for the process that gives the orders.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    module, _, name = table.partition(":")
    try:
        _Desk(connection, getattr(import_module(module), name)).serve()
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return


class _Desk:
    """All that lies before one process."""

    def __init__(self, connection: "Connection[Any, Any]", works: dict[str, Work]) -> None:
        self.connection = connection
        self.works = works
        self.begun: dict[int, Iterator[Any]] = {}

    def serve(self) -> None:
        while True:
            while self.connection.poll(0 if self.begun else None):
                self._hear(self.connection.recv())
            for number in list(self.begun):
                self._advance(number)

    def _hear(self, message: Order | Stop) -> None:
        if isinstance(message, Order):
            self.begun[message.number] = self.works[message.work](*message.arguments)
        elif work := self.begun.pop(message.number, None):
            close = getattr(work, "close", None)
            if close:
                close()
            self.connection.send(Ended(message.number))

    def _advance(self, number: int) -> None:
        """Go on with one piece of work for a slice of time, and tell what comes of it."""
        until = time.monotonic() + SLICE
        try:
            for item in self.begun[number]:
                self.connection.send(Found(number, item))
                if time.monotonic() > until:
                    return
            ended = Ended(number)
        except TunesmithError as error:
            ended = Ended(number, failure=str(error))
        except Exception:
            ended = Ended(number, failure="this is a fault of tunesmith", fault=traceback.format_exc())
        del self.begun[number]
        self.connection.send(ended)
