"""What a corpus of scores holds, in numbers."""

from collections import Counter
from collections.abc import Iterable
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
    """Reads every piece: some milliseconds each."""
    scores = [read(piece.content) for piece in corpus.pieces]
    sounding = [_voices(score) for score in scores]
    bars = [len(measures(score)) for score in scores]
    seconds = [float(score.to("second").end()) for score in scores]  # type: ignore[attr-defined]
    return ScoreFacts(
        notes=sum(score.note_num() for score in scores),
        instruments=_counts(name for score in scores for name in _instruments(score)),
        voices_at_once=sum(area for area, _, _ in sounding) / max(1, sum(time for _, time, _ in sounding)),
        most_voices=max((most for _, _, most in sounding), default=0),
        bars=(min(bars), median(bars), max(bars)),
        seconds=(min(seconds), median(seconds), max(seconds)),
        tempos=_counts(_tempo(score) for score in scores),
        meters=_counts(_meter(score) for score in scores),
        keys=_counts(_key(score) for score in scores),
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


def _counts(values: Iterable[str]) -> dict[str, int]:
    return dict(Counter(values).most_common())
