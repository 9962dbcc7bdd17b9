import pytest

from tunesmith.training.recipe import Recipe
from tunesmith.training.schedule import Budget, learning_rate

RECIPE = Recipe(model={"family": "lstm"}, learning_rate=1.0, warmup=4, final_rate=0.1)


def test_warm_up_then_cosine() -> None:
    assert learning_rate(RECIPE, 0, None) == pytest.approx(0.25)
    assert learning_rate(RECIPE, 3, None) == pytest.approx(1.0)
    assert learning_rate(RECIPE, 50, 100) == pytest.approx(0.55)  # half way from 1.0 to 0.1
    assert learning_rate(RECIPE, 100, 100) == pytest.approx(0.1)
    assert learning_rate(RECIPE, 200, 100) == pytest.approx(0.1)


def test_without_a_schedule_the_rate_is_constant() -> None:
    constant = Recipe(model={"family": "lstm"}, learning_rate=0.3)
    assert {learning_rate(constant, step, 10) for step in range(10)} == {0.3}


def test_minutes_become_steps_by_the_speed_so_far() -> None:
    budget = Budget(minutes=2.0)
    budget.plan(10, 6.0, 0.6)  # 114 s are left for 190 more
    assert budget.total == 200
    assert not budget.plan(20, 12.1, 0.605, tolerance=0.03)  # 0.8 % slower: the plan holds
    assert budget.total == 200
    assert budget.plan(100, 80.0, 0.8, tolerance=0.03)  # a third slower
    assert budget.total == 150


def test_a_spent_budget_ends_at_the_step_under_way() -> None:
    budget = Budget(minutes=1.0)
    budget.plan(10, 70.0, 7.0)
    assert budget.total == 10


def test_epochs_are_not_planned_anew() -> None:
    budget = Budget(None, 500)
    assert not budget.plan(10, 1e6, 1e5)
    assert budget.total == 500
