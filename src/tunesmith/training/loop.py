"""The training loop: learn, look how it does on held-out music, save, until the budget is spent."""

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

from tunesmith.models.bits import stream_bits
from tunesmith.models.checkpoint import TrainingState
from tunesmith.models.engine import Engine, Ids
from tunesmith.models.registry import make_engine
from tunesmith.models.sides import Tracker
from tunesmith.training.interrupt import stop_on_signal
from tunesmith.training.learner import Learner
from tunesmith.training.run import Run
from tunesmith.training.schedule import CALIBRATION, Budget, learning_rate
from tunesmith.training.streams import Streams

LOOKS = 12  # evaluations in a run
LOOK_SHARE = 0.08  # of a budget in minutes that may go into them: fewer looks, then
TOLERANCE = 0.03  # a plan is changed only when the clock disagrees by more


@dataclass(frozen=True)
class Progress:
    """Where a run stands. Losses are in bits per token."""

    step: int
    total: int | None  # steps planned, None until the speed is known
    epoch: int
    seconds: float  # on the clock since the run began, pauses between resumes left out
    train_seconds: float  # of them, spent on learning steps
    train_bits: float | None  # moving average over recent steps
    tokens_per_second: float  # of learning
    learning_rate: float
    held_out_bits: float | None = None  # at evaluations only
    best_bits: float | None = None
    sample: str = ""  # at evaluations: a fragment the model would write now
    done: bool = False


@dataclass(frozen=True)
class Job:
    """What to train on, as integers, and what to write beside the weights."""

    learner: Learner
    streams: Streams
    held_out: Ids  # (N,) one long text
    config: dict[str, Any]  # of the checkpoint
    budget: Budget
    sample: Callable[[Engine], str]
    tracker: Callable[[], Tracker] | None = None  # begins the side features of a text


def train(job: Job, run: Run, resumed: TrainingState | None = None) -> Iterator[Progress]:
    """Train until the budget is spent or somebody asks to stop; yields after every step.

    Whatever ends it, the checkpoint of the last finished step is saved. Between two evaluations the
    run depends only on recipe, seed and plan, never on the clock.
    """
    loop = _Loop(job, run)
    if resumed is not None:
        loop.restore(resumed)
    with stop_on_signal() as stop:
        try:
            while not loop.finished and not stop.asked:
                yield loop.step()
                if loop.due and not loop.finished:
                    yield loop.look()
            yield loop.look(done=loop.finished)
        except GeneratorExit:  # the consumer went away between two steps
            loop.save()
            raise
        finally:
            run.close()


