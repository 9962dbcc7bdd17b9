"""A sample of what is too many."""

import random
from collections.abc import Sequence
from typing import TypeVar

Item = TypeVar("Item")


def sample_of(items: Sequence[Item], most: int, seed: int) -> list[Item]:
    """So many of them, in their order; all where there are no more."""
    places: Sequence[int] = range(len(items))
    if len(items) > most:
        places = sorted(random.Random(seed).sample(places, most))
    return [items[place] for place in places]
