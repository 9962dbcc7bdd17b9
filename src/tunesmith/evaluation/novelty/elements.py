"""Where the notes of a melody stand in its score: numbers of bars, and names of noteheads to colour."""

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from tunesmith.errors import TunesmithError
from tunesmith.evaluation.novelty.melody import UNPITCHED, highest, score_onsets
from tunesmith.music.abc.bar_spans import bar_spans
from tunesmith.music.abc.parser import parse
from tunesmith.music.abc.tune import STEPS, Note, Tune
from tunesmith.music.piece import Piece

if TYPE_CHECKING:
    from symusic.core import ScoreTick

_NEAR = 0.25  # quarter notes between where a note of a score is and where it is written


@dataclass(frozen=True, slots=True)
class Element:
    """A note of a melody on the page."""

    bar: int  # number of the bar in which it begins, as in the score; in tabla they are counted from 1
    ids: tuple[
        str, ...
    ]  # of its heads in score and timeline, tied ones too; none where it is not on the page


def elements(piece: Piece) -> list[Element]:
    """An element for each note of the melody of a piece (``read_melody``), in order."""
    if piece.notation == "abc":
        return _abc(parse(piece.content))
    return _score(piece.content) if piece.notation == "midi" else _tabla(piece.content)


def _abc(tune: Tune) -> list[Element]:
    numbers = {start: span.number for span in bar_spans(tune) for start in span.notes}
    found: list[Element] = []
    tied, height = False, -1
    for element in tune.body:
        if isinstance(element, Note):
            top, own = highest(element), f"n{element.start}"
            if tied and top.midi == height:
                found[-1] = Element(found[-1].bar, (*found[-1].ids, own))
            else:
                found.append(Element(numbers[element.start], (own,)))
            tied, height = top.tie, top.midi
    return found


def _score(content: str) -> list[Element]:
    from tunesmith.music.midi.meters import measures
    from tunesmith.music.midi.text import read

    score = read(content)
    notes, _ = score_onsets(score)
    bars = measures(score)
    pickup = len(bars) > 1 and bars[0].position > 0
    written = _Written(score, drums=bool(notes) and notes[0][1] >= UNPITCHED)
    found: list[Element] = []
    place = 0
    for time, height in notes:
        while place + 1 < len(bars) and bars[place].end <= time:
            place += 1
        element = written.find(time / score.ticks_per_quarter, height)
        found.append(element or Element(place + (not pickup), ()))
    return found


class _Written:
    """The noteheads of a score, found by when and how high they sound: engraving moves and cuts notes."""

    def __init__(self, score: "ScoreTick", drums: bool) -> None:
        from tunesmith.music.midi.page.transcribe import transcribe

        self.drums = drums
        self.heads: defaultdict[int, list[_Head]] = defaultdict(list)  # of each pitch; drums have none
        self.ties: dict[str, str] = {}
        self.events: dict[str, str] = {}  # from a head to the note or chord that it is of
        try:
            sheet = transcribe(score).sheet
        except TunesmithError:  # too long to be written down
            return
        self.ties = sheet.ties
        staves = [part.drums for part in sheet.parts for _ in part.staves]
        for measure in sheet.measures:
            for kind, staff in zip(staves, measure.staves, strict=True):
                for event in (event for voice in staff for event in voice if kind == drums):
                    for head in event.heads:
                        pitch = -1 if drums else 12 * (head.octave + 1) + STEPS[head.step] + head.alter
                        self.heads[pitch].append(_Head(event.heard[0], measure.number, head.id))
                        self.events[head.id] = event.id
        for heads in self.heads.values():
            heads.sort()

    def find(self, onset: float, height: int) -> Element | None:
        """What begins nearest to that quarter note, if anything is near."""
        heads = self.heads.get(-1 if self.drums else height, [])
        place = bisect_left(heads, (onset,))
        near = min(
            heads[max(0, place - 1) : place + 1], key=lambda head: abs(head.onset - onset), default=None
        )
        if near is None or abs(near.onset - onset) > _NEAR:
            return None
        ids, head = [self.events[near.id]], near.id
        while head in self.ties:
            head = self.ties[head]
            ids.append(self.events[head])
        return Element(near.bar, tuple(ids))


class _Head(NamedTuple):
    onset: float  # quarter notes
    bar: int
    id: str


def _tabla(content: str) -> list[Element]:
    from tunesmith.music.tabla.text import read

    found: list[Element] = []
    number = bar = 0
    for section in read(content)[0].sections:
        lines = {0, *(line.at for line in section.bars)}
        for place, note in enumerate(section.notes):
            bar += place in lines
            if note.bol:
                found.append(Element(bar, (f"n{number}",)))
            number += 1
    return found
