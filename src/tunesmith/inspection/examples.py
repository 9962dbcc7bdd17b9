"""Places in real music where a unit fires most and least."""

from collections.abc import Sequence
from dataclasses import dataclass

from tunesmith.inspection.trace import Trace
from tunesmith.models.engine import Floats

AROUND = 24  # tokens shown on either side


@dataclass(frozen=True, slots=True)
class Example:
    """A place with what stands around it; ``values`` are the unit's at every one of the tokens."""

    title: str
    bar: int  # -1 outside of the music
    tokens: tuple[str, ...]
    values: tuple[float, ...]
    place: int  # of the token that is meant, among them

    @property
    def value(self) -> float:
        return self.values[self.place]


def examples(
    traces: Sequence[Trace], titles: Sequence[str], point: str, layer: int, unit: int, count: int = 5
) -> tuple[list[Example], list[Example]]:
    """The places of its largest values, and of its smallest, each from another piece."""
    columns = [trace[point][:, layer, unit] for trace in traces]
    highest = sorted(range(len(traces)), key=lambda index: -float(columns[index].max()))[:count]
    lowest = sorted(range(len(traces)), key=lambda index: float(columns[index].min()))[:count]
    return (
        [
            _example(traces[index], titles[index], columns[index], int(columns[index].argmax()))
            for index in highest
        ],
        [
            _example(traces[index], titles[index], columns[index], int(columns[index].argmin()))
            for index in lowest
        ],
    )


def _example(trace: Trace, title: str, column: Floats, place: int) -> Example:
    first, last = max(0, place - AROUND), min(len(trace), place + AROUND + 1)
    return Example(
        title=title,
        bar=int(trace.bars[place]),
        tokens=trace.tokens[first:last],
        values=tuple(float(value) for value in column[first:last]),
        place=place - first,
    )
