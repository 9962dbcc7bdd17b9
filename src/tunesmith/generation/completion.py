"""A piece of which some tokens are given and the others are to be written: a melody harmonised.

Both ways sample from what the model believes of the free tokens given the others, as far as they can:

- **left to right**: N particles write what is free and read what is given; their weights are the product of
  the probabilities of what is given, and they are resampled by them (A. Doucet et al., "Sequential Monte
  Carlo methods in practice", 2001). With one particle this is plain constrained sampling.
- **blocked Gibbs sampling**: block after block is written anew given everything before it, N - 1 proposals
  beside what stands there, of which one is drawn by how likely it makes the given and written tokens of the
  next block (iterated conditional sequential Monte Carlo, C. Andrieu, A. Doucet and R. Holenstein, "Particle
  Markov chain Monte Carlo methods", 2010; to rewrite a chorale block by block is the idea of G. Hadjeres et
  al., "DeepBach", 2017, and C.-Z. A. Huang et al., "Counterpoint by convolution", 2017).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tunesmith.codecs.grammar import Grammar
from tunesmith.generation.distribution import log_softmax, normalised
from tunesmith.generation.sampler import Choice
from tunesmith.models.engine import Engine, State
from tunesmith.models.rows import pick_rows

LEAST = 8  # ways of writing a bar anew among which a sweep chooses
Given = Sequence[int | None]  # the id of each token, None where it is free
Doubles = NDArray[np.float64]


@dataclass(frozen=True)
class Task:
    """What is given, and how to write the rest."""

    engine: Engine
    grammar: Grammar | None
    opening: Sequence[int]
    given: Given
    blocks: Sequence[int]  # where each block of ``given`` begins: the first is 0
    temperature: float
    generator: np.random.Generator


class _Particles:
    """N ways of writing on, side by side."""

    def __init__(self, task: Task, count: int, state: State, log_p: Doubles, rules: State) -> None:
        """From one state of the engine, with the log probabilities of the next token (V,)."""
        everywhere = np.zeros(count, np.intp)
        self.task = task
        self.state, self.log_p = pick_rows(state, everywhere), np.tile(log_p, (count, 1))
        self.rules = [rules] * count
        self.written: list[list[int]] = [[] for _ in range(count)]
        self.weights = np.zeros(count)  # logarithms

    def go(self, given: Given, held: Sequence[int] = ()) -> None:
        """Write and read these tokens. ``held``: what the first particle writes, whatever it would like."""
        for place, token in enumerate(given):
            tokens = self._choose(token)
            if held:
                tokens[0] = held[place]
            if token is not None:
                self.weights += self.log_p[:, token]
            for row, chosen in enumerate(tokens.tolist()):
                self.written[row].append(chosen)
                if self.task.grammar is not None:
                    self.rules[row] = self.task.grammar.advance(self.rules[row], chosen)
            logits, self.state = self.task.engine.step(tokens, self.state)
            self.log_p = log_softmax(logits)

    def _choose(self, token: int | None) -> NDArray[np.int64]:
        if token is not None:
            return np.full(len(self.rules), token)
        logits = self.log_p / self.task.temperature
        if self.task.grammar is not None:
            allowed = np.stack([self.task.grammar.allowed(rules) for rules in self.rules])
            logits = np.where(allowed, logits, -np.inf)
        cumulative = np.exp(logits - logits.max(axis=1, keepdims=True)).cumsum(axis=1)
        uniform = self.task.generator.random(len(logits)) * cumulative[:, -1]
        chosen: NDArray[np.int64] = (cumulative <= uniform[:, None]).sum(axis=1)
        return chosen

    def resample(self) -> None:
        """By their weights, systematically, once they are worth less than half as many."""
        weights = normalised(self.weights)
        if 2 / (weights**2).sum() > len(weights):
            return
        places = (np.arange(len(weights)) + self.task.generator.random()) / len(weights)
        rows = np.minimum(weights.cumsum().searchsorted(places, side="right"), len(weights) - 1)
        self.state, self.log_p = pick_rows(self.state, rows), self.log_p[rows]
        self.rules = [self.rules[row] for row in rows]
        self.written = [list(self.written[row]) for row in rows]
        self.weights = np.zeros(len(weights))

    def draw(self) -> int:
        """One of them, by weight."""
        cumulative = normalised(self.weights).cumsum()
        place = self.task.generator.random() * cumulative[-1]
        return int(min(cumulative.searchsorted(place, side="right"), len(cumulative) - 1))

    def only(self, row: int) -> tuple[State, Doubles, State]:
        """Where one of them stands: the engine's state, its expectation (V,), the grammar's state."""
        return pick_rows(self.state, np.array([row])), self.log_p[row], self.rules[row]


def complete(task: Task, particles: int, sweeps: int) -> Iterator[Choice]:
    """All tokens, each with its probability under the model."""
    tokens = write_through(task, particles)
    for _ in range(sweeps):
        tokens = rewrite(task, tokens, max(particles, LEAST))
    state, log_p, _ = _begin(task)
    logits, _ = task.engine.forward(np.array([tokens]), state)
    before = np.concatenate([log_p[None], log_softmax(logits[0, :-1])])
    for token, chances in zip(tokens, np.exp(before), strict=True):
        yield Choice(token, float(chances[token]))


def write_through(task: Task, particles: int) -> list[int]:
    """All tokens, from left to right. The grammar must allow what is given, wherever free tokens lead."""
    swarm = _Particles(task, particles, *_begin(task))
    for first, end in _spans(task):
        swarm.go(task.given[first:end])
        swarm.resample()
    return swarm.written[swarm.draw()]


def rewrite(task: Task, tokens: Sequence[int], candidates: int) -> list[int]:
    """One sweep of blocked Gibbs sampling over what stands there."""
    stands, place = list(tokens), _begin(task)
    spans = _spans(task)
    for number, (first, end) in enumerate(spans):
        swarm = _Particles(task, candidates, *place)
        swarm.go(task.given[first:end], held=stands[first:end])
        ahead = spans[number + 1] if number + 1 < len(spans) else (end, end)
        drawn = _look_ahead(swarm, stands[ahead[0] : ahead[1]]) if ahead[1] > ahead[0] else swarm.draw()
        stands[first:end] = swarm.written[drawn]
        place = swarm.only(drawn)
    return stands


def _look_ahead(swarm: _Particles, following: Sequence[int]) -> int:
    """Draw one by how likely it makes what it read and what follows as it stands now."""
    ids = np.tile(np.asarray(following), (len(swarm.rules), 1))
    logits, _ = swarm.task.engine.forward(ids, swarm.state)
    after = log_softmax(logits)
    before = np.concatenate([swarm.log_p[:, None], after[:, :-1]], axis=1)
    swarm.weights += np.take_along_axis(before, ids[..., None], axis=-1)[..., 0].sum(axis=1)
    return swarm.draw()


def _begin(task: Task) -> tuple[State, Doubles, State]:
    logits, state = task.engine.forward(np.array([task.opening]), task.engine.initial_state(1))
    rules = task.grammar.start() if task.grammar is not None else None
    return state, log_softmax(logits[0, -1]), rules


def _spans(task: Task) -> list[tuple[int, int]]:
    return list(zip(task.blocks, [*task.blocks[1:], len(task.given)], strict=True))
