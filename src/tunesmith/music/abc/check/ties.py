"""Ties: what they lead to."""

from tunesmith.music.abc.rules import Findings
from tunesmith.music.abc.tune import Bar, Ending, Note, Rest, Tune


def check_ties(tune: Tune, findings: Findings) -> None:
    """``tie-to-other-pitch`` and ``tie-cut``.

    A tie leads to the next note or chord of the text. Bar lines and line ends may stand between, but no
    rest, no repeat sign and no ending: after those, another note may be the next to be played.
    """
    tied: Note | None = None
    for element in tune.body:
        if isinstance(element, Note):
            if tied is not None and not _continues(tied, element):
                message = "a tie joins two notes of one pitch, and the next is another"
                findings.add(tied.start, "tie-to-other-pitch", message)
            tied = element if any(pitch.tie for pitch in element.pitches) else None
        elif tied is None:
            continue
        elif isinstance(element, Rest):
            findings.add(tied.start, "tie-to-other-pitch", "a tie joins two notes, and a rest comes next")
            tied = None
        elif isinstance(element, Ending) or (isinstance(element, Bar) and (element.closes or element.opens)):
            findings.add(tied.start, "tie-cut", "a tie does not go over a repeat sign or into an ending")
            tied = None
    if tied is not None:
        findings.add(tied.start, "tie-cut", "no note comes after this tie")


def _continues(tied: Note, note: Note) -> bool:
    """Whether every tied notehead finds its own: the same key on a piano, or the same line of the staff.

    An accidental lasts as long as its tie, so on the same line a notehead without one is the same pitch.
    """
    sounding = {pitch.midi for pitch in note.pitches}
    lines = {(pitch.step, pitch.octave) for pitch in note.pitches if pitch.accidental is None}
    return all(
        pitch.midi in sounding or (pitch.step, pitch.octave) in lines for pitch in tied.pitches if pitch.tie
    )
