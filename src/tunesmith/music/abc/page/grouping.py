"""Beams and tuplets within a measure."""

from itertools import groupby, pairwise

from tunesmith.music.abc.page.event import Event, Group
from tunesmith.music.abc.tune import Note, Tuplet


def groups(events: list[Event]) -> list[Group]:
    """The beams and tuplets of a measure, outer ones first. Two groups are nested or apart."""
    found = _tuplets(events)
    tuplet_at = {index: group for group in found for index in range(group.first, group.last + 1)}
    edges = {group.first for group in found} | {group.last + 1 for group in found}
    for first, last in _beams(events):
        ends = {tuplet_at[index] for index in (first, last) if index in tuplet_at}
        cut = any(_cross(first, last, tuplet) for tuplet in ends)
        inner = [index for index in range(first + 1, last + 1) if index in edges] if cut else []
        found += [Group(a, b - 1) for a, b in pairwise([first, *inner, last + 1]) if b - a > 1]
    return sorted(found, key=lambda group: (group.first, -group.last, group.tuplet is None))


def _tuplets(events: list[Event]) -> list[Group]:
    found, first = [], 0
    for mark, members in groupby(events, key=_tuplet_start):
        last = first + sum(1 for _ in members) - 1
        if mark is not None:
            found.append(Group(first, last, events[first].element.tuplet))
        first = last + 1
    return found


def _tuplet_start(event: Event) -> int | None:
    tuplet: Tuplet | None = event.element.tuplet
    return None if tuplet is None else tuplet.start


def _beams(events: list[Event]) -> list[tuple[int, int]]:
    """Notes with flags that the source writes without a space between them."""
    found, first = [], 0
    for index, event in enumerate(events):
        if not _flagged(event):
            first = index + 1
            continue
        last = index + 1 == len(events) or not event.element.beamed or not _flagged(events[index + 1])
        if last:
            if index > first:
                found.append((first, index))
            first = index + 1
    return found


def _flagged(event: Event) -> bool:
    return isinstance(event.element, Note) and all(value.flags for value in event.values)


def _cross(first: int, last: int, tuplet: Group) -> bool:
    holds = first <= tuplet.first and tuplet.last <= last
    held = tuplet.first <= first and last <= tuplet.last
    return not (holds or held)
