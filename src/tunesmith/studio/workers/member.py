"""One worker process, as the event loop sees it."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from itertools import count
from multiprocessing import get_context
from threading import Thread
from typing import Any

from tunesmith.errors import TunesmithError
from tunesmith.studio.workers.worker import Ended, Found, Order, Stop, serve

_numbers = count(1)


class FaultError(Exception):
    """Something of ours went wrong in a worker. The text is its traceback."""


class Job:
    """A piece of work that was begun: what came of it so far, and whether more will come."""

    def __init__(self) -> None:
        self.number = next(_numbers)
        self.found: asyncio.Queue[Any] = asyncio.Queue()
        self.ended = asyncio.Event()
        self.error: Exception | None = None

    def end(self, error: Exception | None = None) -> None:
        if not self.ended.is_set():
            self.error = error
            self.ended.set()
            self.found.put_nowait(self)  # the last one out

    async def items(self, patience: float | None) -> AsyncIterator[Any]:
        """What comes of it, in order. Raises what it ended with, and TunesmithError after so many seconds."""
        until = None if patience is None else time.monotonic() + patience
        while True:
            left = None if until is None else max(0.0, until - time.monotonic())
            try:
                item = await asyncio.wait_for(self.found.get(), left)
            except TimeoutError:
                raise TunesmithError(f"this takes longer than {patience:g} seconds") from None
            if item is self:
                break
            yield item
        if self.error:
            raise self.error


class Member:
    """Starts its process at once, and another, when one is needed, after that has died.

    Every method is for the loop's own thread.
    """

    def __init__(self, table: str, told: Callable[[str], None]) -> None:
        self.jobs: dict[int, Job] = {}
        self._table, self._told = table, told
        self._loop = asyncio.get_running_loop()
        self._start()

    def begin(self, work: str, arguments: tuple[Any, ...]) -> Job:
        if not self._alive:
            self._start()
        job = Job()
        self.jobs[job.number] = job
        self._send(Order(job.number, work, arguments))
        return job

    async def leave(self, job: Job, grace: float) -> None:
        """No more of this job. One that does not hear within ``grace`` seconds goes with its process."""
        self._send(Stop(job.number))
        try:
            await asyncio.wait_for(job.ended.wait(), grace)
        except TimeoutError:
            self._process.kill()
            await job.ended.wait()

    def close(self) -> None:
        self._alive = False
        self._process.kill()

    def _start(self) -> None:
        context = get_context("spawn")  # the same on every system, and nothing of ours is inherited
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=serve, args=(theirs, self._table), daemon=True)
        self._process.start()
        theirs.close()
        self._alive = True
        self._outbox: asyncio.Queue[Any] = asyncio.Queue()
        self._sending = self._loop.create_task(self._deliver(self._connection, self._outbox))
        Thread(target=self._listen, args=(self._connection,), daemon=True).start()

    def _send(self, message: Any) -> None:
        self._outbox.put_nowait(message)

    async def _deliver(self, connection: Any, outbox: "asyncio.Queue[Any]") -> None:
        """In a thread, for a pipe that is full waits until the worker reads."""
        while True:
            message = await outbox.get()
            try:
                await asyncio.to_thread(connection.send, message)
            except OSError:
                return  # its end is told by the one who listens

    def _listen(self, connection: Any) -> None:
        """In a thread of its own, as long as the process lives."""
        try:
            while True:
                message = connection.recv()
                self._loop.call_soon_threadsafe(self._hear, message)
        except (EOFError, OSError):
            pass
        try:
            self._loop.call_soon_threadsafe(self._lost)
        except RuntimeError:
            return  # the loop is over, and everything with it

    def _hear(self, message: Found | Ended) -> None:
        job = self.jobs.get(message.number)
        if job is None:
            return
        if isinstance(message, Found):
            job.found.put_nowait(message.item)
            return
        del self.jobs[message.number]
        if message.fault:
            job.end(FaultError(message.fault))
        else:
            job.end(TunesmithError(message.failure) if message.failure else None)

    def _lost(self) -> None:
        """The process is gone, and so is what it was doing."""
        self._sending.cancel()
        self._connection.close()
        self._process.join()
        lost, self.jobs = list(self.jobs.values()), {}
        for job in lost:
            job.end(TunesmithError("this could not be finished: the process that did it is gone; try again"))
        if lost and self._alive:
            self._told(f"a worker ended with status {self._process.exitcode}; {len(lost)} jobs are lost")
        self._alive = False
