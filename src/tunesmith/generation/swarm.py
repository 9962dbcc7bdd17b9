"""Many continuations of one text, written side by side and weighed: the particles of sequential Monte Carlo.

The target is the model's distribution over whole texts, raised to the power 1 / temperature, given that
certain stretches of the text are as they are. Each particle samples what is free from the model's next-token
probabilities under the rules (the proposal q) and is forced to read what is given; its weight is the product
of p^(1/temperature) / q over all tokens. Particles are compared only where all have come equally far.

A. Doucet, N. de Freitas and N. Gordon (eds.), "Sequential Monte Carlo methods in practice", 2001;
A. Lew et al., "Sequential Monte Carlo steering of large language models using probabilistic programs", 2023.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from tunesmith.codecs.grammar import Grammar
from tunesmith.generation.distribution import log_softmax, normalised
from tunesmith.models.engine import Engine, State
from tunesmith.models.rows import join_rows, pick_rows

Doubles = NDArray[np.float64]
Mask = NDArray[np.bool_]
WINDOW = 128  # tokens of a given text read at once: bounds the memory of their logits


class Swarm:
    """N particles. ``log_weights`` (N,) may be -inf: a particle that broke a rule."""

    def __init__(
        self,
        engine: Engine,
        grammar: Grammar | None,
        count: int,
        temperature: float,
        generator: np.random.Generator,
    ) -> None:
        self.engine = engine
        self.grammar = grammar
        self.power = 1 / temperature
        self.generator = generator
        self.written: list[tuple[int, ...]] = [()] * count  # the free stretch under way
        self.done: list[tuple[tuple[int, ...], ...]] = [()] * count  # the free stretches before it
        self.rules: list[State] = [None] * count  # grammar states
        self.log_weights = np.zeros(count)
        self.log_likelihoods = np.zeros(count)  # of all tokens but the opening, natural logarithm
        self.state: State = None
        self.log_p: Doubles = np.zeros((count, engine.vocabulary_size))  # of the next token (N, V)

    @property
    def size(self) -> int:
        return len(self.written)

    def begin(self, opening: Sequence[int], given: Sequence[int], rules: State) -> None:
        """Read the model's opening and the text before the gap; ``rules`` is the grammar's state then."""
        state, log_likelihood = self.engine.initial_state(1), 0.0
        logits, state = self.engine.forward(np.array([opening]), state)
        log_p = log_softmax(logits[:, -1])
        for window in _windows(given):
            total, log_p, state = self._score(window, state, log_p)
            log_likelihood += float(total[0])
        everywhere = np.zeros(self.size, np.intp)
        self.state, self.log_p = pick_rows(state, everywhere), log_p[everywhere]
        self.log_likelihoods += log_likelihood
        self.rules = [rules] * self.size

    def write(self, until: int, writable: Mask, sound: Callable[[tuple[int, ...]], bool], most: int) -> None:
        """Every particle writes ``writable`` tokens (V,) until it would write ``until``, which it leaves.

        It may end only where what it wrote is ``sound``. One that has written ``most`` tokens, or may not
        write on, gets weight 0.
        """
        self.written = [()] * self.size
        rows = np.arange(self.size)
        state, log_p = self.state, self.log_p
        finished: list[tuple[NDArray[np.intp], State, Doubles]] = []
        for count in range(most + 1):
            allowed = np.tile(writable, (len(rows), 1))
            allowed[:, until] = [sound(self.written[row]) for row in rows.tolist()]
            chosen, log_q = self._choose(rows, log_p, allowed)
            log_chosen = log_p[np.arange(len(rows)), chosen]
            goes_on = (chosen != until) & np.isfinite(self.log_weights[rows] - log_q) & (count < most)
            self.log_weights[rows] -= log_q
            self.log_weights[rows[(chosen != until) & ~goes_on]] = -np.inf
            if not goes_on.all():
                stopped = np.flatnonzero(~goes_on)
                finished.append((rows[stopped], pick_rows(state, stopped), log_p[stopped]))
            going = np.flatnonzero(goes_on)
            if not len(going):
                break
            rows, chosen = rows[going], chosen[going]
            self.log_weights[rows] += self.power * log_chosen[going]
            self.log_likelihoods[rows] += log_chosen[going]
            for row, token in zip(rows.tolist(), chosen.tolist(), strict=True):
                self.written[row] += (token,)
                if self.grammar is not None:
                    self.rules[row] = self.grammar.advance(self.rules[row], token)
            logits, state = self.engine.step(chosen, pick_rows(state, going))
            log_p = log_softmax(logits)
        order = np.argsort(np.concatenate([rows for rows, _, _ in finished]))
        self.state = pick_rows(join_rows([state for _, state, _ in finished]), order)
        self.log_p = np.concatenate([log_p for _, _, log_p in finished])[order]
        self.done = [(*done, written) for done, written in zip(self.done, self.written, strict=True)]

    def read(self, given: Sequence[int]) -> None:
        """Every particle reads the same tokens and is weighed by how likely it finds them."""
        for window in _windows(given):
            total, self.log_p, self.state = self._score(window, self.state, self.log_p)
            self.log_likelihoods += total
            self.log_weights += self.power * total
        if self.grammar is not None:
            for row in np.flatnonzero(np.isfinite(self.log_weights)).tolist():
                self._obey(row, given)

    def foresee(self, given: Sequence[int]) -> Doubles:
        """How likely each particle would find these tokens if they came next (N,), natural logarithm."""
        return self._score(given, self.state, self.log_p)[0]

    def effective_size(self) -> float:
        """Of N weighted particles, how many equally weighted ones they are worth (Kong et al. 1994)."""
        weights = normalised(self.log_weights)
        return float(1 / (weights**2).sum())

    def resample(self) -> NDArray[np.intp]:
        """Draw N of the particles by their weights, systematically: the rows (N,) that live on."""
        positions = (np.arange(self.size) + self.generator.random()) / self.size
        cumulative = normalised(self.log_weights).cumsum()
        rows: NDArray[np.intp] = cumulative.searchsorted(positions * cumulative[-1], side="right")
        for name in ("written", "done", "rules"):
            values = getattr(self, name)
            setattr(self, name, [values[row] for row in rows])
        self.state, self.log_p = pick_rows(self.state, rows), self.log_p[rows]
        self.log_likelihoods = self.log_likelihoods[rows]
        self.log_weights = np.zeros(self.size)
        return rows

    def _choose(
        self, rows: NDArray[np.intp], log_p: Doubles, allowed: Mask
    ) -> tuple[NDArray[np.intp], Doubles]:
        """A token for each of these particles (M,), and its log probability under the proposal (+inf: none).

        log_p and allowed (M, V).
        """
        if self.grammar is not None:
            allowed &= np.stack([self.grammar.allowed(self.rules[row]) for row in rows.tolist()])
        free: Mask = np.logical_or.reduce(allowed, axis=1)
        log_q = log_softmax(np.where(allowed | ~free[:, None], self.power * log_p, -np.inf))
        cumulative = np.exp(log_q).cumsum(axis=1)
        uniform = self.generator.random(len(rows)) * cumulative[:, -1]
        chosen = (cumulative <= uniform[:, None]).sum(axis=1)
        return chosen, np.where(free, log_q[np.arange(len(rows)), chosen], np.inf)

    def _score(self, given: Sequence[int], state: State, log_p: Doubles) -> tuple[Doubles, Doubles, State]:
        """Log likelihoods (N,) of the tokens, log probabilities (N, V) of what follows them, state."""
        ids = np.tile(np.asarray(given), (len(log_p), 1))
        logits, state = self.engine.forward(ids, state)
        after = log_softmax(logits)
        before = np.concatenate([log_p[:, None], after[:, :-1]], axis=1)
        total: Doubles = np.take_along_axis(before, ids[..., None], axis=-1)[..., 0].sum(axis=1)
        return total, after[:, -1], state

    def _obey(self, row: int, given: Sequence[int]) -> None:
        assert self.grammar is not None
        for token in given:
            if not self.grammar.allowed(self.rules[row])[token]:
                self.log_weights[row] = -np.inf
                return
            self.rules[row] = self.grammar.advance(self.rules[row], token)


def _windows(given: Sequence[int]) -> list[Sequence[int]]:
    return [given[start : start + WINDOW] for start in range(0, len(given), WINDOW)]
