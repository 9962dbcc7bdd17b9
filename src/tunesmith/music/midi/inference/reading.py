"""What a file of events does not say: its grid, metre, pickup and key. Every guess is told in a sentence."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from tunesmith.errors import TunesmithError
from tunesmith.music.key import Key, parse_key
from tunesmith.music.meter import parse_meter
from tunesmith.music.midi.inference.bars import Bar, Signature, bar_length, bars
from tunesmith.music.midi.inference.grid import GRIDS, quantize
from tunesmith.music.midi.inference.key import agreement, find_key, histogram, stated
from tunesmith.music.midi.inference.meter import METERS, Line, find_beat

if TYPE_CHECKING:
    from symusic.core import ScoreTick

_MOST_NOTES = 100_000
_MOST_TEMPOS = 12
_TRUST = 0.6  # how sure a pickup has to be that the file does not state
_WRONG = 0.2  # nats a quarter note by which another key must be likelier than a stated C major


class Sound(NamedTuple):
    """A note on the grid. Onset and end are in quarter notes from the beginning of the page."""

    onset: Fraction
    end: Fraction
    pitch: int
    velocity: int
    heard: tuple[float, float]  # when it really sounds, in quarter notes of the score


@dataclass(frozen=True, slots=True)
class Part:
    """A track."""

    name: str
    program: int
    drums: bool
    sounds: tuple[Sound, ...]  # by onset, the highest first

    @property
    def line(self) -> Line:
        return [(sound.onset, sound.end, sound.pitch, sound.velocity) for sound in self.sounds]


@dataclass(frozen=True, slots=True)
class Reading:
    """Music in bars. Times are in quarter notes from the beginning of the page."""

    parts: tuple[Part, ...]
    bars: tuple[Bar, ...]
    keys: tuple[tuple[Fraction, Key], ...]  # the first at 0
    tempos: tuple[tuple[Fraction, float], ...]  # quarter notes a minute
    fermatas: frozenset[Fraction]
    pickup: Fraction
    inferences: tuple[str, ...]


def read_score(
    score: "ScoreTick",
    *,
    key: str | None = None,
    meter: str | None = None,
    pickup: str | None = None,
    grid: int | None = None,
) -> Reading:
    """Bring a score to bars. What is given goes before what the file states, and that before inference.

    ``key`` is as in ABC (D, F#m, Ador), ``meter`` a fraction (6/8), ``pickup`` a part of a whole note (1/8,
    or 0 for none), ``grid`` the parts of a whole note that notes begin on (16, 24 ...). Raises
    TunesmithError for values that are none of these, and for music too long to be written down.
    """
    tracks = [track for track in score.tracks if len(track.notes)]
    if sum(len(track.notes) for track in tracks) > _MOST_NOTES:
        raise TunesmithError(
            f"more than {_MOST_NOTES:,} notes are too many to be written down: cut the music"
        )
    said: list[str] = []
    parts = _parts(score, tracks, _grid(grid), said)
    times = _Times(score, parts)
    meters, ahead = times.meters(_meter(meter), _pickup(pickup), said)
    parts = [_moved(part, times.start) for part in parts]
    finish = max((sound.end for part in parts for sound in part.sounds), default=Fraction(0))
    found = bars(meters, ahead, finish)
    return Reading(
        tuple(parts), tuple(found), tuple(_keys(score, parts, times.start, key, said)),
        tuple(_tempos(score, times.start, said)),
        frozenset(_snap(Fraction(mark.time, score.ticks_per_quarter)) - times.start
                  for mark in score.markers if mark.text.strip() == "fermata"),
        ahead, tuple(said),
    )  # fmt: skip


def _grid(grid: int | None) -> int | None:
    if grid is not None and grid not in GRIDS:
        raise TunesmithError(f"no grid of {grid} parts: choose from {', '.join(map(str, GRIDS))}")
    return grid


def _meter(text: str | None) -> Signature | None:
    if text is None:
        return None
    meter = parse_meter(text)
    if meter is None or meter.length is None or not 0 < meter.numerator < 100 or meter.denominator > 64:
        raise TunesmithError(f"“{text}” is not a metre: write a fraction such as 6/8")
    return meter.numerator, meter.denominator


def _pickup(text: str | None) -> Fraction | None:
    if text is None:
        return None
    try:
        value = 4 * Fraction(text)
    except (ValueError, ZeroDivisionError):
        value = Fraction(-1)
    if not 0 <= value < 16 or value.denominator > 16:
        raise TunesmithError(f"“{text}” is not a pickup: write its length, such as 1/8, or 0 for none")
    return value


def _parts(score: "ScoreTick", tracks: Sequence, grid: int | None, said: list[str]) -> list[Part]:  # type: ignore[type-arg]
    """Every track on the grid, all of them with one."""
    tpq = score.ticks_per_quarter
    raw = [[(note.time, note.time + max(1, note.duration), note.pitch, note.velocity) for note in track.notes]
           for track in tracks]  # fmt: skip
    result = quantize([(on, off) for notes in raw for on, off, _, _ in notes], tpq, grid)
    if raw:
        said.append(result.sentence)
    times, parts = iter(result.times), []
    for track, notes in zip(tracks, raw, strict=True):
        found: dict[tuple[Fraction, int], Sound] = {}
        for on, off, pitch, velocity in notes:
            onset, end = next(times)
            before = found.get((onset, pitch))
            if before is None or before.end < end:
                found[onset, pitch] = Sound(onset, end, pitch, velocity, (on / tpq, off / tpq))
        sounds = sorted(found.values(), key=lambda sound: (sound.onset, -sound.pitch))
        parts.append(Part(track.name.strip(), track.program, track.is_drum, tuple(_apart(sounds))))
    return parts


def _apart(sounds: Sequence[Sound]) -> Iterable[Sound]:
    """A note ends where its own pitch comes again."""
    following: dict[int, Fraction] = {}
    kept = []
    for sound in reversed(sounds):
        end = min(sound.end, following.get(sound.pitch, sound.end))
        following[sound.pitch] = sound.onset
        kept.append(sound._replace(end=end))
    return reversed(kept)


def _moved(part: Part, start: Fraction) -> Part:
    if not start:
        return part
    sounds = (sound._replace(onset=sound.onset - start, end=sound.end - start) for sound in part.sounds)
    return Part(part.name, part.program, part.drums, tuple(sounds))


class _Times:
    """Where bars begin."""

    def __init__(self, score: "ScoreTick", parts: Sequence[Part]) -> None:
        tpq = score.ticks_per_quarter
        stated = {meter.time: (meter.numerator, meter.denominator) for meter in score.time_signatures}
        self.stated = [(_snap(Fraction(time, tpq)), stated[time]) for time in sorted(stated)]
        self.parts = parts
        self.first = min((sound.onset for part in parts for sound in part.sounds), default=Fraction(0))
        self.start = Fraction(0)  # what is before it is left out

    def meters(
        self, meter: Signature | None, pickup: Fraction | None, said: list[str]
    ) -> tuple[list[tuple[Fraction, Signature]], Fraction]:
        """The metres and the pickup. Sets ``start``: silence before the music is not written."""
        meters = self.stated
        convention = self._stated_pickup()
        if convention and meter is None and pickup is None:
            said += [f"metre: {_named(meters[1][1])}, as the file states",
                     f"pickup: {_whole(convention)}, as the file states"]  # fmt: skip
            return [(Fraction(0), meters[1][1]), *meters[2:]], convention
        if convention:
            meters = [(Fraction(0), meters[1][1]), *meters[2:]]
        told = "as you say" if meter else "as the file states"
        if meter is not None:
            meters = [(Fraction(0), meter)]
        if not meters:
            self.start = self.first
            beat = find_beat(self._lines(), METERS)
            if beat is None:
                said.append("metre: 4/4, for want of notes to tell")
                return [(Fraction(0), (4, 4))], pickup or Fraction(0)
            said.append(f"metre: {_named(beat.meter)}, by its accents and what comes again, {beat.sure:.2f}")
            ahead = beat.pickup if pickup is None else pickup
            said.append(_pickup_sentence(ahead, "by accents" if pickup is None else "as you say"))
            return [(Fraction(0), beat.meter)], min(ahead, bar_length(beat.meter) - Fraction(1, 16))
        said += [f"metre: {', '.join(_named(m) for m in dict.fromkeys(m for _, m in meters))}, {told}"]
        return self._with_pickup(meters, pickup, said)

    def _stated_pickup(self) -> Fraction:
        """A first metre that lasts for one bar, shorter than the next metre's, is a pickup."""
        if len(self.stated) < 2 or self.stated[0][0]:
            return Fraction(0)
        length = bar_length(self.stated[0][1])
        return length if self.stated[1][0] == length < bar_length(self.stated[1][1]) else Fraction(0)

    def _with_pickup(
        self, meters: list[tuple[Fraction, Signature]], pickup: Fraction | None, said: list[str]
    ) -> tuple[list[tuple[Fraction, Signature]], Fraction]:
        if meters[0][0]:
            meters = [(Fraction(0), (4, 4)), *meters]
        full = bar_length(meters[0][1])
        if pickup is not None:
            self.start = self.first
            ahead = min(pickup, full - Fraction(1, 16))
            said.append(_pickup_sentence(ahead, "as you say"))
        else:
            silent = (
                self.first // full * full if len(meters) == 1 or self.first < meters[1][0] else Fraction(0)
            )
            rest = self.first - silent
            ahead = Fraction(0)
            self.start = silent
            if rest >= full / 2:
                self.start, ahead = self.first, full - rest
                said.append(_pickup_sentence(ahead, "because the music begins late in a bar"))
            elif len(meters) == 1 and not rest:
                beat = find_beat(self._lines(), [meters[0][1]], stated=True)
                if beat is not None and beat.pickup and beat.sure >= _TRUST:
                    ahead = beat.pickup
                    said.append(_pickup_sentence(ahead, f"by accents, {beat.sure:.2f}"))
        if self.start:
            said.append(f"silence: {float(self.start):g} quarter notes before the music are left out")
        moved = [(max(Fraction(0), onset - self.start), meter) for onset, meter in meters]
        return moved, ahead

    def _lines(self) -> list[Line]:
        """The tracks that tell most of the metre: all but the drums, unless there is nothing else."""
        parts = [part for part in self.parts if not part.drums] or list(self.parts)
        return [_moved(part, self.start).line for part in parts if len(part.sounds) >= 4][:8]


