"""Several processes that do the same kind of work, as many as there are cores."""

import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from itertools import islice
from multiprocessing import get_context
from typing import Any, TypeVar

from tunesmith.evaluation.one_thread import one_thread

Result = TypeVar("Result")
Jobs = Iterable[tuple[Any, ...]]  # the arguments of each piece of work
Each = Callable[[Callable[..., Any], Jobs], Iterator[Any]]  # does all of them: results in their order

_desk: Any = None  # of this process, where it is one of a crew


@contextmanager
def crew(make_desk: Callable[..., Any], setup: tuple[Any, ...], workers: int) -> Iterator[Each]:
    """``with crew(Desk, setup, 2) as each: for result in each(Desk.read, jobs): ...``

    ``setup`` is what a desk is made of, and all that goes to and fro can be pickled; with one worker
    everything happens in this process. What a worker raises is raised here. Processes are begun afresh, so
    that they are the same on every system.
    """
    if workers <= 1:
        desk = make_desk(*setup)
        yield lambda work, jobs: (work(desk, *job) for job in jobs)
        return
    with ProcessPoolExecutor(workers, get_context("spawn"), _begin, (make_desk, setup)) as pool:
        try:
            yield lambda work, jobs: pool.map(_run, ((work, job) for job in jobs))
        except BaseException:  # Ctrl-C too: what has not begun is dropped
            pool.shutdown(wait=True, cancel_futures=True)
            raise


def portions(items: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """So many at a time."""
    rest = iter(items)
    while portion := list(islice(rest, size)):
        yield portion


def _begin(make_desk: Callable[..., Any], setup: tuple[Any, ...]) -> None:
    global _desk
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one who waits for the crew
    one_thread().__enter__()  # as long as this process lives
    _desk = make_desk(*setup)


def _run(job: tuple[Callable[..., Result], tuple[Any, ...]]) -> Result:
    work, arguments = job
    return work(_desk, *arguments)
