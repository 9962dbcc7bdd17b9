"""What one sees while a model learns."""

import math
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.panel import Panel
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from tunesmith.api.learn import Figures, Lesson
    from tunesmith.training.loop import Progress

_SPARKS = "▁▂▃▄▅▆▇█"


class Display:
    """A live panel in a terminal, a line per evaluation elsewhere. Writes to stderr only."""

    def __init__(self, out: Path) -> None:
        self._out = out
        self._console = Console(stderr=True, highlight=False)
        self._live: Live | None = None
        self._held_out: list[float] = []
        self._baseline = math.nan
        self._sample = ""
        self._unit = "character"

    def ready(self, lesson: "Lesson", baseline: "Figures") -> None:
        """The corpus is read: say what is to be learned, and from which figure on it is worth anything."""
        self._baseline = baseline.stream
        corpus, codec = lesson.corpus, lesson.codec
        tokens = sum(map(len, lesson.train))
        self._unit = codec.unit
        for refused in lesson.refused[:3]:
            self._console.print(f"left out: {refused}", soft_wrap=True)
        if len(lesson.refused) > 3:
            self._console.print(
                f"left out: {len(lesson.refused) - 3} more that codec {codec.name} cannot hold"
            )
        part = f" counted from {lesson.counted:,} of them" if lesson.counted < len(lesson.train) else ""
        self._console.print(
            f"{corpus.title}: {len(corpus.train):,} tunes to learn ({tokens:,} {codec.unit}s, "
            f"{len(codec.vocabulary)} different), {len(corpus.held_out):,} held out. "
            f"An n-gram{part} needs {baseline.stream:.3f} bits per {codec.unit}.",
            soft_wrap=True,
        )

    def show(self, progress: "Progress") -> None:
        if progress.held_out_bits is not None:
            self._held_out.append(progress.held_out_bits)
            self._sample = progress.sample or self._sample
        if self._live is not None:
            self._live.update(self._panel(progress))
        elif progress.held_out_bits is not None:
            self._console.print(self._line(progress), soft_wrap=True)

    def __enter__(self) -> "Display":
        if self._console.is_terminal:
            self._live = Live(console=self._console, refresh_per_second=4)
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live is not None:
            self._live.stop()

    def _line(self, progress: "Progress") -> str:
        total = f"/{progress.total}" if progress.total else ""
        return (
            f"step {progress.step}{total}  {_clock(progress.seconds)}  train {progress.train_bits:.3f}  "
            f"held out {progress.held_out_bits:.3f} (best {progress.best_bits:.3f})  "
            f"{progress.tokens_per_second:,.0f} {self._unit}s/s"
        )

    def _panel(self, progress: "Progress") -> RenderableType:
        table = Table.grid(padding=(0, 3))
        held_out = f"{self._held_out[-1]:.3f}" if self._held_out else "–"
        table.add_row(
            _cell("train", f"{progress.train_bits:.3f}" if progress.train_bits else "–"),
            _cell("held out", held_out, "bold green"),
            _cell("n-gram", f"{self._baseline:.3f}"),
            _cell(f"{self._unit}s/s", f"{progress.tokens_per_second:,.0f}"),
            _cell("epoch", str(progress.epoch + 1)),
            _cell("step", f"{progress.step:,}" + (f" of {progress.total:,}" if progress.total else "")),
        )
        bar = Table.grid(expand=True, padding=(0, 1))
        bar.add_column(ratio=1)
        bar.add_column(no_wrap=True)
        bar.add_row(
            ProgressBar(total=progress.total or 1, completed=progress.step if progress.total else 0),
            self._left(progress),
        )
        rows: list[RenderableType] = [bar, Text(""), table]
        if len(self._held_out) > 1:
            rows += [Text(""), Text(f"held out  {_spark(self._held_out)}", "green")]
        if self._sample:
            rows += [Text(""), Text("it would write now", "dim"), Text(self._sample, "cyan")]
        return Panel(
            Group(*rows),
            title=f"learning, bits per {self._unit} · {self._out}",
            title_align="left",
            border_style="dim",
        )

    def _left(self, progress: "Progress") -> str:
        if not progress.total or not progress.step:
            return "measuring the speed"
        left = progress.seconds / progress.step * (progress.total - progress.step)
        return f"{_clock(progress.seconds)} gone, {_clock(left)} left"


def _cell(label: str, value: str, style: str = "bold") -> Text:
    return Text.assemble((f"{label} ", "dim"), (value, style))


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def _spark(values: list[float]) -> str:
    """The course of the loss in one line: high at the left, one hopes, and low at the right."""
    low, high = min(values), max(values)
    span = (high - low) or 1.0
    return "".join(_SPARKS[round((value - low) / span * (len(_SPARKS) - 1))] for value in values)
