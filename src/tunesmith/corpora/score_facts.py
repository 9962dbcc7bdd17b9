"""What a corpus of scores holds, in numbers."""

from array import array
from collections import Counter
from dataclasses import asdict, dataclass
from statistics import median
from typing import TYPE_CHECKING, Any

from tunesmith.corpora.corpus import Corpus
from tunesmith.music.key import spell
from tunesmith.music.midi.meters import measures
from tunesmith.music.midi.text import read

if TYPE_CHECKING:
    from symusic.core import ScoreTick


@dataclass(frozen=True, slots=True)
class ScoreFacts:
    """What ``tunesmith corpora show`` tells of scores beside what it tells of every corpus."""

    notes: int
    instruments: dict[str, int]  # General MIDI program, or drums -> pieces that have it
    voices_at_once: float  # that sound, on average, where any does
    most_voices: int
    bars: tuple[int, float, int]  # fewest, median, most
    seconds: tuple[float, float, float]
    tempos: dict[str, int]  # quarter notes a minute, rounded to ten -> pieces that begin so
    meters: dict[str, int]  # -> pieces that begin in it
    keys: dict[str, int]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def describe_scores(corpus: Corpus) -> ScoreFacts:
    """Reads every piece, one after the other: some milliseconds each."""
    notes = area = time = most = 0
    bars, seconds = array("l"), array("d")
    counts = {name: Counter[str]() for name in ("instruments", "tempos", "meters", "keys")}
    for piece in corpus.pieces:
        score = read(piece.content)
        notes += score.note_num()
        own_area, own_time, own_most = _voices(score)
        area, time, most = area + own_area, time + own_time, max(most, own_most)
        bars.append(len(measures(score)))
        seconds.append(float(score.to("second").end()))  # type: ignore[attr-defined]
        counts["instruments"].update(_instruments(score))
        counts["tempos"][_tempo(score)] += 1
        counts["meters"][_meter(score)] += 1
        counts["keys"][_key(score)] += 1
    return ScoreFacts(
        notes=notes,
        voices_at_once=area / max(1, time),
        most_voices=most,
        bars=(min(bars), median(bars), max(bars)),
        seconds=(min(seconds), median(seconds), max(seconds)),
        **{name: dict(counter.most_common()) for name, counter in counts.items()},
    )


def _voices(score: "ScoreTick") -> tuple[int, int, int]:
    """Ticks of all notes together, ticks in which any sounds, and how many sound at most."""
    changes = Counter[int]()
    for track in score.tracks:
        for note in track.notes:
            changes[note.time] += 1
            changes[note.end] -= 1
    area = time = most = now = before = 0
    for moment in sorted(changes):
        area, time = area + now * (moment - before), time + (moment - before) * (now > 0)
        now, before = now + changes[moment], moment
        most = max(most, now)
    return area, time, most


def _instruments(score: "ScoreTick") -> set[str]:
    return {"drums" if track.is_drum else f"program {track.program}" for track in score.tracks}


def _tempo(score: "ScoreTick") -> str:
    return f"{round(score.tempos[0].qpm, -1):.0f}" if len(score.tempos) else "not stated"  # played as 120


def _meter(score: "ScoreTick") -> str:
    first = measures(score)[0].meter
    return f"{first[0]}/{first[1]}"


def _key(score: "ScoreTick") -> str:
    if not len(score.key_signatures):
        return "not stated"
    key = score.key_signatures[0]
    return f"{spell(key.key + 3)} minor" if key.tonality else f"{spell(key.key)} major"
