"""Hearing what we played: twenty tunes of one line, five of each collection, on three instruments."""

import random
import tempfile
import time
from collections.abc import Iterator
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from statistics import mean
from typing import TYPE_CHECKING, Any

from benchmarks.bench import Bench
from tunesmith.errors import TunesmithError
from tunesmith.evaluation.transcription import note_f1
from tunesmith.files import write_atomic
from tunesmith.hearing.backends import hear
from tunesmith.hearing.listen import listen
from tunesmith.music.abc.book import split_book
from tunesmith.music.notation import notation
from tunesmith.music.text_file import read_text
from tunesmith.render.audio import encode, synthesize
from tunesmith.render.playing import Playing

if TYPE_CHECKING:
    from symusic.core import ScoreTick

COLLECTIONS = ("oneills1850", "ryansMammoth", "airdsAirs", "essenFolksong")
INSTRUMENTS = ("violin", "flute", "acoustic grand piano")
EACH, SEED = 5, 7  # other tunes (seed 1) were looked at while this was built
SHORTEST, LONGEST, FEWEST = 10.0, 60.0, 20  # seconds, seconds, notes


def measure(bench: Bench) -> dict[str, Any]:
    """Note F1 (onset within 50 ms, same semitone), and how often the tempo is found."""
    scores, in_time, seconds, minutes = dict[str, list[float]](), list[float](), 0.0, 0.0
    with tempfile.TemporaryDirectory() as folder:
        sound = Path(folder) / "tune.wav"
        for score in tunes():
            for instrument in INSTRUMENTS:
                played = Playing(instrument=instrument).of(score)
                audio = synthesize(played)
                write_atomic(sound, encode(audio, "wav"))
                began = time.perf_counter()
                heard = hear(sound)
                seconds += time.perf_counter() - began
                minutes += audio.seconds / 60
                notes = [(note.time, note.pitch) for note in played.to("second").tracks[0].notes]
                f1 = note_f1(notes, [(note.onset, note.pitch) for note in heard])
                scores.setdefault(instrument, []).append(f1)
                in_time.append(_in_time(listen(sound), score))
    return {
        "note F1": {name: mean(found) for name, found in scores.items()},
        "note F1, mean of all": mean(mean(found) for found in scores.values()),
        "note F1, lowest": min(min(found) for found in scores.values()),
        "tempo is the score's, its half or its double": mean(in_time),
        "seconds per minute of sound": seconds / minutes,
    }


def tunes(seed: int = SEED, each: int = EACH) -> Iterator["ScoreTick"]:
    """Scores of tunes of the collections in music21, drawn at random, that never sound two notes at once."""
    package = find_spec("music21")
    assert package is not None
    assert package.origin is not None
    chance = random.Random(seed)
    for name in COLLECTIONS:
        files = sorted((Path(package.origin).parent / "corpus" / name).rglob("*.abc"))
        texts = [tune.text for file in files for tune in split_book(read_text(file)).tunes]
        chance.shuffle(texts)
        left = each
        for text in texts:
            score = _score(text)
            if left and score is not None and _is_melody(score):
                left -= 1
                yield score
            if not left:
                break


def _score(text: str) -> "ScoreTick | None":
    try:
        return notation("abc").score(text)
    except TunesmithError:
        return None


def _is_melody(score: "ScoreTick") -> bool:
    if len(score.tracks) != 1 or score.note_num() < FEWEST:
        return False
    notes = sorted(score.tracks[0].notes, key=lambda note: note.time)
    apart = all(a.time + a.duration <= b.time for a, b in pairwise(notes))
    return apart and SHORTEST < score.to("second").end() <= LONGEST


def _in_time(heard: "ScoreTick", score: "ScoreTick") -> bool:
    ratio = heard.tempos[0].qpm / score.tempos[0].qpm
    return any(abs(ratio / simple - 1) < 0.01 for simple in (0.5, 1, 2))
