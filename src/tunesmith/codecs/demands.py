"""Demands on music that a codec of scores can keep, and those that it cannot."""

from collections.abc import Collection

from tunesmith.errors import TunesmithError
from tunesmith.music.abc.grammar.controls import Controls


def refuse_demands(codec: str, controls: Controls, kept: Collection[str]) -> None:
    """Raises TunesmithError for a demand that is made and not among those ``kept``, such as ``meter``."""
    made = {
        "key": controls.key is not None,
        "meter": controls.meter is not None,
        "unit": controls.unit is not None,
        "bars": controls.bars is not None,
        "form": controls.form is not None,
        "range": controls.range is not None,
        "chords": bool(controls.chords),
        "end-on": controls.end_on_tonic,
    }
    for name, demanded in made.items():
        if demanded and name not in kept:
            raise TunesmithError(f"--{name} cannot be kept by a model of codec {codec}: leave it out")


def key_word(codec: str, controls: Controls) -> str | None:
    """The word of the key that is demanded, ``key:-3m``. Raises TunesmithError for modes without a word."""
    key = controls.key
    if key is None:
        return None
    if key.mode not in ("major", "minor") or key.explicit:
        raise TunesmithError(f"--key {key.name}: codec {codec} knows major and minor keys alone")
    return f"key:{key.fifths}{'m' * (key.mode == 'minor')}"


def within(pitch: int, controls: Controls) -> bool:
    """Whether a pitch keeps the range that is demanded, if one is."""
    return controls.range is None or controls.range[0] <= pitch <= controls.range[1]
