"""Ties and slurs: from the marks on single notes to the two ends of a curve."""

from itertools import pairwise

from tunesmith.music.abc.page.event import Event, Slur

_LEVELS = 6  # slurs open at once; MusicXML allows 16, and nobody reads so many


def join_ties(events: list[Event]) -> None:
    """Lead each tie to the same pitch in the next event; one that finds none is dropped."""
    for event, following in pairwise(events):
        if event.note is None or following.note is None:
            continue
        targets = {
            (pitch.step, pitch.octave, pitch.alter): index
            for index, pitch in enumerate(following.note.pitches)
        }
        for index, pitch in enumerate(event.note.pitches):
            target = targets.get((pitch.step, pitch.octave, pitch.alter))
            if pitch.tie and target is not None and target not in following.tied:
                event.ties[index] = target
                following.tied.add(target)


def join_slurs(events: list[Event]) -> None:
    """Match the ends of slurs as parentheses match. A slur may begin at the note where another one ends,
    as in ``(c d (e) f g)``; one around a single note joins it to its grace notes, as in ``({d}c)``; one
    without an end is dropped."""
    open_slurs: list[tuple[Event, int]] = []
    for event in events:
        opened, closed = event.element.slurs_opened, event.element.slurs_closed
        around = min(opened, closed) if event.graces else max(0, min(opened, closed - len(open_slurs)))
        if around and event.graces:
            slur = Slur(event.graces[0], event, _level(open_slurs))
            slur.first.slurs.append(slur)
            event.slurs.append(slur)
        for _ in range(min(closed - around, len(open_slurs))):
            first, level = open_slurs.pop()
            slur = Slur(first, event, level)
            first.slurs.append(slur)
            event.slurs.append(slur)
        for _ in range(opened - around):
            level = _level(open_slurs)
            if level <= _LEVELS:
                open_slurs.append((event, level))


def _level(open_slurs: list[tuple[Event, int]]) -> int:
    return open_slurs[-1][1] + 1 if open_slurs else 1
