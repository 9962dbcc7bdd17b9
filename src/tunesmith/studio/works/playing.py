"""A piece as sound, and when each of its notes is heard."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from tunesmith.api.outputs import OUTPUTS
from tunesmith.api.primer import with_pickup
from tunesmith.api.wishes import granted
from tunesmith.errors import TunesmithError
from tunesmith.music.notation import notation
from tunesmith.music.piece import Piece
from tunesmith.render.playing import Playing
from tunesmith.studio.works.reading import bars_of, bounded

if TYPE_CHECKING:
    from symusic.core import ScoreSecond, ScoreTick

    from tunesmith.render.audio import Audio

HIGH, LOW = 76, 77  # wood blocks of General MIDI: the first beat of a bar, and the others
LOUD, SOFT = 112, 84  # velocities
COUNTED = 0.5  # of full scale: a count-in is not louder than the music

Notes = Sequence[tuple[float, float, str]]  # seconds on, seconds off, id


def _wish(name: str) -> Any:
    """A field of a Playing, as it stands there."""
    return Playing.model_fields[name]


class Hearing(BaseModel):
    """How the studio plays a piece: what a Playing says, but for files, and what helps to play along."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    instrument: str | None = _wish("instrument")
    tempo: float | None = _wish("tempo")
    swing: float = _wish("swing")
    drone: bool = _wish("drone")
    click: bool = _wish("click")
    sa: str | None = _wish("sa")
    metronome: bool = Field(False, description="A wood block on every beat.")
    count_in: bool = Field(False, description="A bar of beats before it begins.")

    @property
    def given(self) -> list[str]:
        """What was asked for."""
        return [
            name for name, field in type(self).model_fields.items() if getattr(self, name) != field.default
        ]

    @property
    def playing(self) -> Playing:
        return Playing(**self.model_dump(exclude={"metronome", "count_in"}))


