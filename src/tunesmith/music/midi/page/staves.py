"""On which staves, and in which voices, the tracks of a score are written."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from tunesmith.music.midi.inference.reading import Part as Track
from tunesmith.music.midi.inference.reading import Sound
from tunesmith.music.midi.page.sheet import Part, Staff
from tunesmith.music.midi.page.voices import Voice, hands, hits, one_voice, separate

_MIDDLE = 60
_CHORALE = ("soprano", "alto", "tenor", "bass")
_RANGES = ((55, 86), (48, 79), (43, 74), (33, 68))  # that four unnamed voices keep as a choir does
_WIDE = 28  # semitones that one staff does not hold well
_KEYBOARDS = range(24)  # General MIDI programs: pianos, chromatic percussion, organs


@dataclass(frozen=True, slots=True)
class Arrangement:
    parts: tuple[Part, ...]
    voices: tuple[tuple[Voice, ...], ...]  # of every staff, the upper first
    said: tuple[str, ...]
    choir: bool = False  # every voice has its own rests


def arrange(tracks: Sequence[Track]) -> Arrangement:
    """A chorale on two staves; else a part for every track, on two staves where one does not hold it."""
    if _is_chorale(tracks):
        voices = [one_voice(track.sounds) for track in tracks]
        part = Part("", tracks[0].program, (Staff("treble"), Staff("bass")))
        sentence = "staves: four voices on two, as chorales are written"
        return Arrangement((part,), ((voices[0], voices[1]), (voices[2], voices[3])), (sentence,), choir=True)
    parts: list[Part] = []
    found: list[tuple[Voice, ...]] = []
    said: list[str] = []
    for track in tracks:
        staves, lines, shortened = _staves(track)
        name = track.name or f"Part {len(parts) + 1}" * (len(tracks) > 1)
        if len(staves) == 2:
            said.append(f"staves: {name or 'the music'} on two, for two hands")
        if shortened:
            said.append(
                f"voices: {shortened} notes of {name or 'the music'} are shortened, that more may sound"
            )
        if _joins(track, parts, staves, tracks):
            parts[-1] = Part("", track.program, (*parts[-1].staves, *staves))
        else:
            parts.append(Part(name, track.program, tuple(staves), track.drums))
        found += map(tuple, lines)
    if len(parts) == 1:
        parts = [Part("", parts[0].program, parts[0].staves, parts[0].drums)]
    return Arrangement(tuple(parts), tuple(found), tuple(said))


def _is_chorale(tracks: Sequence[Track]) -> bool:
    """Four tracks of one voice each, named as those of a choir, or in its ranges and of one sound."""
    if len(tracks) != 4 or any(track.drums or not _is_line(track) for track in tracks):
        return False
    if all(track.name.lower().startswith(name[:4]) for track, name in zip(tracks, _CHORALE, strict=True)):
        return True
    middles = [median(sound.pitch for sound in track.sounds) for track in tracks]
    kept = all(low <= min(pitches) and max(pitches) <= high for (low, high), pitches in zip(
        _RANGES, ([sound.pitch for sound in track.sounds] for track in tracks), strict=True))  # fmt: skip
    return kept and middles == sorted(middles, reverse=True) and len({track.program for track in tracks}) == 1


def _is_line(track: Track) -> bool:
    """Whether no two of its notes sound together."""
    ends = (sound.end for sound in track.sounds)
    return all(end <= after.onset for end, after in zip(ends, track.sounds[1:], strict=False))


def _staves(track: Track) -> tuple[list[Staff], list[list[Voice]], int]:
    """The staves of a track, the voices of each, and how many notes were shortened."""
    sounds = track.sounds
    if track.drums:
        return [Staff("percussion")], [[hits(sounds)]], 0
    if _is_line(track):
        return [Staff(_clef(sounds))], [[one_voice(sounds)]], 0
    pitches = sorted(sound.pitch for sound in sounds)
    low, high = pitches[len(pitches) // 50], pitches[-1 - len(pitches) // 50]
    wide = high - low > _WIDE or track.program in _KEYBOARDS
    if wide and low < _MIDDLE - 5 and high > _MIDDLE + 3:
        right, left = hands(sounds)
        if right and left:
            (upper, some), (lower, more) = separate(right), separate(left)
            return [Staff("treble"), Staff("bass")], [upper, lower], some + more
    voices, shortened = separate(sounds)
    return [Staff(_clef(sounds))], [voices], shortened


def _clef(sounds: Sequence[Sound]) -> str:
    middle = median(sound.pitch for sound in sounds)
    return "treble" if middle >= _MIDDLE - 3 else "bass"


def _joins(track: Track, parts: Sequence[Part], staves: Sequence[Staff], tracks: Sequence[Track]) -> bool:
    """Whether a track is the other hand of the one before it: two tracks of one keyboard, and no others."""
    keyboards = [one for one in tracks if not one.drums and one.program == track.program]
    together = len(keyboards) == 2 and keyboards[1] is track and track.program in _KEYBOARDS
    return together and bool(parts) and tracks[list(map(id, tracks)).index(id(track)) - 1] is keyboards[0] \
        and len(parts[-1].staves) == len(staves) == 1 and parts[-1].staves[0].clef == "treble"  # fmt: skip
