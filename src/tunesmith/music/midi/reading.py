"""Files of scores -> scores. Whatever a file holds, time is bounded and one line says what is wrong."""

import struct
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING

from tunesmith.errors import TunesmithError
from tunesmith.music.midi.text import LONGEST

if TYPE_CHECKING:
    from symusic.core import ScoreTick

MIDI = (".mid", ".midi", ".kar")
WRITTEN = (".musicxml", ".xml", ".mxl", ".krn")  # sheet music, read with music21
LARGEST = 20_000_000  # bytes of a file; the piano performances of MAESTRO have up to 400,000
MOST_TRACKS = 1_000
MOST_NOTES = 1_000_000
_DENOMINATORS = (1, 2, 4, 8, 16, 32, 64)


def read_file(path: Path) -> "ScoreTick":
    """The score in a MIDI, MusicXML, MXL or Humdrum file. Raises TunesmithError where it cannot be read."""
    data, kind = read_data(path), path.suffix.lower()
    try:
        if kind in MIDI:
            return read_midi(data)
        from tunesmith.music.midi.written import read_written

        return read_written(data, kind)
    except TunesmithError as error:
        raise TunesmithError(f"{path} {error}") from error


def read_data(path: Path) -> bytes:
    """The bytes of a file of that kind. Raises TunesmithError for one that is missing or too large."""
    if path.suffix.lower() not in (*MIDI, *WRITTEN):
        raise TunesmithError(f"{path} is no score: give one of {', '.join((*MIDI, *WRITTEN))}")
    try:
        if path.stat().st_size > LARGEST:
            raise TunesmithError(f"{path} has over {LARGEST // 1_000_000} MB: split it into parts")
        return path.read_bytes()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise TunesmithError(f"{path} cannot be read ({reason}): check the name") from error


def read_midi(data: bytes) -> "ScoreTick":
    """The score in the bytes of a Standard MIDI File (MIDI 1.0, "Standard MIDI Files", RP-001).

    Its tenth channel is drums. Metres, keys and tempos that cannot be are passed over, as are controllers.
    Raises TunesmithError, in words that go on from the name of the file, for what is no MIDI file or is cut
    short, counts time in video frames or in no parts of a beat, and for no notes, too many, or absurd times.
    """
    from symusic.core import ScoreTick

    _check_chunks(data)
    try:
        score = ScoreTick.from_midi(data)
    except (ValueError, RuntimeError, IndexError, MemoryError) as error:
        reason = " ".join(str(error).removeprefix("MiniMidi: ").split())[:80]
        raise TunesmithError(f"is damaged ({reason}): save it anew in the program it is from") from error
    _check_notes(score)
    _drop_impossible(score)
    return score


def _check_chunks(data: bytes) -> None:
    """What a header and the lengths of chunks may say, before a parser trusts them."""
    if data[:4] != b"MThd":
        raise TunesmithError("is no MIDI file (it does not begin with MThd): check what it is")
    if len(data) < 14:
        raise TunesmithError("is cut short within its header: copy it again from where it is whole")
    length, form, _, division = struct.unpack(">IHHH", data[4:14])
    if length < 6 or form > 2:
        raise TunesmithError("has a header that no MIDI file has: save it anew in the program it is from")
    if form == 2:
        raise TunesmithError("holds several pieces (MIDI format 2): save each as a file of its own")
    if division & 0x8000:
        raise TunesmithError("counts SMPTE frames, not beats: save it with ticks per quarter note")
    if division == 0:
        raise TunesmithError("has zero ticks to a quarter note, so that no time can be told: save it anew")
    place, tracks = 8 + length, 0
    while place + 8 <= len(data):
        tracks += data[place : place + 4] == b"MTrk"
        place += 8 + int.from_bytes(data[place + 4 : place + 8], "big")
    if place > len(data):
        raise TunesmithError("is cut short within a track: copy it again from where it is whole")
    if not 0 < tracks <= MOST_TRACKS:
        raise TunesmithError(f"has {tracks:,} tracks, not 1 to {MOST_TRACKS:,}: check what it is")


def _check_notes(score: "ScoreTick") -> None:
    count = score.note_num()
    if count == 0:
        raise TunesmithError("has no notes: leave it out")
    if count > MOST_NOTES:
        raise TunesmithError(f"has {count:,} notes, over {MOST_NOTES:,}: split it into parts")
    for track in score.tracks:
        if not len(track.notes):
            continue
        notes = track.notes.numpy()
        onsets, durations = notes["time"].astype("int64"), notes["duration"].astype("int64")
        if onsets.min() < 0 or durations.min() < 0:
            raise TunesmithError("has notes at negative times: save it anew in the program it is from")
        if (onsets + durations).max() > LONGEST * score.ticks_per_quarter:
            raise TunesmithError(f"lasts over {LONGEST:,} quarter notes: cut it, or mend its times")


def _drop_impossible(score: "ScoreTick") -> None:
    """Leave out what no score states: real files have such events, and their notes are sound."""
    score.time_signatures.filter(
        lambda m: m.time >= 0 and 0 < m.numerator < 256 and m.denominator in _DENOMINATORS
    )
    score.key_signatures.filter(lambda k: k.time >= 0 and abs(k.key) <= 7 and k.tonality in (0, 1))
    score.tempos.filter(lambda t: t.time >= 0 and isfinite(t.qpm) and 1 <= t.qpm <= 10_000)
    score.markers.filter(lambda m: m.time >= 0)