def play(name: str, content: str, wishes: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """``sound``: a FLAC file, and its ``seconds``; ``notes``: (on, off, id) in seconds from its beginning;
    ``bars``: (second, number) of every bar that is played, where the notation has numbers.

    Raises TunesmithError for wishes that cannot be, and music that cannot be played.
    """
    from tunesmith.render.audio import encode

    hearing = granted(Hearing, wishes)
    idle = [wish for wish in hearing.given if wish not in heard_in(name)]
    if idle:
        raise TunesmithError(f"{', '.join(idle)} cannot be heard in {name}: leave it out")
    audio, notes = _heard(name, bounded(content), hearing)
    yield {
        "sound": encode(audio, "flac"),
        "seconds": audio.seconds,
        "notes": notes,
        "bars": _bars(name, content, notes),
    }


def heard_in(name: str) -> list[str]:
    """The wishes of a Hearing that do something to music in that notation."""
    helps = () if name == "tabla" else ("metronome", "count_in")  # tabla has the bell on its sams
    return [wish for wish in Hearing.model_fields if wish in OUTPUTS[name].HEARD or wish in helps]


def _heard(name: str, content: str, hearing: Hearing) -> "tuple[Audio, Notes]":
    notes: Notes = notation(name).timeline(content)
    if name == "tabla":  # counts with its own bell, and is no score
        piece = Piece("", "", name, content, "")
        notes = _at_tempo(notes, content, hearing.tempo)
        return OUTPUTS[name].sounding(piece, hearing.playing), notes
    from tunesmith.render.audio import Audio, synthesize

    score = with_pickup(content) if name == "abc" else notation(name).score(content)
    played = hearing.playing.of(_with_probe(score, notes))
    notes = _taken(played, notes)
    if hearing.metronome:
        played = _with_clicks(played)
    audio = synthesize(played)
    if not hearing.count_in:
        return audio, notes
    before = _count_in(played)
    late = len(before.samples) / before.rate
    sound = Audio(np.concatenate([before.samples, audio.samples]), audio.rate)
    return sound, [(on + late, off + late, note) for on, off, note in notes]


def _at_tempo(notes: Notes, content: str, tempo: float | None) -> Notes:
    """The timeline of a tabla composition in another laya."""
    from tunesmith.music.tabla.text import read

    laya = read(content)[0].laya
    ratio = 1.0 if tempo is None else laya / round(tempo)
    return [(on * ratio, off * ratio, note) for on, off, note in notes]


def _with_probe(score: "ScoreTick", notes: Notes) -> "ScoreTick":
    """With a silent part that sounds when the notes of the timeline do: it tells where a change of tempo or
    swing moves them.
    """
    from symusic.core import NoteSecond, TrackSecond

    timed = cast("ScoreSecond", score.to("second"))
    probe = TrackSecond("probe")
    for on, off, _ in notes:
        probe.notes.append(NoteSecond(on, max(off - on, 1e-3), 60, 1))
    timed.tracks.append(probe)
    return cast("ScoreTick", timed.to("tick"))


def _taken(score: "ScoreTick", notes: Notes) -> Notes:
    """The timeline as the probe has it, which is taken out of the score."""
    timed = cast("ScoreSecond", score.to("second"))
    found = [(note.time, note.time + note.duration) for note in timed.tracks[-1].notes]
    del score.tracks[-1]
    return [(on, off, note) for (on, off), (_, _, note) in zip(found, notes, strict=True)]


def _with_clicks(score: "ScoreTick") -> "ScoreTick":
    """With a wood block on every beat."""
    from symusic.core import NoteTick, TrackTick

    from tunesmith.music.midi.meters import measures

    score = score.copy()
    clicks = TrackTick("metronome", 0, True)
    for measure in measures(score):
        beat = _beat(score, measure.meter)
        for tick in range(measure.onset, measure.end, beat):
            first = tick == measure.onset and not measure.position
            clicks.notes.append(NoteTick(tick, beat // 4, HIGH if first else LOW, LOUD if first else SOFT))
    score.tracks.append(clicks)
    return score


def _count_in(score: "ScoreTick") -> "Audio":
    """A bar of beats in the tempo in which the score begins, then those before a pickup."""
    from symusic.core import NoteTick, ScoreTick, TempoTick, TrackTick

    from tunesmith.music.midi.meters import measures
    from tunesmith.render.audio import Audio, synthesize

    measure = measures(score)[0]
    beat, end = _beat(score, measure.meter), measure.full + measure.position
    tempo = min(score.tempos, key=lambda one: one.time, default=None)
    quarters = tempo.qpm if tempo else 120.0
    bar, clicks = ScoreTick(score.ticks_per_quarter), TrackTick("count-in", 0, True)
    bar.tempos.append(TempoTick(0, quarters))
    for tick in range(0, end, beat):
        clicks.notes.append(NoteTick(tick, beat // 4, LOW if tick % measure.full else HIGH, LOUD))
    bar.tracks.append(clicks)
    audio = synthesize(bar)
    samples = np.zeros((round(60 / quarters * end / score.ticks_per_quarter * audio.rate), 2), np.float32)
    heard = audio.samples[: len(samples)]
    samples[: len(heard)] = COUNTED * heard
    return Audio(samples, audio.rate)


def _beat(score: "ScoreTick", meter: tuple[int, int]) -> int:
    """Ticks: three eighths in 6/8, 9/8 and 12/8, else the lower number of the metre."""
    beat = score.ticks_per_quarter * 4 // meter[1]
    return 3 * beat if meter[1] == 8 and meter[0] % 3 == 0 and meter[0] > 3 else beat


def _bars(name: str, content: str, notes: Notes) -> list[tuple[float, int]]:
    """When each bar begins, as often as it is played."""
    numbers = _numbers(name, content)
    begun: list[tuple[float, int]] = []
    for on, _, note in notes:
        number = numbers.get(note)
        if number is not None and (not begun or begun[-1][1] != number):
            begun.append((on, number))
    return begun


@lru_cache(maxsize=8)
def _numbers(name: str, content: str) -> dict[str, int]:
    return {note: bar["number"] for bar in bars_of(name, content) for note in bar["notes"]}
