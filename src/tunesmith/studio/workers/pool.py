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


class Working:
    """A piece of work that was begun."""

    def __init__(self, pool: "Pool", member: Member, job: Job) -> None:
        self._pool, self._member, self._job = pool, member, job
        self._left = False

    def items(self) -> AsyncIterator[Any]:
        """What comes of it. Raises TunesmithError where it fails, takes too long, or its process dies."""
        return self._job.items(self._pool.patience)

    def leave(self) -> None:
        """Nothing more is wanted of it: it stops, if it has not ended. Has to be called, once or more."""
        if not self._left:
            self._left = True
            self._pool.leave(self._member, self._job)


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
        self.patience = patience
        self._members = [Member(table, told) for _ in range(processes)]
        self._seats = asyncio.Semaphore(processes * each)
        self._waiting, self._queue = 0, waiting
        self._leaving: set[asyncio.Task[None]] = set()

    async def begin(self, name: str, *arguments: Any) -> Working:
        """Begin a piece of work when its turn comes. Raises BusyError where too many wait already."""
        if self._seats.locked() and self._waiting >= self._queue:
            raise BusyError("too much is asked for at once: try again in a moment")
        self._waiting += 1
        try:
            await self._seats.acquire()
        finally:
            self._waiting -= 1
        member = min(self._members, key=lambda one: len(one.jobs))
        return Working(self, member, member.begin(name, arguments))

    @asynccontextmanager
    async def work(self, name: str, *arguments: Any) -> AsyncIterator[AsyncIterator[Any]]:
        """What comes of a piece of work, item by item. To leave the block is to stop it."""
        working = await self.begin(name, *arguments)
        try:
            yield working.items()
        finally:
            working.leave()

    async def once(self, name: str, *arguments: Any) -> Any:
        """The one item that a piece of work gives. Raises what ``begin`` and ``Working.items`` raise."""
        async with self.work(name, *arguments) as items:
            found = [item async for item in items]
        return found[0]

    @property
    def load(self) -> int:
        """Jobs that are being done or wait."""
        return sum(len(member.jobs) for member in self._members) + self._waiting

    def leave(self, member: Member, job: Job) -> None:
        """Free the place of a job, once it has stopped."""
        if job.ended.is_set():
            self._seats.release()
            return
        # In a task of its own: who is cancelled cannot wait.
        task = asyncio.get_running_loop().create_task(self._stop(member, job))
        self._leaving.add(task)
        task.add_done_callback(self._leaving.discard)

    async def _stop(self, member: Member, job: Job) -> None:
        try:
            await member.leave(job, GRACE)
        finally:
            self._seats.release()

    def close(self) -> None:
        for member in self._members:
            member.close()
