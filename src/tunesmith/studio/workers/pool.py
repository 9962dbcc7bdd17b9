"""Worker processes behind a bounded queue."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from tunesmith.errors import TunesmithError
from tunesmith.studio.workers.member import Job, Member

GRACE = 2.0  # seconds that a job has to hear that it is not wanted any more


class BusyError(TunesmithError):
    """More is asked for than can wait."""


class Pool:
    """``async with pool.work("write", wishes) as items: async for item in items: ...``

    Made inside a running event loop.
    """

    def __init__(
        self,
        table: str,
        *,
        processes: int,
        each: int = 1,
        waiting: int = 32,
        patience: float | None = None,
        told: Callable[[str], None] = print,
    ) -> None:
        """``each``: jobs that a process does side by side; ``waiting``: jobs that may wait for their turn;
        ``patience``: seconds that a job may take; ``told`` hears of processes that died.
        """
        self._members = [Member(table, told) for _ in range(processes)]
        self._seats = asyncio.Semaphore(processes * each)
        self._waiting, self._queue = 0, waiting
        self._patience = patience
        self._leaving: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def work(self, name: str, *arguments: Any) -> AsyncIterator[AsyncIterator[Any]]:
        """What comes of a piece of work, item by item. To leave the block is to stop it.

        Raises BusyError where too many wait already; the items raise TunesmithError where the work fails,
        takes too long, or its process dies.
        """
        await self._seat()
        member = min(self._members, key=lambda one: len(one.jobs))
        job = member.begin(name, arguments)
        try:
            yield job.items(self._patience)
        finally:
            if job.ended.is_set():
                self._seats.release()
            else:  # in a task of its own: who is cancelled cannot wait
                task = asyncio.get_running_loop().create_task(self._leave(member, job))
                self._leaving.add(task)
                task.add_done_callback(self._leaving.discard)

    async def once(self, name: str, *arguments: Any) -> Any:
        """The one item that a piece of work gives. Raises what ``work`` raises."""
        async with self.work(name, *arguments) as items:
            found = [item async for item in items]
        return found[0]

    @property
    def load(self) -> int:
        """Jobs that are being done or wait."""
        return sum(len(member.jobs) for member in self._members) + self._waiting

    def close(self) -> None:
        for member in self._members:
            member.close()

    async def _seat(self) -> None:
        if self._seats.locked() and self._waiting >= self._queue:
            raise BusyError("too much is asked for at once: try again in a moment")
        self._waiting += 1
        try:
            await self._seats.acquire()
        finally:
            self._waiting -= 1

    async def _leave(self, member: Member, job: Job) -> None:
        try:
            await member.leave(job, GRACE)
        finally:
            self._seats.release()
