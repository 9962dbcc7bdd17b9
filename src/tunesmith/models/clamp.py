"""Units held still, as a person writes them."""

import re
from collections.abc import Mapping, Sequence

from tunesmith.errors import TunesmithError
from tunesmith.models.engine import Engine
from tunesmith.models.recorder import Clamp, Recorder

MEAN = "mean"
_ABLATE = re.compile(r"(\d{1,6}):(\d{1,6}(?:,\d{1,6})*)")
_CLAMP = re.compile(r"(\d{1,6}):(\d{1,6})=(\S+)")


def read_ablation(text: str) -> list[str]:
    """``"1:23,40"`` -> ``["1:23=0", "1:40=0"]``. Raises TunesmithError for anything else."""
    found = _ABLATE.fullmatch(text.strip())
    if found is None:
        raise TunesmithError(f"--ablate: “{text}” names no units; write layer:unit[,unit...], as in 1:23,40")
    return [f"{found[1]}:{unit}=0" for unit in found[2].split(",")]


def read_clamp(text: str, means: Mapping[tuple[int, int], float] | None = None) -> Clamp:
    """``"1:23=0.5"``; with ``means`` also ``"1:23=mean"``. Raises TunesmithError for anything else."""
    found = _CLAMP.fullmatch(text.strip())
    if found is not None:
        layer, unit, wish = int(found[1]), int(found[2]), found[3]
        value = (means or {}).get((layer, unit)) if wish == MEAN else _number(wish)
        if value is not None and -1 <= value <= 1:
            return Clamp(layer, unit, value)
        if wish == MEAN:
            raise TunesmithError(
                f"the mean of unit {layer}:{unit} is not known; `tunesmith inspect RUN --units` measures it"
            )
    raise TunesmithError(
        f"--clamp: “{text}” holds no unit; write layer:unit=value, the value from -1 to 1: 1:23=0.5"
    )


def hold(engine: Engine, clamps: Sequence[Clamp]) -> Engine:
    """The engine with these units held. Raises TunesmithError where it has no such units."""
    if not clamps:
        return engine
    if not isinstance(engine, Recorder):
        raise TunesmithError("this model has no units to hold: it counts what it has seen")
    try:
        return engine.clamped(clamps)
    except ValueError as error:
        raise TunesmithError(str(error)) from error


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
