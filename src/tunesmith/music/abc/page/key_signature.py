"""Key signatures as they are printed."""

from tunesmith.music.key import Key

_SHARPS = "FCGDAEB"


def usual_signature(key: Key) -> bool:
    """Whether a key's accidentals are just so many sharps or flats in their usual order."""
    count = min(abs(key.fifths), 7)
    steps = _SHARPS[:count] if key.fifths > 0 else _SHARPS[7 - count :]
    sign = 1 if key.fifths > 0 else -1
    altered = {step: alter for step, alter in key.alterations.items() if alter}
    return altered == (dict.fromkeys(steps, sign) if count else {})
