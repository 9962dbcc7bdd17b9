"""Keys that a model has hardly met: it writes in one it knows, and the tune is moved."""

from collections.abc import Mapping
from dataclasses import replace

from tunesmith.music.abc.grammar.controls import Controls
from tunesmith.music.key import parse_key, tonic_fifths

RARE = 0.02  # share of the learned pieces below which a key counts as hardly met


def known_key(controls: Controls, learned: Mapping[str, int]) -> tuple[Controls, int]:
    """The demands to write with, and the semitones by which the tune is then to be moved.

    ``learned`` counts the pieces in each key that the model learned from; a key is rare below ``RARE`` of
    them. The nearest key of the same mode that is not rare takes its place, the commoner of two; where there
    is none, or nothing is known of the corpus, the model writes in the key asked for.
    """
    wanted, pieces = controls.key, sum(learned.values())
    if wanted is None or not wanted.mode or wanted.explicit or learned.get(wanted.name, 0) >= RARE * pieces:
        return controls, 0
    choices = []
    for name, count in learned.items():
        key, _ = parse_key(name)
        if key is not None and key.tonic and key.mode == wanted.mode and not key.explicit:
            fifths = tonic_fifths(wanted.tonic) - tonic_fifths(key.tonic)
            semitones = (7 * fifths + 5) % 12 - 5  # a tritone goes up, as in ``transpose_to``
            if count >= RARE * pieces:
                choices.append((abs(semitones), -count, semitones, key))
    if not choices:
        return controls, 0
    _, _, semitones, key = min(choices, key=lambda choice: choice[:3])
    low, high = controls.range or (0, 0)
    reach = (low - semitones, high - semitones) if controls.range else None
    return replace(controls, key=key, range=reach), semitones
