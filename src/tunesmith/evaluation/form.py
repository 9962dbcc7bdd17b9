"""The form that a piece turns out to have: its parts, how often each is played, and where it ends."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from itertools import dropwhile, islice
from math import ceil
from statistics import median
from typing import TYPE_CHECKING, Any

from tunesmith.errors import TunesmithError
from tunesmith.evaluation.novelty.melody import UNPITCHED, highest, score_onsets
from tunesmith.evaluation.soundness import BAR_LENGTHS
from tunesmith.music.abc.check.bars import misfits
from tunesmith.music.abc.check.form import SECTION_SIGNS
from tunesmith.music.abc.page.measures import Measure, measures
from tunesmith.music.abc.parser import parse
from tunesmith.music.abc.tune import Note, Rest
from tunesmith.music.key import tonic_fifths
from tunesmith.music.piece import Piece

if TYPE_CHECKING:
    from symusic.core import ScoreTick

MOST_TIMES = 4  # that a part is counted as played; its signs may ask for more
EIGHT = 8  # bars of a part of a dance tune
LISTED = 8  # of the commonest forms


@dataclass(frozen=True, slots=True)
class Form:
    """What is heard of the form of a piece. None where a notation has no such thing."""

    letters: str  # parts in the order played, equal music with equal letters: "AABB"; of tabla "kaida"
    parts: tuple[int, ...]  # bars of each part once through, pickup and further endings not counted; cycles
    repeats: bool | None  # signs say that some part is played more than once
    closes: bool | None  # the last note is the tonic of the key in force; of tabla: it ends where it must
    bars: int  # or cycles, as written
    bars_right: int | None  # of those, as long as the metre says


@dataclass(frozen=True, slots=True)
class FormFigures:
    """The forms of many pieces. Shares are of the pieces of which there is anything to say."""

    tunes: int
    eights: float | None  # share whose parts are all of eight bars
    repeats: float | None
    closes: float | None
    bars_right: float | None  # share of bars
    length: float  # median number of bars as written
    letters: dict[str, int]  # the commonest forms

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def form_of(piece: Piece) -> Form:
    """The form of a piece of any notation; an empty one for what cannot be read."""
    try:
        return _READERS[piece.notation](piece)
    except TunesmithError:
        return Form("", (), None, None, 0, 0)


def count_forms(forms: Sequence[Form]) -> FormFigures:
    """Figures of many pieces."""
    eights = [set(form.parts) == {EIGHT} for form in forms if form.parts and form.repeats is not None]
    checked = [(form.bars, form.bars_right) for form in forms if form.bars_right is not None]
    bars = sum(all_of_one for all_of_one, _ in checked)
    return FormFigures(
        tunes=len(forms),
        eights=_share(eights),
        repeats=_share(form.repeats for form in forms if form.repeats is not None),
        closes=_share(form.closes for form in forms if form.closes is not None),
        bars_right=sum(right for _, right in checked) / bars if bars else None,
        length=median([form.bars for form in forms] or [0]),
        letters=dict(Counter(form.letters for form in forms if form.letters).most_common(LISTED)),
    )


def _share(answers: Iterable[bool]) -> float | None:
    found = list(answers)
    return sum(found) / len(found) if found else None


def _abc(piece: Piece) -> Form:
    tune = parse(piece.content)
    notes = [element for element in tune.body if isinstance(element, Note)]
    found = measures(tune)
    parts = [part for part in _parts(found) if part.bars]
    names: dict[Any, str] = {}
    letters = ""
    for part in parts:
        letter = names.setdefault(part.music, chr(ord("A") + min(len(names), 25)))
        letters += letter * part.times
    bars = sum(not measure.implicit for measure in found if measure.events)
    wrong = len({misfit.start for misfit in misfits(tune) if misfit.rule in BAR_LENGTHS})
    key, closes = found[-1].key, None
    if notes and key.tonic:
        closes = highest(notes[-1]).midi % 12 == 7 * tonic_fifths(key.tonic) % 12
    return Form(
        letters=letters,
        parts=tuple(part.bars for part in parts),
        repeats=any(part.times > 1 for part in parts),
        closes=closes,
        bars=bars,
        bars_right=max(0, bars - wrong),
    )


@dataclass(frozen=True, slots=True)
class _Part:
    """What is played before the signs lead back or on."""

    measures: Sequence[Measure]
    opened: bool  # by a |:

    @property
    def bars(self) -> int:
        """Once through: no pickup, and of several endings the first."""
        heard = [measure for measure in self.measures if measure.ending[:1] <= (1,)]
        return sum(not measure.implicit for measure in heard if measure.events)

    @property
    def times(self) -> int:
        line = self.measures[-1].right
        endings = max((max(measure.ending) for measure in self.measures if measure.ending), default=0)
        closes = max(measure.right.closes for measure in self.measures)
        forgotten = self.opened and not endings and bool(line.opens)  # a new |: says that a :| is missing
        return min(MOST_TIMES, max(1 + (closes or forgotten), endings))

    @property
    def music(self) -> tuple[Any, ...]:
        """What is played from the first full bar up to the endings: pitches and lengths."""
        shared = [measure for measure in self.measures if not measure.ending] or self.measures
        events = (event for measure in dropwhile(_is_pickup, shared) for event in measure.events)
        return tuple(_sound(event.element) for event in events if isinstance(event.element, Note | Rest))


def _parts(found: Sequence[Measure]) -> list[_Part]:
    """Parted at repeat signs, and at double bars outside of ``|: :|``, within which they are played on.
    A further ending belongs to what it ends.
    """
    parts: list[_Part] = []
    opened, begun = bool(found[0].left.opens), list[Measure]()
    for place, measure in enumerate(found):
        begun.append(measure)
        line, rest = measure.right, found[place + 1 :]
        double = line.style in SECTION_SIGNS and (bool(measure.ending) or not (opened and _closes(rest)))
        further = bool(rest) and rest[0].ending[:1] > (1,)
        if not rest or (not further and (line.closes or line.opens or double)):
            parts.append(_Part(begun, opened))
            opened, begun = bool(line.opens), list[Measure]()
    return parts


def _closes(rest: Sequence[Measure]) -> bool:
    """Whether the next repeat sign is one that leads back."""
    signs = (measure.right for measure in rest if measure.right.closes or measure.right.opens)
    return any(line.closes for line in islice(signs, 1))


def _is_pickup(measure: Measure) -> bool:
    return measure.implicit


def _sound(element: Note | Rest) -> tuple[tuple[int, ...], Fraction]:
    pitches = tuple(pitch.midi for pitch in element.pitches) if isinstance(element, Note) else ()
    return pitches, element.duration


def _score(piece: Piece) -> Form:
    """A score is not parted: whatever repeats is written out, and every bar is as long as its metre says."""
    from tunesmith.music.midi.meters import measures as score_measures
    from tunesmith.music.midi.text import read

    score = read(piece.content)
    onsets, _ = score_onsets(score)
    closes = None
    if onsets and onsets[-1][1] < UNPITCHED:
        closes = onsets[-1][1] % 12 == _score_tonic(score, onsets[-1][0])
    return Form("", (), None, closes, len(score_measures(score)), None)


def _score_tonic(score: "ScoreTick", time: int) -> int:
    """The pitch class of the key in force at a tick; where none is stated, of the likeliest one."""
    from tunesmith.music.midi.inference.key import find_key, histogram

    keys = sorted(score.key_signatures, key=lambda key: key.time)
    if keys:
        key = [key for key in keys if key.time <= time][-1:] or keys[:1]
        return (7 * key[0].key + (9 if key[0].tonality else 0)) % 12
    parts = [track for track in score.tracks if not track.is_drum]
    sounding = histogram((note.pitch, note.duration) for track in parts for note in track.notes)
    found, _ = find_key(sounding, None)  # not told what comes last, or most would end on the tonic
    return 7 * tonic_fifths(found.tonic or "C") % 12


def _tabla(piece: Piece) -> Form:
    """A bar is a cycle of the tala; ``closes`` says that no rule about its end is broken."""
    from tunesmith.music.tabla.check import check
    from tunesmith.music.tabla.tala import known_tala
    from tunesmith.music.tabla.text import read

    composition, _ = read(piece.content)
    tala = known_tala(composition.tala)
    if tala is None:
        raise TunesmithError(f"{piece.id}: no tala is known")
    broken = [problem.rule for problem in check(composition)]
    cycles = [ceil(section.matras / tala.matras) for section in composition.sections if section.notes]
    wrong = sum(rule in ("cycle-incomplete", "vibhag-misplaced") for rule in broken)
    return Form(
        letters=composition.form,
        parts=tuple(cycles),
        repeats=None,
        closes=not any(rule in _UNENDED or rule.endswith("-not-on-sam") for rule in broken),
        bars=sum(cycles),
        bars_right=max(0, sum(cycles) - wrong),
    )


_UNENDED = ("sam-missed", "cycle-incomplete")
_READERS: dict[str, Callable[[Piece], Form]] = {"abc": _abc, "midi": _score, "tabla": _tabla}
