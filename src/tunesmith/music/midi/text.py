"""A score as text: one line for each thing in it, exact, sorted, so that the same music is the same text.

::

    ticks 480                  to a quarter note; all times below are in ticks
    meter 0 1/4                a first bar shorter than the next metre's is a pickup
    meter 480 4/4
    key 0 -3 minor             sharps of the signature, flats negative
    tempo 0 96                 quarter notes a minute
    mark 1440 fermata
    track 52 Soprano           General MIDI program, counted from 0, and a name; "drums" instead of a program
    0 480 67 92                onset, duration, pitch (60 is middle C), velocity
    480 480 72 92

This is what a file of events holds and a corpus learns from; controllers, pitch bends, pedals and lyrics are
left out.
"""

from collections.abc import Iterator
from itertools import islice, takewhile
from typing import TYPE_CHECKING

from tunesmith.errors import TunesmithError

if TYPE_CHECKING:
    from symusic.core import ScoreTick

TITLE = "title"
LONGEST = 100_000  # quarter notes: most of a day
_PITCHES = _VELOCITIES = range(128)
_COLUMNS = ("time", "duration", "pitch", "velocity")


class _WrongError(ValueError):
    """What a line says cannot be."""


def write(score: "ScoreTick", title: str = "") -> str:
    """The score as text. Notes of no length last one tick; tracks without notes are left out."""
    return "\n".join(_lines(score, _plain(title))) + "\n"


def _lines(score: "ScoreTick", title: str) -> Iterator[str]:
    if title:
        yield f"{TITLE} {title}"
    yield f"ticks {score.ticks_per_quarter}"
    for meter in sorted({m.time: m for m in score.time_signatures}.values(), key=lambda m: m.time):
        yield f"meter {meter.time} {meter.numerator}/{meter.denominator}"
    for key in sorted({k.time: k for k in score.key_signatures}.values(), key=lambda k: k.time):
        yield f"key {key.time} {key.key} {'minor' if key.tonality else 'major'}"
    for tempo in sorted({t.time: t for t in score.tempos}.values(), key=lambda t: t.time):
        yield f"tempo {tempo.time} {round(tempo.qpm, 3):g}"
    for mark in sorted({(m.time, _plain(m.text)) for m in score.markers if _plain(m.text)}):
        yield f"mark {mark[0]} {mark[1]}"
    for track in score.tracks:
        if len(track.notes):
            kind = "drums" if track.is_drum else str(track.program)
            yield f"track {kind} {_plain(track.name)}".rstrip()
            columns = track.notes.numpy()
            columns["duration"] = columns["duration"].clip(1)
            notes = {*zip(*(columns[name].tolist() for name in _COLUMNS), strict=True)}
            yield from ("{} {} {} {}".format(*note) for note in sorted(notes))


def read(text: str) -> "ScoreTick":
    """The score that a text holds. Raises TunesmithError naming the line that cannot be read."""
    from symusic.core import ScoreTick

    score = ScoreTick(480)
    lines, number = text.splitlines(), 0
    while number < len(lines):
        number += _read_notes(score, lines, number)
        if number == len(lines):
            break
        line, number = lines[number], number + 1
        word, _, rest = line.strip().partition(" ")
        if not word:
            continue
        try:
            _read_line(score, word, rest)
        except (ValueError, OverflowError, TypeError) as error:
            reason = str(error) if isinstance(error, _WrongError) else "numbers are missing or wrong"
            raise TunesmithError(
                f"line {number} of the score, {line.strip()[:60]!r}, cannot be read: {reason}"
            ) from error
    if score.note_num() and score.end() > LONGEST * score.ticks_per_quarter:
        raise TunesmithError(f"the score lasts over {LONGEST:,} quarter notes: cut it, or mend its times")
    return score


def title(text: str) -> str:
    """The title that a text states, or nothing."""
    first = text.split("\n", 1)[0]
    return first.removeprefix(f"{TITLE} ").strip() if first.startswith(f"{TITLE} ") else ""