def _keys(
    score: "ScoreTick", parts: Sequence[Part], start: Fraction, wanted: str | None, said: list[str]
) -> list[tuple[Fraction, Key]]:
    """Keys and where they begin."""
    if wanted is not None:
        key, complaint = parse_key(wanted)
        if key is None or complaint:
            raise TunesmithError(complaint or f"“{wanted}” is not a key: write D, F#m or Ador")
        said.append(f"key: {_key_name(key)}, as you say")
        return [(Fraction(0), key)]
    changes = {change.time: stated(change.key, bool(change.tonality)) for change in score.key_signatures}
    tpq = score.ticks_per_quarter
    keys = [(max(Fraction(0), _snap(Fraction(time, tpq)) - start), changes[time]) for time in sorted(changes)]
    pitched = [part for part in parts if not part.drums]
    found = histogram((s.pitch, float(s.end - s.onset)) for part in pitched for s in part.sounds)
    last = _last(pitched)
    modes = ("major", "minor", "dorian", "mixolydian") if len(pitched) == 1 else ("major", "minor")
    best, sure = find_key(found, last, modes)
    if not keys:
        said.append(f"key: {_key_name(best)}, by profile, {sure:.2f}")
        return [(Fraction(0), best)]
    first = keys[0][1]
    default = len({key.name for _, key in keys}) == 1 and first.name == "C"
    if default and best.fifths and agreement(found, best) > agreement(found, first) + _WRONG:
        said.append(
            f"key: {_key_name(best)}, by profile, {sure:.2f}; the file states C major, "
            "as files do that know no key"
        )
        return [(Fraction(0), best)]
    said.append(f"key: {', '.join(dict.fromkeys(_key_name(key) for _, key in keys))}, as the file states")
    return [(Fraction(0), first), *keys[1:]] if keys[0][0] == 0 else [(Fraction(0), first), *keys]


