"""How fast to learn at each step, and how many steps the budget allows."""

import math
from dataclasses import dataclass

from tunesmith.training.recipe import Recipe

# Steps that measure the speed before minutes are turned into steps, after as many that warm up.
CALIBRATION = 12


def learning_rate(recipe: Recipe, step: int, total: int | None) -> float:
    """Linear warm-up, then a cosine from the peak to ``final_rate`` times the peak at ``total`` steps."""
    warm = min(1.0, (step + 1) / recipe.warmup) if recipe.warmup else 1.0
    progress = min(1.0, step / total) if total else 0.0
    cosine = 0.5 * (1.0 + math.cos(math.pi * progress))
    return recipe.learning_rate * warm * (recipe.final_rate + (1.0 - recipe.final_rate) * cosine)


@dataclass
class Budget:
    """Minutes or epochs, turned into a number of steps.

    Epochs fix it at once. Minutes fix it after a few steps, by their speed, and again at each evaluation
    if the machine turned out faster or slower. ``total`` is saved with the training state: what the
    clock decided before a checkpoint, the resumed run does not decide again.
    """

    minutes: float | None
    total: int | None = None  # steps

    def plan(self, step: int, seconds: float, pace: float, *, tolerance: float = 0.0) -> bool:
        """Set ``total`` after ``step`` steps in ``seconds``, at ``pace`` seconds a step from here on.

        Says whether it moved by more than the tolerance, a fraction of the steps that are left.
        """
        if self.minutes is None:
            return False
        total = step + max(0, round((self.minutes * 60 - seconds) / pace))
        if self.total is not None and abs(total - self.total) <= tolerance * (self.total - step):
            return False
        self.total = total
        return True