def _read_notes(score: "ScoreTick", lines: list[str], start: int) -> int:
    """Fill an empty track with the notes that stand from a line on, all at once: how many lines that were.

    None where one of them is wrong: they are then read one by one, to tell which.
    """
    import numpy as np
    from symusic.core import NoteTickList

    if not (lines[start][:1].isdigit() and len(score.tracks)) or len(score.tracks[-1].notes):
        return 0
    rows = [line.split() for line in takewhile(lambda line: line[:1].isdigit(), islice(lines, start, None))]
    try:
        notes = np.array([(int(a), int(b), int(c), int(d)) for a, b, c, d in rows], np.int64)  # (notes, 4)
    except (ValueError, OverflowError):
        return 0
    onsets, durations, pitches, velocities = notes.T
    high = max(pitches.max(), velocities.max())
    if notes.min() < 0 or durations.min() < 1 or notes.max() >= 2**31 or high > 127:
        return 0
    if not all(row[0].isdigit() for row in rows):  # "1_0" is a number to Python, and no time
        return 0
    score.tracks[-1].notes = NoteTickList.from_numpy(
        onsets.astype(np.int32),
        durations.astype(np.int32),
        pitches.astype(np.int8),
        velocities.astype(np.int8),
    )
    return len(rows)


def _read_line(score: "ScoreTick", word: str, rest: str) -> None:
    """Add what one line says. Raises ValueError where it says nothing that can be added."""
    from symusic.core import KeySignatureTick, NoteTick, TempoTick, TextMetaTick, TimeSignatureTick, TrackTick

    if word.isdigit():
        if not len(score.tracks):
            raise _WrongError("notes stand below a line that begins with track")
        onset, duration, pitch, velocity = _time(word), *map(int, rest.split())
        if duration < 1 or pitch not in _PITCHES or velocity not in _VELOCITIES:
            raise _WrongError("a note has an onset, a duration above 0, a pitch and a velocity below 128")
        score.tracks[-1].notes.append(NoteTick(onset, _time(str(duration)), pitch, velocity))
        return
    first, _, second = rest.partition(" ")
    match word:
        case "title":
            pass
        case "ticks":
            if not 1 <= int(rest) <= 32767:
                raise _WrongError("there are 1 to 32767 ticks to a quarter note")
            score.ticks_per_quarter = int(rest)
        case "meter":
            numerator, _, denominator = second.partition("/")
            if not (0 < int(numerator) < 256 and int(denominator) in (1, 2, 4, 8, 16, 32, 64)):
                raise _WrongError("a metre is a fraction such as 4/4")
            score.time_signatures.append(TimeSignatureTick(_time(first), int(numerator), int(denominator)))
        case "key":
            sharps, _, mode = second.partition(" ")
            if abs(int(sharps)) > 7 or mode not in ("major", "minor"):
                raise _WrongError("a key has -7 to 7 sharps and is major or minor")
            score.key_signatures.append(KeySignatureTick(_time(first), int(sharps), int(mode == "minor")))
        case "tempo":
            if not 1 <= float(second) <= 10_000:
                raise _WrongError("a tempo is a number of quarter notes a minute, from 1 to 10000")
            score.tempos.append(TempoTick(_time(first), float(second)))
        case "mark":
            score.markers.append(TextMetaTick(_time(first), second))
        case "track":
            drums = first == "drums"
            program = 0 if drums else int(first)
            if program not in range(128):
                raise _WrongError("a program is a number below 128, or drums")
            score.tracks.append(TrackTick(second, program, drums))
        case _:
            raise _WrongError(f"no line begins with {word[:20]!r}")


def _time(text: str) -> int:
    time = int(text)
    if not 0 <= time < 2**31:
        raise _WrongError("a time is a number of ticks from 0 on")
    return time


def _plain(text: str) -> str:
    """On one line, without what is no text."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:200]