def _last(parts: Sequence[Part]) -> int | None:
    """The pitch class that the music ends on: the lowest of what ends last."""
    sounds = [sound for part in parts for sound in part.sounds]
    if not sounds:
        return None
    end = max(sound.end for sound in sounds)
    return min(sound.pitch for sound in sounds if sound.end == end) % 12


def _tempos(score: "ScoreTick", start: Fraction, said: list[str]) -> list[tuple[Fraction, float]]:
    tpq = score.ticks_per_quarter
    changes = {tempo.time: tempo.qpm for tempo in score.tempos}
    found: list[tuple[Fraction, float]] = []
    for time in sorted(changes):
        onset = max(Fraction(0), _snap(Fraction(time, tpq)) - start)
        if found and found[-1][0] == onset:
            found.pop()
        if not found or abs(found[-1][1] - changes[time]) > 0.5:
            found.append((onset, changes[time]))
    if len(found) > _MOST_TEMPOS:
        said.append(f"tempo: {len(found)} changes; only the first is written")
        return found[:1]
    return found


def _snap(time: Fraction) -> Fraction:
    return round(time * 16) * Fraction(1, 16) if time.denominator > 24 else time


def _named(meter: Signature) -> str:
    return f"{meter[0]}/{meter[1]}"


def _whole(quarters: Fraction) -> str:
    return str(quarters / 4)


def _pickup_sentence(pickup: Fraction, reason: str) -> str:
    return f"pickup: {_whole(pickup) if pickup else 'none'}, {reason}"


def _key_name(key: Key) -> str:
    return f"{key.tonic} {key.mode}" if key.mode else key.name
