"""The studio itself: its folders, its workers, its library."""

import os
from collections.abc import Callable
from pathlib import Path

from tunesmith.studio.library import Library
from tunesmith.studio.sounds import Sounds
from tunesmith.studio.workers.pool import Pool

SIDE_BY_SIDE = 8  # takes that a process writes at once
WAITING = 32  # more takes that may wait
SLOW = 60.0  # seconds that a score or a sound may take


class Studio:
    """What the handlers of all routes share. Made inside a running event loop, and closed with it."""

    def __init__(self, runs: Path, takes: Path, *, told: Callable[[str], None] = print) -> None:
        """``runs``: where models lie; ``takes``: where takes are kept; ``told`` writes to the terminal."""
        self.runs = runs
        self.told = told
        self.library = Library(takes, told)
        self.sounds = Sounds()
        table, cores = "tunesmith.studio.works.table", os.cpu_count() or 1
        self.writers = Pool(
            f"{table}:WRITING", processes=cores, each=SIDE_BY_SIDE, waiting=WAITING, told=told
        )
        self.showers = Pool(f"{table}:SHOWING", processes=1, waiting=64, patience=SLOW, told=told)

    def close(self) -> None:
        self.writers.close()
        self.showers.close()
