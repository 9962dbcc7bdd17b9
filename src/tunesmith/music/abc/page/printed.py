"""Which accidentals a reader needs to see."""

from collections.abc import Iterable

from tunesmith.music.abc.page.event import Event
from tunesmith.music.key import Key

InForce = dict[tuple[str, int], int]  # (step, octave) -> the alteration last printed in this measure


def mark_accidentals(events: Iterable[Event], key: Key, in_force: InForce) -> None:
    """Print what the source writes, and whatever else the staff would make a reader play wrong.

    On a staff an accidental holds for its own octave until the bar line, and a tied note needs none.
    ``in_force`` is carried from one part of a measure to the next, and changed.
    """
    for event in events:
        mark_accidentals(event.graces, key, in_force)
        if event.note is None:
            continue
        for index, pitch in enumerate(event.note.pitches):
            place = (pitch.step, pitch.octave)
            shown = pitch.accidental
            if (
                shown is None
                and index not in event.tied
                and pitch.alter != in_force.get(place, key.alter(pitch.step))
            ):
                shown = pitch.alter
            if shown is not None:
                in_force[place] = shown
            event.accidentals.append(shown)
