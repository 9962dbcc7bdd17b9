"""Small products and small trees, which are done before a second thread is awake."""

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def one_thread() -> Iterator[None]:
    """numpy and scikit-learn keep to one thread. Where another program has its core, a second one is what
    everything waits for: it can cost twenty times as much as it gains. Libraries that are loaded afterwards
    are not held: import them first.
    """
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=1):
        yield
