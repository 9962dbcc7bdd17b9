"""What every part of the benchmark needs: the corpus, the peer, the machine."""

import os
import platform
import re
import subprocess
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path

from tunesmith.api.learn import Lesson
from tunesmith.corpora.load import load_corpus
from tunesmith.training.recipe import Recipe

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
JIGS = SHARED / "data" / "nottingham" / "jigs.abc"
PEER_SCRIPT = SHARED / "peers" / "keras_charrnn.py"
CORPUS = f"nottingham-jigs={JIGS}" if JIGS.exists() else "nottingham-jigs"  # else it is downloaded


@dataclass(frozen=True)
class Bench:
    peer: Path | None
    rounds: int
    minutes: float
    run: Path | None
    takes: int

    def lesson(self, recipe: Recipe) -> Lesson:
        return Lesson.prepare(load_corpus(CORPUS, split="plain"), recipe, seed=0)

    def keras(self, job: str, *options: str) -> subprocess.Popen[str]:
        """The reference recipe, printing ``key=value`` pairs as it goes."""
        command = [str(self.peer), str(PEER_SCRIPT), job, str(JIGS), *options]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)

    @cached_property
    def machine(self) -> dict[str, str]:
        cpu = re.search(r"model name\s*:\s*(.+)", _read("/proc/cpuinfo"))
        memory = re.search(r"MemTotal:\s*(\d+)", _read("/proc/meminfo"))
        flags = set(re.findall(r"\b(?:avx2|avx512f|avx512_bf16|amx_bf16)\b", _read("/proc/cpuinfo")))
        return {
            "processor": cpu[1] if cpu else platform.processor() or "unknown",
            "vector units": ", ".join(sorted(flags)) or "unknown",
            "cores": str(os.cpu_count()),
            "memory": f"{int(memory[1]) / 2**20:.0f} GiB" if memory else "unknown",
            "system": f"{platform.system()}, Python {platform.python_version()}",
            "libraries": ", ".join(f"{name} {version(name)}" for name in ("tunesmith", "torch", "numpy")),
        }


def pairs(line: str) -> dict[str, float]:
    """``a=1 b=2.5`` -> {"a": 1.0, "b": 2.5}."""
    return {key: float(value) for key, value in re.findall(r"(\w+)=([\d.]+)", line)}


def _read(path: str) -> str:
    file = Path(path)
    return file.read_text() if file.exists() else ""
