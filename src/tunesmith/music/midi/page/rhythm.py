"""How a voice is written in a measure: values, ties and tuplets that show where the beats are."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from tunesmith.music.abc.page.values import Value, spell
from tunesmith.music.midi.page.sheet import Signature, Tuplet
from tunesmith.music.midi.page.voices import Chord

_BAR, _BEAT_GROUP = 8, 6  # strengths of the places of a bar; a beat has 5, its halves 4, and so on
_WINDOWS = (
    Fraction(1, 4),
    Fraction(1, 2),
    Fraction(1),
    Fraction(2),
    Fraction(4),
)  # quarter notes of a tuplet
_LARGEST_TUPLET = 31


class Piece(NamedTuple):
    """What one value writes. ``chord`` None is a rest."""

    onset: Fraction  # from the beginning of the measure
    duration: Fraction
    value: Value
    chord: Chord | None
    tuplet: Tuplet | None


class _Span(NamedTuple):
    onset: Fraction
    end: Fraction
    chord: Chord | None


def pieces(
    voice: Sequence[Chord], onset: Fraction, end: Fraction, meter: Signature, late: Fraction
) -> list[Piece]:
    """The voice from ``onset`` to ``end``, rests between its chords.

    ``late`` is how much of the bar is missing before it, in a pickup.
    """
    spans = list(_spans(voice, onset, end))
    found: list[Piece] = []
    number = 0
    index = 0
    while index < len(spans):
        window = _window(spans, index, late, end - onset)
        if window is None:
            found += _plain(spans[index], meter, late, None, Fraction(1))
            index += 1
            continue
        start, finish, odd = window
        number += 1
        base = 1 << (odd.bit_length() - 1)
        inside, after = _cut(spans[index:], start, finish)
        for span in inside:
            found += _plain(span, meter, late, Tuplet(number, odd, base), Fraction(base, odd))
        spans[index:] = after
    return found


def _spans(voice: Sequence[Chord], onset: Fraction, end: Fraction) -> Iterator[_Span]:
    """Chords and the rests between them, from the beginning of the measure."""
    place = onset
    for chord in voice:
        start, stop = max(chord.onset, place), min(chord.end, end)
        if stop <= start:
            continue
        if start > place:
            yield _Span(place - onset, start - onset, None)
        yield _Span(start - onset, stop - onset, chord)
        place = stop
    if place < end:
        yield _Span(place - onset, end - onset, None)


def _odd(time: Fraction) -> int:
    return time.denominator // (time.denominator & -time.denominator)


def _window(
    spans: Sequence[_Span], index: int, late: Fraction, length: Fraction
) -> tuple[Fraction, Fraction, int] | None:
    """Where the tuplet that begins with a span begins and ends, and its number; None where there is none."""
    start = spans[index].onset
    odd = _odd(spans[index].end)
    if odd == 1 or odd > _LARGEST_TUPLET or _odd(start) > 1:
        return None
    points = {span.end for span in spans[index:]}
    choices = []
    for width in _WINDOWS:
        if start + width > length:
            continue
        inner = [point - start for point in points if start < point < start + width]
        strange = sum(1 for point in inner if odd % _odd(point))
        between = sum(1 for point in inner if (point * odd / width).denominator > 1)
        cut = start + width not in points
        off_beat = (start + late) % width != 0
        choices.append((10 * strange + between + 1.5 * cut, off_beat, width))
    return (start, start + min(choices)[2], odd) if choices else None


def _cut(spans: Sequence[_Span], start: Fraction, end: Fraction) -> tuple[list[_Span], list[_Span]]:
    """What is inside of a window, and what comes after it; a span over its end is in both."""
    inside = [span._replace(end=min(span.end, end)) for span in spans if span.onset < end]
    after = [span._replace(onset=max(span.onset, end)) for span in spans if span.end > end]
    return inside, after


def _plain(
    span: _Span, meter: Signature, late: Fraction, tuplet: Tuplet | None, ratio: Fraction
) -> Iterator[Piece]:
    """One span as values, tied where a single one would hide a beat or does not exist."""
    stack = [(span.onset, span.end)]
    while stack:
        onset, end = stack.pop()
        values, strange = spell((end - onset) / ratio)
        middle = None
        if tuplet is None and strange == 1:
            middle = _split(onset + late, end + late, values, meter, span.chord is None)
        if middle is not None:
            stack += [(middle - late, end), (onset, middle - late)]
            continue
        for value in values:
            length = value.duration * ratio * strange
            yield Piece(onset, length, value, span.chord, tuplet)
            onset += length


@lru_cache(maxsize=16384)
def _split(
    start: Fraction, end: Fraction, values: tuple[Value, ...], meter: Signature, rest: bool
) -> Fraction | None:
    """The strongest place within a length if it has to be split there.

    A note may hide a place that is one level stronger than the weaker of its ends, as syncopations do: an
    eighth, a quarter, an eighth. A rest hides only what is weaker than where it begins.
    """
    place = _strongest_inside(start, end, meter)
    if place is None:
        return None
    strength, first = strength_at(place, meter), strength_at(start, meter)
    fits = len(values) == 1 and values[0].dots <= 1
    if rest:
        dotted = values[0].dots > 0 and end - start > beat(meter)
        fits = fits and strength < first and not dotted
    else:
        fits = fits and strength <= min(first, strength_at(end, meter)) + 1
    return None if fits else place


def compound(meter: Signature) -> bool:
    return meter[1] >= 8 and meter[0] % 3 == 0 and meter[0] > 3


def beat(meter: Signature) -> Fraction:
    """Quarter notes of a beat."""
    return Fraction(12 if compound(meter) else 4, meter[1])


def strength_at(place: Fraction, meter: Signature) -> int:
    """How strong a place of the bar is: 8 for its beginning, 6 for its half, 5 for a beat, less below."""
    length = Fraction(4 * meter[0], meter[1])
    place %= length
    if not place:
        return _BAR
    one = beat(meter)
    if place % one == 0:
        beats = length / one
        halves = beats % 2 == 0 and beats > 2 and place == length / 2
        return _BEAT_GROUP if halves or compound(meter) else 5
    inner = Fraction(4, meter[1]) if compound(meter) else one / 2
    strength = 4
    while strength > 0 and place % inner:
        inner /= 2
        strength -= 1
    return strength


def _strongest_inside(start: Fraction, end: Fraction, meter: Signature) -> Fraction | None:
    """The strongest place between two, the first of equals."""
    length, one = Fraction(4 * meter[0], meter[1]), beat(meter)
    steps = [length, length / 2, one] if length / one % 2 == 0 else [length, one]
    inner = Fraction(4, meter[1]) if compound(meter) else one / 2
    for step in [*steps, *(inner / 2**power for power in range(6))]:
        place: Fraction = (start // step + 1) * step
        if place < end:
            return place
    return None
