"""Demands on music that a codec can keep, and those that it cannot."""

from collections.abc import Collection

from tunesmith.errors import TunesmithError
from tunesmith.music.abc.grammar.controls import Controls


def refuse_demands(codec: str, controls: Controls, kept: Collection[str]) -> None:
    """Raises TunesmithError for a demand that is made and not among those ``kept``, such as ``meter``."""
    for name in controls.made:
        if name not in kept:
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


def wanted(option: str, known: dict[int, str], asked: object) -> list[int]:
    """The ids of what is asked for, of all where nothing is. Raises TunesmithError where there is none."""
    found = [token for token, name in known.items() if asked is None or name == str(asked)]
    if not found:
        names = ", ".join(sorted(known.values(), key=lambda name: (len(name), name))) or "none"
        raise TunesmithError(
            f"{option} {asked}: this model knows {names}" if asked else f"this model knows no {option[2:]}"
        )
    return found
