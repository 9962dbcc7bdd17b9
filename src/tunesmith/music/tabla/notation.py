"""Tabla as one of the notations. Each method loads only what it needs."""

from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING, NoReturn

from tunesmith.errors import TunesmithError
from tunesmith.music.problem import Problem
from tunesmith.music.tabla.check import check
from tunesmith.music.tabla.composition import Composition, Played, accent, moments
from tunesmith.music.tabla.hits import GE, KE, NA, RE, TE, TIN, TUN
from tunesmith.music.tabla.tala import known_tala
from tunesmith.music.tabla.text import read, write

if TYPE_CHECKING:
    from symusic.core import ScoreTick

# The key of each stroke on the drum channel: the hand drums of General MIDI that sound nearest.
KEYS = {NA: 60, TIN: 63, TUN: 64, TE: 62, RE: 61, GE: 41, KE: 37}
TICKS, MOST_TICKS = 480, 32767  # of a matra: the usual number, and the most that a MIDI file can say
BEST = 20160  # ticks where no number up to the most makes every stroke exact


class Tabla:
    """Tabla compositions. ``content`` is the text form that docs/tabla.md describes."""

    name = "tabla"

    def problems(self, content: str) -> list[Problem]:
        composition, found = read(content)
        return sorted({*found, *check(composition)})

    def score(self, content: str) -> "ScoreTick":
        """One drum track, a matra to a quarter note. A stroke lasts as long as its share of the bol."""
        from symusic.core import NoteTick, ScoreTick, TempoTick, TimeSignatureTick, TrackTick

        composition = self._sounding(content)
        tala = known_tala(composition.tala)
        played = composition.played()
        score = ScoreTick(ticks(played))
        score.tempos.append(TempoTick(0, composition.laya))
        if tala:
            score.time_signatures.append(TimeSignatureTick(0, tala.matras, 4))
        track = TrackTick("Tabla", 0, True)
        for note in played:
            struck = moments(note)
            for onset, strokes in struck:
                begun = round(onset * score.ticks_per_quarter)
                ended = round((onset + note.note.duration / len(struck)) * score.ticks_per_quarter)
                loudness = round(127 * accent(onset, tala))
                for stroke in strokes:
                    track.notes.append(NoteTick(begun, max(1, ended - begun), KEYS[stroke], loudness))
        score.tracks.append(track)
        return score

    def canonical(self, content: str) -> str:
        return write(read(content)[0])

    def timeline(self, content: str) -> list[tuple[float, float, str]]:
        """Seconds on, seconds off and id (``Composition.element_ids``) of every bol in the order played."""
        composition = self._sounding(content)
        beat = Fraction(60, composition.laya)
        return [
            (float(played.onset * beat), float((played.onset + played.note.duration) * beat), own)
            for played, own in zip(composition.played(), composition.element_ids(), strict=True)
            if played.note.bol
        ]

    def mei(self, content: str) -> str:
        _refuse("is not written in staff notation: ask for a bol chart (svg, pdf or html)")

    def musicxml(self, content: str) -> str:
        _refuse("is not written in staff notation: ask for a bol chart (svg, pdf or html)")

    def transpose(self, content: str, semitones: int) -> str:
        _refuse("has no key, so it cannot be transposed: leave --transpose out")

    def transpose_to(self, content: str, key: str) -> str:
        _refuse("has no key, so it cannot be transposed: leave --key out")

    def _sounding(self, content: str) -> Composition:
        """The composition, which must have a bol that can sound. Raises TunesmithError."""
        composition, _ = read(content)
        if not any(moments(played) for played in composition.played()):
            raise TunesmithError("no bol to play: write some, such as 'theme: dha dhin dhin dha'")
        return composition


def ticks(played: list[Played]) -> int:
    """So many to a matra that every stroke begins and ends on one, where a MIDI file can say that."""
    exact = 1
    for note in played:
        exact = lcm(exact, note.onset.denominator, note.note.duration.denominator)
        for onset, _ in moments(note):
            exact = lcm(exact, onset.denominator)
        if exact > MOST_TICKS:
            return BEST
    usual = lcm(exact, TICKS)
    return usual if usual <= MOST_TICKS else exact


def _refuse(why: str) -> NoReturn:
    raise TunesmithError(f"tabla {why}")
