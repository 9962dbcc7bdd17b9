"""Where the writing of a tabla composition stands, and which sections follow one another."""

from typing import NamedTuple

from tunesmith.music.tabla.forms import CHAKRADAR, THEME, TIHAI, VARIATION

MOST_VARIATIONS, MOST_THEKAS = 8, 2
LONGEST = 14  # matras of a tihai's statement
SILENCE = 4  # matras in it, and behind it, without a bol
CYCLES = {"mukhda": 1, "tukda": 4}  # that a section lasts at most before it lands
# Of each form the sections that may follow one another; "" begins and ends.
FOLLOWS: dict[str, dict[str, tuple[str, ...]]] = {
    "theka": {"": ("theka",), "theka": ("",)},
    "kaida": {"": (THEME,), THEME: (VARIATION, TIHAI, ""), VARIATION: (VARIATION, TIHAI, ""), TIHAI: ("",)},
    "mukhda": {"": ("theka", "mukhda"), "theka": ("mukhda",), "mukhda": ("",)},
    "tukda": {"": ("tukda",), "tukda": (TIHAI, ""), TIHAI: ("",)},
    "tihai": {"": ("theka", TIHAI), "theka": ("theka", TIHAI), TIHAI: ("",)},
    "chakradar": {"": (CHAKRADAR,), CHAKRADAR: ("",)},
}
FOLLOWS["rela"] = FOLLOWS["kaida"]


class Spot(NamedTuple):
    """Where the writing stands. Times in ticks; tala and form are ids of their words, -1 for none yet."""

    stage: str = "tala"  # what is to come: tala, laya, form, notes ...
    tala: int = -1
    form: int = -1
    name: str = ""  # of the section
    number: int = 0  # of sections of that name so far, this one included
    start: int = 0  # where in the cycle the section began
    past: int = 0  # ticks before it, from the beginning
    time: int = 0  # in the section, or in the innermost group
    last: int = -1  # when its last bol began
    silent: int = 0  # since that ended
    notes: tuple[int, ...] = ()  # of a theme or variation
    theme: tuple[int, ...] = ()
    strokes: int = 0  # of a theme
    lead: int = 0  # of a chakradar: ticks before its tihai
    inner: int = 0  # ticks of a statement of that
    bols: int = 0  # in it so far, 2 for more
