"""Where each bar of a tune stands in its text, with the number that its score gives it."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from tunesmith.music.abc.page.measures import measures
from tunesmith.music.abc.tune import Bar, Element, Ending, Field, Note, Rest, Tune
from tunesmith.music.meter import Meter


@dataclass(frozen=True, slots=True)
class BarSpan:
    """The music between two bar lines. What stands between it and the next is bar lines, endings, fields."""

    number: int  # as in the score: a pickup is 0; two halves around a repeat sign share a number
    start: int  # offset of its first sign in the text, chord symbols and marks included
    end: int
    notes: tuple[int, ...]  # offsets of its notes: their ids in the score are "n" and the offset
    duration: Fraction  # quarter notes it should last: the metre's, or what it lasts where it may be a part
    meter: Meter  # in force
    unit: Fraction  # in force, as a fraction of a whole note
    whole: bool  # no field stands inside and no rest fills several bars: it can be written anew


def bar_spans(tune: Tune) -> list[BarSpan]:
    """Every bar that holds a note or a rest, in the order of the text."""
    numbers = {event.element.start: found.number for found in measures(tune) for event in found.events}
    spans, first = [], 0
    meter, unit = tune.meter, tune.unit
    for index, element in enumerate([*tune.body, None]):
        if element is None or isinstance(element, Bar):
            span = _span(tune, first, index, numbers, meter, unit)
            if span is not None:
                spans.append(span)
            first = index + 1
        elif isinstance(element, Field):
            meter = element.meter or meter
            unit = element.unit or unit
    return spans


def _span(
    tune: Tune, first: int, after: int, numbers: dict[int, int], meter: Meter, unit: Fraction
) -> BarSpan | None:
    """The bar made of ``tune.body[first:after]``."""
    places = [index for index in range(first, after) if isinstance(tune.body[index], Note | Rest)]
    if not places:
        return None
    inside = tune.body[places[0] : places[-1] + 1]
    events = [element for element in inside if isinstance(element, Note | Rest)]
    start = tune.text.rfind("\n", 0, events[0].start) + 1
    if places[0] > 0:
        start = max(start, tune.body[places[0] - 1].end)
    end = tune.body[places[-1] + 1].start if places[-1] + 1 < len(tune.body) else len(tune.text)
    start += len(tune.text[start:end]) - len(tune.text[start:end].lstrip())
    end = start + len(tune.text[start:end].rstrip().removesuffix("\\").rstrip())  # the line goes on
    lasts = sum((event.duration for event in events), Fraction(0))
    between = _plain(tune.body, first - 1) and _plain(tune.body, after)
    return BarSpan(
        number=numbers[events[0].start],
        start=start,
        end=end,
        notes=tuple(event.start for event in events if isinstance(event, Note)),
        duration=meter.length if between and meter.length is not None else lasts,
        meter=meter,
        unit=unit,
        whole=not any(
            isinstance(element, Ending | Field) or (isinstance(element, Rest) and element.measures > 1)
            for element in inside
        ),
    )


def _plain(body: Sequence[Element], index: int) -> bool:
    """Whether a bar line stands there that cuts no bar in two."""
    element = body[index] if 0 <= index < len(body) else None
    return isinstance(element, Bar) and element.style in ("|", ".|") and not element.closes + element.opens
