"""The forms of tabla, and what each asks for. docs/tabla.md explains them."""

from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, slots=True)
class Form:
    """What a composition of one form consists of."""

    name: str
    section: str  # the one that it must have
    whole: bool = False  # its sections, but for a tihai at the end, are whole cycles
    mirrored: bool = False  # theme and variations: the khali half mirrors the bhari half
    lands: bool = False  # its last stroke is on sam
    most_cycles: int = 0  # of the section that it must have; 0: any
    least_density: int = 0  # strokes a matra, on average, of the theme; 0: any


FORMS = (
    Form("theka", "theka", whole=True),
    Form("kaida", "theme", whole=True, mirrored=True),
    Form("rela", "theme", whole=True, mirrored=True, least_density=2),
    Form("peshkar", "theme", whole=True),
    Form("mukhda", "mukhda", lands=True, most_cycles=1),
    Form("tukda", "tukda", lands=True),
    Form("tihai", "tihai", lands=True),
    Form("chakradar", "chakradar", lands=True),
    Form("gat", "gat"),
)
# Names of sections: those that forms ask for, and those that go with them.
SECTIONS = (*dict.fromkeys(form.section for form in FORMS), "variation", "rela", "paran", "uthan")
VARIATION, TIHAI, CHAKRADAR, THEME = "variation", "tihai", "chakradar", "theme"
_BY_NAME = {form.name: form for form in FORMS}


def known_form(name: str) -> Form | None:
    return _BY_NAME.get(name)


def form_names() -> list[str]:
    """The names of all forms, in the order of ``FORMS``."""
    return [form.name for form in FORMS]


def nearest(name: str, choices: tuple[str, ...] | list[str]) -> str:
    """``"did you mean kaida?"``, or all there are to choose from."""
    alike = get_close_matches(name, choices, 1, 0.6)
    return f"did you mean {alike[0]}?" if alike else f"choose from {', '.join(choices)}"
