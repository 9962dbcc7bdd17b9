"""A score made ready for miditok, so that what it writes can be read again as it stands."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from tunesmith.codecs.event_layout import BEATS, DRUMS, LONGEST_METER, Layout, Options, place_of
from tunesmith.errors import TunesmithError
from tunesmith.music.midi.text import read
from tunesmith.music.piece import Piece

if TYPE_CHECKING:
    from symusic.core import NoteTickList, ScoreTick, TrackTick


def learn_layout(options: Options, pieces: Iterable[Piece]) -> Layout:
    """The instruments and metres of the pieces; a piece with a metre that cannot be held teaches nothing."""
    programs, meters = set[int](), {(4, 4)}
    for piece in pieces:
        try:
            score = read(piece.content)
        except TunesmithError:
            continue
        found = {(meter.numerator, meter.denominator) for meter in score.time_signatures}
        if (
            all(beats <= LONGEST_METER and beat in BEATS for beats, beat in found)
            or not options.use_time_signatures
        ):
            meters |= found
            programs |= {_program(track) for track in score.tracks if len(track.notes)}
    if not options.use_time_signatures:
        meters = {(4, 4)}
    if not options.use_programs or not programs:
        programs = {0}
    return Layout(
        options, tuple(sorted(programs, key=place_of)), tuple(sorted(meters, key=lambda m: (m[1], m[0])))
    )


def prepare(score: "ScoreTick", layout: Layout, cuts: bool) -> "ScoreTick":
    """A copy with the tracks that can be held, and nothing after the last onset but ends of notes.

    ``cuts``: a note ends where the same pitch of its instrument begins again. Raises TunesmithError where no
    note is left, and for a metre that the layout lacks.
    """
    from symusic.core import ScoreTick

    ready = ScoreTick(score.ticks_per_quarter)
    for program in layout.programs:
        track = _gather(score, program, layout)
        if track is not None:
            track.notes = _tidy(track.notes, cuts)
            ready.tracks.append(track)
    if not len(ready.tracks):
        raise TunesmithError(
            "no note is left: its instruments and pitches are none that this codec has learned"
        )
    last = max(int(track.notes.numpy()["time"].max()) for track in ready.tracks)
    if layout.options.use_time_signatures:
        _state_meters(ready, score, layout, last, cuts)
    if layout.options.use_tempos:
        for tempo in sorted(
            {t.time: t for t in score.tempos if t.time <= last}.values(), key=lambda t: t.time
        ):
            ready.tempos.append(tempo.copy())
    return ready


def _program(track: "TrackTick") -> int:
    return DRUMS if track.is_drum else int(track.program)


def _gather(score: "ScoreTick", program: int, layout: Layout) -> "TrackTick | None":
    """One track of all notes of a program; where words tell no program, of all but the drums."""
    from symusic.core import TrackTick

    found = TrackTick("", max(program, 0), program == DRUMS)
    alone = not layout.options.use_programs
    span = layout.drum_range if program == DRUMS else layout.options.pitch_range
    for track in score.tracks:
        if span and (not track.is_drum if alone else _program(track) == program):
            for note in track.notes:
                if span[0] <= note.pitch <= span[1]:
                    found.notes.append(note)
    return found if len(found.notes) else None


def _tidy(notes: "NoteTickList", cuts: bool) -> "NoteTickList":
    """By onset and pitch; of notes of one pitch that begin together the longest."""
    from symusic.core import NoteTickList

    soa = notes.numpy()
    order = np.lexsort((soa["velocity"], -soa["duration"], soa["pitch"], soa["time"]))
    time, duration, pitch, velocity = (soa[key][order] for key in ("time", "duration", "pitch", "velocity"))
    new = np.ones(len(time), bool)
    new[1:] = (time[1:] != time[:-1]) | (pitch[1:] != pitch[:-1])
    time, duration, pitch, velocity = time[new], np.maximum(duration[new], 1), pitch[new], velocity[new]
    if cuts:
        by_pitch = np.lexsort((time, pitch))
        first, second = by_pitch[:-1], by_pitch[1:]
        same = pitch[first] == pitch[second]
        duration[first[same]] = np.minimum(duration[first[same]], (time[second] - time[first])[same])
    return NoteTickList.from_numpy(time, duration, pitch, velocity)


def _state_meters(ready: "ScoreTick", score: "ScoreTick", layout: Layout, last: int, cuts: bool) -> None:
    """Those that begin before the last onset.

    Rests of a scheme that does not cut notes begin where these end, where another beat may have no position.
    """
    from symusic.core import TimeSignatureTick

    changes = {meter.time: (meter.numerator, meter.denominator) for meter in score.time_signatures}
    changes.setdefault(0, (4, 4))
    for time in sorted(time for time in changes if time <= last):
        meter = changes[time]
        if meter not in layout.meters:
            known = ", ".join(f"{n}/{d}" for n, d in layout.meters)
            raise TunesmithError(f"it is in {meter[0]}/{meter[1]}, and the words know {known} alone")
        ready.time_signatures.append(TimeSignatureTick(time, *meter))
    if layout.options.use_rests and not cuts and len({m.denominator for m in ready.time_signatures}) > 1:
        raise TunesmithError("its beat changes, where rests cannot be counted: leave use_rests out")
