"""The melody of a score as readable ABC."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import groupby
from statistics import mean
from typing import TYPE_CHECKING, NamedTuple

from tunesmith.errors import TunesmithError
from tunesmith.music.abc.canonical import write
from tunesmith.music.abc.parser import parse
from tunesmith.music.key import SIGNS, Key
from tunesmith.music.midi.inference.bars import bar_length
from tunesmith.music.midi.page.rhythm import compound
from tunesmith.music.midi.page.sheet import Event, Head, Measure, Sheet, Signature, Tuplet
from tunesmith.music.midi.page.transcribe import transcribe

if TYPE_CHECKING:
    from symusic.core import ScoreTick

_BARS_A_LINE = 4
_SHORT = Fraction(1, 4)  # quarter notes: of notes as short as sixteenths, or shorter
_MANY = 0.6  # how many of them make the sixteenth the unit
_TEMPOS = (20.0, 900.0)  # quarter notes a minute that a tempo field states


InForce = dict[object, int]  # a step, or a step and an octave -> the alteration last written in this bar


class Written(NamedTuple):
    abc: str
    inferences: tuple[str, ...]


def to_abc(
    score: "ScoreTick",
    *,
    key: str | None = None,
    meter: str | None = None,
    pickup: str | None = None,
    grid: int | None = None,
    track: int | None = None,
    title: str = "",
) -> Written:
    """One voice of a score as an ABC tune, and a sentence for everything that the score does not say.

    ``track`` counts from 1 among the tracks that have notes; without it the highest on average is taken,
    and of several voices in it the upper. Repeats stay played out. Raises TunesmithError for a score without
    notes or such a track, and as ``transcribe`` does.
    """
    melody, number, tracks = _melody(score, track)
    done = transcribe(melody, key=key, meter=meter, pickup=pickup, grid=grid, title=title)
    said = list(done.inferences)
    if tracks > 1:
        reason = "as you say" if track is not None else "the highest"
        said.append(f"track: {number} of {tracks}, {reason}; ABC is written of one voice")
    sheet = done.sheet
    if len(sheet.staves) > 1 or any(
        len(voices) > 1 for measure in sheet.measures for voices in measure.staves
    ):
        said.append("voices: only the upper is written")
    text = "\n".join([*_header(sheet), *_body(sheet), ""])
    return Written(write(parse(text)), tuple(said))


def _melody(score: "ScoreTick", track: int | None) -> tuple["ScoreTick", int, int]:
    """The score with one track, the number of that track, and how many there were."""
    numbers = [index for index, one in enumerate(score.tracks) if len(one.notes)]
    if not numbers:
        raise TunesmithError("the music has no notes: there is nothing to write as ABC")
    if track is not None and not 1 <= track <= len(numbers):
        raise TunesmithError(f"there is no track {track}: the music has {len(numbers)}, counted from 1")
    if track is None:
        pitched = [n for n in range(len(numbers)) if not score.tracks[numbers[n]].is_drum]
        if not pitched:
            raise TunesmithError(
                "there are only drums, and ABC has no sign for them: write .musicxml or .svg"
            )
        heights = {n: mean(note.pitch for note in score.tracks[numbers[n]].notes) for n in pitched}
        track = max(heights, key=lambda n: heights[n]) + 1
    chosen = score.copy()
    kept = chosen.tracks[numbers[track - 1]].copy()
    while len(chosen.tracks):
        chosen.tracks.pop()
    chosen.tracks.append(kept)
    return chosen, track, len(numbers)


def _header(sheet: Sheet) -> Iterator[str]:
    first = sheet.measures[0]
    yield "X:1"
    yield f"T:{sheet.title or 'Untitled'}"
    yield f"M:{first.meter[0]}/{first.meter[1]}"
    yield f"L:{_unit(sheet)}"
    if first.tempo is not None and _TEMPOS[0] <= first.tempo <= _TEMPOS[1]:
        yield _tempo(first.tempo, first.meter)
    yield f"K:{first.key.name}"


def _unit(sheet: Sheet) -> Fraction:
    """An eighth, or a sixteenth where most notes are as short."""
    lengths = [event.duration for event in _events(sheet) if event.heads]
    short = sum(length <= _SHORT for length in lengths)
    return Fraction(1, 16) if lengths and short >= _MANY * len(lengths) else Fraction(1, 8)


def _tempo(tempo: float, meter: Signature) -> str:
    """In beats of the metre."""
    beat = Fraction(3, meter[1]) if compound(meter) else Fraction(1, meter[1])
    return f"Q:{beat}={round(tempo / float(4 * beat))}"


def _events(sheet: Sheet) -> Iterator[Event]:
    for measure in sheet.measures:
        yield from measure.staves[0][0]


def _body(sheet: Sheet) -> list[str]:
    unit = 4 * _unit(sheet)
    lines, line, count = [], "", 0
    for index, measure in enumerate(sheet.measures):
        last = index + 1 == len(sheet.measures)
        if index:
            line += _changes(sheet.measures[index - 1], measure)
        line += _measure(measure, unit, sheet.ties) + ("|]" if last else "|")
        count += measure.number > 0
        if last or count == _BARS_A_LINE:
            lines.append(line)
            line, count = "", 0
    return lines


def _changes(before: Measure, measure: Measure) -> str:
    found = ""
    if measure.new_meter:
        found += f"[M:{measure.meter[0]}/{measure.meter[1]}]"
    if measure.key.name != before.key.name:
        found += f"[K:{measure.key.name}]"
    return found


def _measure(measure: Measure, unit: Fraction, ties: dict[str, str]) -> str:
    voice = measure.staves[0][0]
    in_force: InForce = {}
    groups = []
    for _, members in groupby(enumerate(voice), key=lambda item: _group(*item)):
        events = [event for _, event in members]
        text = ""
        for place, event in enumerate(events):
            if event.tuplet is not None and (not place or events[place - 1].tuplet != event.tuplet):
                text += _tuplet(event.tuplet, voice)
            text += _event(event, unit, measure.key, in_force, ties)
        groups.append(text)
    whole = measure.duration / unit
    if len(voice) == 1 and not voice[0].heads and whole.denominator == 1:
        return _rests(measure, unit)
    return " ".join(groups)


def _group(index: int, event: Event) -> object:
    """What is equal for events that stand together: those of one tuplet or one beam."""
    if event.tuplet is not None:
        return "tuplet", event.tuplet.number
    return ("beam", event.beam) if event.beam else ("alone", index)


def _rests(measure: Measure, unit: Fraction) -> str:
    """A silent bar."""
    if measure.duration == bar_length(measure.meter):
        return "Z"
    return "z" + _length(measure.duration / unit)


def _tuplet(tuplet: Tuplet, voice: Sequence[Event]) -> str:
    members = sum(event.tuplet == tuplet for event in voice)
    return f"({tuplet.num}:{tuplet.base}:{members}"


def _event(event: Event, unit: Fraction, key: Key, in_force: InForce, ties: dict[str, str]) -> str:
    written = event.value.duration if event.value is not None else event.duration
    length = _length(written / unit)
    if not event.heads:
        return ("z" if event.visible else "x") + length
    texts = [_head(head, key, in_force) for head in event.heads]
    tie = "-" if event.heads[-1].id in ties else ""
    dot = "." if event.staccato else ""
    return dot + (texts[0] if len(texts) == 1 else f"[{''.join(texts)}]") + length + tie


def _head(head: Head, key: Key, in_force: InForce) -> str:
    """A pitch, with an accidental where those before it in the bar say another.

    Readers differ on whether an accidental holds for other octaves too: what either might misread has one.
    """
    usual = key.alter(head.step)
    places = (head.step, (head.step, head.octave))
    sign = ""
    if any(in_force.get(place, usual) != head.alter for place in places):
        sign = SIGNS[head.alter]
        in_force.update(dict.fromkeys(places, head.alter))
    if head.octave >= 5:
        return sign + head.step.lower() + "'" * (head.octave - 5)
    return sign + head.step + "," * (4 - head.octave)


def _length(length: Fraction) -> str:
    above = "" if length.numerator == 1 and length.denominator > 1 else str(length.numerator)
    below = "" if length.denominator == 1 else f"/{length.denominator}"
    return "" if length == 1 else above + below
