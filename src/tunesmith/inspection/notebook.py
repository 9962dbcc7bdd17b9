"""A trace in a notebook: plain HTML without scripts."""

from collections.abc import Sequence
from html import escape

import numpy as np
from numpy.typing import NDArray

Guess = tuple[str, float]


def to_html(
    tokens: Sequence[str], probabilities: NDArray[np.float64], guesses: Sequence[Sequence[Guess]]
) -> str:
    """Every token on red that is the darker the less it was expected; its guesses are its title."""
    spans = []
    for token, probability, best in zip(tokens, probabilities, guesses, strict=True):
        title = escape(f"{probability:.1%}; " + ", ".join(f"{name!r} {share:.1%}" for name, share in best))
        shade = f"rgb(200 40 30 / {1 - probability:.2f})"
        spans.append(f'<span title="{title}" style="background:{shade}">{escape(token)}</span>')
    return f"<pre>{''.join(spans)}</pre>"
