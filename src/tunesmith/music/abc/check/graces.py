"""Grace notes: where they stand."""

from tunesmith.music.abc.rules import Findings
from tunesmith.music.abc.tune import Bar, Element, LineBreak, Note, Rest, Tune


def check_graces(tune: Tune, findings: Findings) -> None:
    """``grace-apart``: nothing that is played or engraved stands between grace notes and their note."""
    between: Element | None = None
    for element in tune.body:
        if isinstance(element, Note):
            if between is not None and element.graces and element.graces[0].start < between.start:
                message = f"grace notes stand right before their note, and {_name(between)} comes next"
                findings.add(element.graces[0].start, "grace-apart", message)
        elif isinstance(element, Bar | Rest | LineBreak):
            between = element


def _name(element: Element) -> str:
    if isinstance(element, Bar):
        return "a bar line"
    return "a rest" if isinstance(element, Rest) else "the end of the line"
