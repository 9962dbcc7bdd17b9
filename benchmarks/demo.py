"""`make demo` after the install, in seconds on the clock."""

import subprocess
import time
from typing import Any

from benchmarks.bench import ROOT, Bench


def measure(bench: Bench) -> dict[str, Any]:
    began = time.perf_counter()
    subprocess.run(["make", "demo"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return {"wall seconds": [time.perf_counter() - began]}
