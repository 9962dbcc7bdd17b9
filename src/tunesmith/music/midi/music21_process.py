"""music21 in a process of its own: what a file makes it do ends when its time or its memory is spent."""

import importlib.util
import json
import os
import subprocess
import sys
from threading import Timer
from types import TracebackType
from typing import Self

from tunesmith.errors import TunesmithError

SECONDS = 120.0  # for one document; the longest in music21's own corpus takes half of that


class GaveUpError(TunesmithError):
    """No answer, for reasons outside the document: another machine might read it."""


class Music21:
    """Documents -> scores as text. It starts with the first document and takes about a second for that."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def read(self, text: str, form: str) -> str:
        """The score in a document, ``form`` "musicxml" or "humdrum", as ``music/midi/text.py`` writes it.

        Raises TunesmithError where there is none, GaveUpError where not in time and memory.
        """
        process = self._running()
        assert process.stdin is not None
        assert process.stdout is not None
        late = Timer(self._seconds, process.kill)
        late.start()
        try:
            process.stdin.write(json.dumps({"text": text, "form": form}) + "\n")
            process.stdin.flush()
            line = process.stdout.readline()
        except OSError:  # it ended while it was written to
            line = ""
        finally:
            in_time = late.is_alive()
            late.cancel()
        if not line.endswith("\n"):
            self.close()
            reason = "needs too much memory" if in_time else f"takes over {self._seconds:g} seconds"
            raise GaveUpError(f"{reason} to read: split it into parts")
        answer = json.loads(line)
        if "error" in answer:
            raise TunesmithError(answer["error"])
        return str(answer["text"])

    def close(self) -> None:
        """It may be used again, and starts again then."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def _running(self) -> "subprocess.Popen[str]":
        if self._process is None:
            if importlib.util.find_spec("music21") is None:
                raise GaveUpError("needs music21 to be read: pip install 'tunesmith[train]'")
            paths = os.pathsep.join(filter(None, sys.path))
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tunesmith.music.midi.music21_worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                encoding="utf-8",
                env={**os.environ, "PYTHONPATH": paths, "PYTHONSAFEPATH": "1", "OPENBLAS_NUM_THREADS": "1"},
            )
        return self._process
