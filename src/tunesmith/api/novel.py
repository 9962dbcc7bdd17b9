"""Takes that copy no more than is asked for: others are refused, and the next seed has its turn."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from secrets import randbelow
from typing import Any

import numpy as np

from tunesmith.codecs.codec import Codec
from tunesmith.errors import TunesmithError
from tunesmith.evaluation.novelty.comparison import Comparison, compare
from tunesmith.evaluation.novelty.humans import HumanScale
from tunesmith.evaluation.novelty.index import Index
from tunesmith.evaluation.novelty.melody import Melody, read_melody
from tunesmith.evaluation.novelty.store import Progress, open_index
from tunesmith.generation.request import Request
from tunesmith.generation.take import Take
from tunesmith.generation.writer import Token, Writer

TRIES = 20  # seeds for each take that is asked for


@dataclass(frozen=True, slots=True)
class Refusal:
    """A take that copies too much."""

    seed: int
    percentile: float  # share of human tunes that copy less
    copied: float  # share of it that is not its own
    source: str  # title of the piece that it has most of

    def __str__(self) -> str:
        from tunesmith.api.novelty import verdict

        much = f"{verdict(self.percentile)} ({self.copied:.0%} of it, see “{self.source}”)"
        return f"seed {self.seed}: refused, it {much}"


class NotNovelError(TunesmithError):
    """No seed gave a take that is new enough."""


@dataclass(frozen=True, eq=False)
class Gauge:
    """What takes are held against."""

    index: Index
    humans: HumanScale

    @classmethod
    def of(cls, config: dict[str, Any], progress: Progress = lambda work, done, total: None) -> "Gauge":
        """All of the corpus that the checkpoint with this config learned from, held-out pieces too.

        Raises TunesmithError where that is not known, is gone or has changed, or is too small to tell how
        much human tunes copy.
        """
        if "corpus" not in config:
            raise TunesmithError("--novel: the checkpoint does not say what it learned from; train a new run")
        name = config["corpus"]["name"]
        try:
            index, humans = open_index(name, progress)
        except TunesmithError as error:
            raise TunesmithError(
                f"--novel needs the corpus that the model learned from, {name}: {error}"
            ) from error
        if index.checksum != config["corpus"]["checksum"]:
            raise TunesmithError(
                f"--novel: the corpus {name} has changed since this model learned it: restore it, or train a "
                "new run"
            )
        if not len(humans.notes):
            raise TunesmithError(
                f"--novel: {name} is too small to tell how much human tunes copy; leave it out"
            )
        return cls(index, humans)

    def refuses(self, take: Take, codec: Codec, limit: float) -> Refusal | None:
        """Why a take copies too much, or None. What the request's primer gave does not count."""
        try:
            melody = written(take, codec)
        except TunesmithError:  # without rules anything may come out: what is no music is no copy
            return None
        if len(melody) < 2:
            return None
        found = compare(self.index, melody)
        copied = found.copied(self.humans.long_run)
        percentile = self.humans.percentile("copied", copied, len(melody)) or 0.0
        if percentile <= limit:
            return None
        return Refusal(take.seed, percentile, copied, self._source(found))

    def _source(self, found: Comparison) -> str:
        run, near = found.longest, found.nearest
        near_first = near is not None and near.score >= found.covered(self.humans.long_run)
        best = near if near_first or run is None else run
        if best is None:
            return ""
        return self.index.titles[best.piece] or self.index.ids[best.piece]


def written(take: Take, codec: Codec) -> Melody:
    """The melody of a take from the end of its primer on. Raises TunesmithError where it has none."""
    melody = read_melody(take.piece)
    if not take.request.primer:
        return melody
    try:
        given = len(read_melody(codec.decode(take.tokens[: take.primed])))
    except TunesmithError:  # a header alone
        return melody
    return after(melody, given)


def after(melody: Melody, notes: int) -> Melody:
    """A melody without its first so many notes. A bar that is cut does not count."""
    if notes <= 0:
        return melody
    if notes >= len(melody):
        nothing = np.zeros(0, np.int64)
        return Melody(
            nothing, nothing, nothing, np.zeros(0, np.uint64), np.zeros(2, np.int64), np.zeros(2, np.int64)
        )
    bar = int(melody.bars[notes])
    keys = melody.bar_keys[bar:].copy()
    if melody.bars[notes - 1] == bar:
        keys[0] = 0
    return Melody(
        melody.heights[notes:],
        melody.lengths[notes:],
        melody.bars[notes:] - bar,
        keys,
        np.array([0, len(melody) - notes]),
        np.array([0, len(keys)]),
    )


def novel_takes(
    writer: Writer,
    request: Request,
    gauge: Gauge,
    refused: Callable[[Refusal], None] = lambda refusal: None,
) -> Iterator[Token | Take]:
    """``writer.write(request)`` without the takes that copy more than ``request.novel`` of human tunes do.

    The seeds of those are passed over, and the count goes on with later ones: every take is still the one
    that its seed alone gives. Of a refused take the tokens are told, as they come, and then ``refused``.
    Raises what ``Writer.write`` raises, and NotNovelError after ``TRIES`` refusals on end.
    """
    if request.novel is None:
        yield from writer.write(request)
        return
    if request.voices is not None:
        raise TunesmithError("--novel measures the melody, which --voices may keep: leave one of them out")
    first = randbelow(2**32) if request.seed is None else request.seed
    many = request.model_copy(update={"seed": first, "count": TRIES * request.count})
    accepted, near = 0, list[Refusal]()
    for item in writer.write(many):
        if not isinstance(item, Take):
            yield item
            continue
        refusal = gauge.refuses(item, writer.codec, request.novel)
        if refusal is None:
            yield item.model_copy(update={"request": request})
            accepted, near = accepted + 1, []
            if accepted == request.count:
                return
            continue
        refused(refusal)
        near.append(refusal)
        if len(near) == TRIES:
            break
    best = min(near, key=lambda one: one.percentile)
    raise NotNovelError(
        f"{len(near)} takes on end copy more than {request.novel:.0%} of human tunes do; the least, seed "
        f"{best.seed}, more than {best.percentile:.0%}: give a higher --novel or --temperature, or "
        "another --seed"
    )
