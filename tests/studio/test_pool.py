import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tunesmith.errors import TunesmithError
from tunesmith.studio.workers.member import FaultError
from tunesmith.studio.workers.pool import BusyError, Pool


@asynccontextmanager
async def pool(**wishes: Any) -> AsyncIterator[Pool]:
    made = Pool("chores:WORKS", **{"processes": 1, "told": lambda text: None, **wishes})
    try:
        yield made
    finally:
        made.close()


@pytest.fixture(autouse=True)
def _works(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a fresh process finds the table of the tests."""
    monkeypatch.syspath_prepend(str(Path(__file__).parent))


async def all_of(workers: Pool, name: str, *arguments: Any) -> list[Any]:
    async with workers.work(name, *arguments) as items:
        return [item async for item in items]


def test_items_come_in_order_and_jobs_side_by_side() -> None:
    async def scene() -> None:
        async with pool(each=4) as workers:
            found = await asyncio.gather(*(all_of(workers, "count", 200, 0.001) for _ in range(4)))
            assert found == [list(range(200))] * 4
            assert workers.load == 0

    asyncio.run(scene())


def test_a_short_job_beside_a_long_one_does_not_wait_for_it() -> None:
    async def scene() -> None:
        async with pool(each=2) as workers:
            long = asyncio.create_task(all_of(workers, "count", 10_000, 0.005))
            await asyncio.sleep(0.5)
            assert await all_of(workers, "count", 3) == [0, 1, 2]
            assert not long.done()
            long.cancel()
            with pytest.raises(asyncio.CancelledError):
                await long

    asyncio.run(scene())


def test_failures_reach_the_one_who_asked() -> None:
    async def scene() -> None:
        async with pool() as workers:
            with pytest.raises(TunesmithError, match="no such key"):
                await all_of(workers, "fail", "no such key")
            with pytest.raises(FaultError, match="ZeroDivisionError"):
                await all_of(workers, "break_down")
            assert await workers.once("count", 1) == 0  # and the process goes on

    asyncio.run(scene())


def test_a_process_that_dies_is_replaced() -> None:
    async def scene() -> None:
        told: list[str] = []
        async with pool(told=told.append) as workers:
            first = await workers.once("pid")
            with pytest.raises(TunesmithError, match="is gone"):
                await all_of(workers, "die")
            second = await workers.once("pid")
            assert second != first
            os.kill(second, signal.SIGKILL)
            await asyncio.sleep(0.3)
            assert await workers.once("pid") not in (first, second)
        assert told == ["a worker ended with status 7; 1 jobs are lost"]

    asyncio.run(scene())


def test_what_is_left_stops(tmp_path: Path) -> None:
    """A job whose reader goes away does no more work; one that hears nothing goes with its process."""

    async def scene() -> None:
        async with pool() as workers:
            async with workers.work("touch", str(tmp_path / "far")) as items:
                await anext(items)
            await asyncio.sleep(0.3)
            far = (tmp_path / "far").read_text()
            await asyncio.sleep(0.3)
            assert (tmp_path / "far").read_text() == far
            before = await workers.once("pid")
            async with workers.work("hang") as items:
                await anext(items)
            assert await workers.once("pid") != before

    asyncio.run(scene())


def test_too_long_is_too_long() -> None:
    async def scene() -> None:
        async with pool(patience=1.5) as workers:
            assert await workers.once("count", 1) == 0  # begun
            begun = time.monotonic()
            with pytest.raises(TunesmithError, match=r"longer than 1\.5 seconds"):
                await all_of(workers, "hang")
            assert time.monotonic() - begun < 10

    asyncio.run(scene())


def test_the_queue_is_bounded() -> None:
    async def scene() -> None:
        async with pool(each=1, waiting=2) as workers:
            held = [asyncio.create_task(all_of(workers, "count", 100, 0.01)) for _ in range(3)]
            await asyncio.sleep(0.1)
            with pytest.raises(BusyError):
                await all_of(workers, "count", 1)
            assert await asyncio.gather(*held) == [list(range(100))] * 3
            assert await all_of(workers, "count", 1) == [0]

    asyncio.run(scene())


def test_a_waiting_job_that_is_cancelled_leaves_the_queue() -> None:
    async def scene() -> None:
        async with pool(each=1, waiting=1) as workers:
            first = asyncio.create_task(all_of(workers, "count", 100, 0.01))
            await asyncio.sleep(0.1)
            second = asyncio.create_task(all_of(workers, "count", 1))
            await asyncio.sleep(0.1)
            second.cancel()
            await asyncio.gather(second, return_exceptions=True)
            third = asyncio.create_task(all_of(workers, "count", 2))
            assert await first == list(range(100))
            assert await third == [0, 1]

    asyncio.run(scene())
