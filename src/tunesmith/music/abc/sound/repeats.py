"""The order in which a tune is played: repeats, numbered endings and parts written out.

ABC 2.1, sections 4.8 to 4.10 and 3.1.9. Printed music often leaves out the start of a repeat: it is then
the last double bar, the end of the repeat before, or the beginning of the tune.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from tunesmith.music.abc.tune import Bar, Element, Ending, Field, Note, Rest, Tune

MOST_TIMES = 16  # of one passage; only hostile input asks for more
MOST_PARTS = 256
MOST_ELEMENTS = 1_000_000  # of a performance, after which no further part is begun


def played(tune: Tune) -> list[Element]:
    """The elements of the body as often and in the order as they are played.

    ``P:`` in the header orders the parts (``P:AABB``, ``P:(AB)2``) if every part it names is labelled in
    the body; music before the first label is then an introduction. Otherwise the body is played as it stands.
    """
    sections, order = parts(tune)
    performed = {label: _written_out(section) for label, section in sections.items()}
    music = list(performed.get("", []))
    for label in order:
        if len(music) > MOST_ELEMENTS:
            break
        music += performed[label]
    return music


def parts(tune: Tune) -> tuple[dict[str, list[Element]], str]:
    """The parts by label, what is not labelled as ``""``, and the order of ``P:`` after that.

    Without such an order the whole body is one part ``""``.
    """
    sections = _sections(tune.body)
    order = next((part_order(entry.value) for entry in tune.header if entry.letter == "P"), "")
    if not order or not set(order) <= sections.keys():
        return {"": list(tune.body)}, ""
    return sections, order


def part_order(text: str) -> str:
    """``"A(BC)2.D3"`` gives ``"ABCBCDDD"``. What cannot be read gives ``""``; so does an endless order."""
    stack = [""]
    last = ""  # what a number would repeat
    for sign in text:
        if sign.isalpha():
            last = sign
            stack[-1] += sign
        elif sign == "(":
            stack.append("")
        elif sign == ")" and len(stack) > 1:
            last = stack.pop()
            stack[-1] += last
        elif sign in "23456789" and last:
            stack[-1] += last * (int(sign) - 1)
            last = ""
        elif sign not in ". ":
            return ""
        if len(stack[-1]) > MOST_PARTS:
            return ""
    return stack[0] if len(stack) == 1 else ""


def _sections(body: Sequence[Element]) -> dict[str, list[Element]]:
    """The body cut at its part labels; what stands before the first is section ``""``."""
    label = ""
    sections: dict[str, list[Element]] = {}
    for element in body:
        if isinstance(element, Field) and element.letter == "P" and element.value:
            label = element.value[0]
        sections.setdefault(label, []).append(element)
    return sections


@dataclass(slots=True)
class _Passage:
    """A stretch of music being read: where it and its endings begin."""

    begin: int
    opened: bool = False  # by a |:
    endings: list[tuple[int, Ending]] = field(default_factory=list)

    def write_out(self, body: Sequence[Element], end: int, times: int = 1) -> list[Element]:
        if not self.endings:
            return list(body[self.begin : end]) * min(times, MOST_TIMES)
        starts = [start for start, _ in self.endings]
        common = body[self.begin : starts[0]]
        spans = [body[start:stop] for start, stop in zip(starts, [*starts[1:], end], strict=True)]
        passes = max(times, *(max(ending.numbers, default=1) for _, ending in self.endings))
        music: list[Element] = []
        for number in range(1, min(passes, MOST_TIMES) + 1):
            music += common
            for (_, ending), span in zip(self.endings, spans, strict=True):
                if number in ending.numbers:
                    music += span
        return music


def _written_out(body: Sequence[Element]) -> list[Element]:
    """Repeats and endings played. A passage ends at a repeat sign, or at a double bar outside of ``|: :|``.

    Inside of ``|: :|`` a second ``|:`` means that the ``:|`` before it was forgotten.
    """
    leads_to_ending = _leads_to_ending(body)
    music: list[Element] = []
    passage = _Passage(0)
    for index, element in enumerate(body):
        if isinstance(element, Ending):
            passage.endings.append((index, element))
        if not isinstance(element, Bar) or (passage.endings and leads_to_ending[index]):
            continue
        if element.closes or element.opens:
            times = 1 + (element.closes or (passage.opened and not passage.endings))
        elif element.style in ("||", "|]", "[|") and (passage.endings or not passage.opened):
            times = 1
        else:
            continue
        music += passage.write_out(body, index + 1, times)
        passage = _Passage(index + 1, opened=element.opens > 0)
    return music + passage.write_out(body, len(body))


def _leads_to_ending(body: Sequence[Element]) -> list[bool]:
    """For every element, whether an ending opens after it before any note or repeat sign."""
    leads = [False] * len(body)
    for index in range(len(body) - 2, -1, -1):
        after = body[index + 1]
        repeats = isinstance(after, Bar) and bool(after.closes or after.opens)
        if isinstance(after, Ending):
            leads[index] = True
        elif not isinstance(after, Note | Rest) and not repeats:
            leads[index] = leads[index + 1]
    return leads
