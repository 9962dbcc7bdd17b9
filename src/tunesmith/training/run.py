"""A run on disk: its checkpoints, its log, its scalars."""

import json
import shutil
import time
from pathlib import Path
from typing import Any

from tunesmith.errors import TunesmithError
from tunesmith.files import write_atomic
from tunesmith.models.checkpoint import Arrays, TrainingState, load_training, point, save_checkpoint


class Run:
    """``RUN/step-0000120/`` checkpoints, ``RUN/run.json`` naming best and last, ``RUN/log.jsonl``,
    ``RUN/tensorboard/``.
    """

    def __init__(self, folder: Path | str) -> None:
        self.folder = Path(folder)
        self.best = self.last = ""
        self._writer: Any = None

    def check_free(self) -> None:
        """Raises TunesmithError when there is a run already: nothing is overwritten."""
        if (self.folder / "run.json").exists():
            raise TunesmithError(
                f"{self.folder} already holds a run; go on with --resume, or choose another folder with -o"
            )
        if self.folder.exists() and not self.folder.is_dir():
            raise TunesmithError(f"{self.folder} is a file; choose another folder with -o")

    def begin(self) -> None:
        write_atomic(self.folder / "log.jsonl", "")

    def resume(self) -> tuple[dict[str, Any], TrainingState]:
        """The config and training state of the last checkpoint; the log is cut back to it."""
        checkpoint, training = load_training(self.folder)
        self.best, self.last = training.values["best"], checkpoint.folder.name
        log = self.folder / "log.jsonl"
        lines = log.read_text(encoding="utf-8").splitlines(keepends=True) if log.exists() else []
        kept = [
            line
            for line in lines
            if line.endswith("\n") and json.loads(line)["step"] <= training.values["step"]
        ]
        write_atomic(log, "".join(kept))
        return checkpoint.config, training

    def save(
        self, step: int, config: dict[str, Any], weights: Arrays, training: TrainingState, *, best: bool
    ) -> None:
        """Write the checkpoint of ``step`` and make it the last, and the best if it is."""
        name = f"step-{step:07d}"
        if name == self.last:
            return
        self.best = name if best or not self.best else self.best
        training.values["best"] = self.best
        # Only a folder that run.json does not name can be in the way: one from before a crash.
        shutil.rmtree(self.folder / name, ignore_errors=True)
        save_checkpoint(self.folder / name, config, weights, training)
        point(self.folder, best=self.best, last=name)
        if self.best != name:  # nobody resumes from the best
            for file in (self.folder / self.best).glob("training.*"):
                file.unlink()
        self.last = name

    def log(self, step: int, record: dict[str, Any]) -> None:
        """Add a line to log.jsonl and its numbers to TensorBoard."""
        with (self.folder / "log.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps({"step": step, **record}) + "\n")
        self._events().add_event(_scalars(step, record))
        self._events().flush()

    def _events(self) -> Any:
        """TensorBoard's own writer: torch's wrapper around it takes seconds longer to import."""
        if self._writer is None:
            from tensorboard.summary.writer.event_file_writer import EventFileWriter

            self._writer = EventFileWriter(str(self.folder / "tensorboard"))
        return self._writer

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()


def _scalars(step: int, record: dict[str, Any]) -> Any:
    """The numbers of a record as a TensorBoard event."""
    from tensorboard.compat.proto.event_pb2 import Event
    from tensorboard.compat.proto.summary_pb2 import Summary

    numbers = {key: float(value) for key, value in record.items() if isinstance(value, int | float)}
    values = [Summary.Value(tag=key, simple_value=value) for key, value in numbers.items()]
    return Event(step=step, wall_time=time.time(), summary=Summary(value=values))