class _Loop:
    def __init__(self, job: Job, run: Run) -> None:
        self.job, self.run, self.learner = job, run, job.learner
        self.epoch = self.window = 0
        self.seconds = self.train_seconds = 0.0
        self.train_bits: float | None = None
        self.best_bits: float | None = None
        self.next_look = 0
        self.every = 0  # steps from look to look, once the clock has decided it
        self.looking = self.look_cost = 0.0  # seconds spent on all looks, and on the last
        # Step and seconds of learning when the plan was last held against the clock.
        self.planned: tuple[int, float] | None = None
        self.improved = False
        self._mark = time.perf_counter()

    @property
    def finished(self) -> bool:
        total = self.job.budget.total
        return total is not None and self.learner.step >= total

    @property
    def due(self) -> bool:
        return bool(self.next_look) and self.learner.step >= self.next_look

    def step(self) -> Progress:
        """Learn from the next window, opening a new epoch where one ends."""
        window = self.job.streams.window(self.epoch, self.window)
        if window is None:
            self.epoch, self.window = self.epoch + 1, 0
            self.learner.forget()
            window = self.job.streams.window(self.epoch, 0)
            assert window is not None, "every epoch has a window"
        budget, learner = self.job.budget, self.learner
        began = time.perf_counter()
        rate = learning_rate(learner.recipe, learner.step, budget.total)
        bits = learner.learn(window.inputs, window.targets, rate, window.sides)
        self.train_seconds += time.perf_counter() - began
        self.window += 1
        self.train_bits = bits if self.train_bits is None else 0.98 * self.train_bits + 0.02 * bits
        self._tick()
        if learner.step in (CALIBRATION, 2 * CALIBRATION) and budget.total is None:
            self._plan()
        if not self.next_look and budget.total is not None:
            self._schedule_look()
        return self._progress()

    def look(self, *, done: bool = False) -> Progress:
        """Evaluate, write a sample, save; then hold the plan against the clock."""
        began = time.perf_counter()
        weights = self.learner.weights()
        engine = make_engine(self.learner.model_config, weights, self.job.tracker)
        bits = stream_bits(engine, self.job.held_out)
        self.improved = self.best_bits is None or bits < self.best_bits
        self.best_bits = bits if self.best_bits is None else min(bits, self.best_bits)
        sample = self.job.sample(engine)
        self._tick()
        progress = replace(
            self._progress(), held_out_bits=bits, best_bits=self.best_bits, sample=sample, done=done
        )
        record = {key: value for key, value in asdict(progress).items() if key not in ("step", "done")}
        self.run.log(self.learner.step, record)
        self._plan()
        self._schedule_look()
        self.save()
        self.look_cost = time.perf_counter() - began
        self.looking += self.look_cost
        return progress

    def save(self) -> None:
        values = {
            "step": self.learner.step, "epoch": self.epoch, "window": self.window,
            "seconds": self.seconds, "train_seconds": self.train_seconds,
            "train_bits": self.train_bits, "best_bits": self.best_bits, "next_look": self.next_look,
            "every": self.every, "looking": self.looking, "look_cost": self.look_cost,
            "total": self.job.budget.total, "minutes": self.job.budget.minutes,
        }  # fmt: skip
        config = {
            **self.job.config,
            "figures": {"held_out_stream_bits": self.best_bits, "step": self.learner.step},
        }
        training = TrainingState(values, self.learner.state())
        self.run.save(self.learner.step, config, self.learner.weights(), training, best=self.improved)
        self.improved = False

    def restore(self, training: TrainingState) -> None:
        values = training.values
        self.learner.restore(training.arrays, values["step"])
        for name in ("epoch", "window", "seconds", "train_seconds", "train_bits", "best_bits", "next_look",
                     "every", "looking", "look_cost"):  # fmt: skip
            setattr(self, name, values[name])
        self._mark = time.perf_counter()

    def _plan(self) -> None:
        """Hold the plan against the clock, at the pace of learning since the last time."""
        step, learning = self.learner.step, self.seconds - self.looking
        since, self.planned = self.planned, (step, learning)
        minutes = self.job.budget.minutes
        if minutes is None or since is None or step == since[0]:
            return
        pace = (learning - since[1]) / (step - since[0])
        self.every = math.ceil(max(minutes * 60 / LOOKS, self.look_cost / LOOK_SHARE) / pace)
        self.job.budget.plan(step, self.seconds, pace + self.look_cost / self.every, tolerance=TOLERANCE)

    def _schedule_look(self) -> None:
        total = self.job.budget.total
        if total is not None:
            self.next_look = self.learner.step + (self.every or math.ceil(total / LOOKS))

    def _tick(self) -> None:
        now = time.perf_counter()
        self.seconds, self._mark = self.seconds + now - self._mark, now

    def _progress(self) -> Progress:
        learner, recipe = self.learner, self.learner.recipe
        return Progress(
            step=learner.step,
            total=self.job.budget.total,
            epoch=self.epoch,
            seconds=self.seconds,
            train_seconds=self.train_seconds,
            train_bits=self.train_bits,
            tokens_per_second=learner.step
            * recipe.batch
            * self.job.streams.length
            / max(self.train_seconds, 1e-9),
            learning_rate=learning_rate(recipe, max(0, learner.step - 1), self.job.budget.total),
        )
