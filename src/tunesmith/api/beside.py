"""The page that shows what tunes have of a corpus."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from tunesmith.api import staff
from tunesmith.api.excerpt import excerpt
from tunesmith.api.novelty import (
    Judged,
    bars,
    named,
    of_hundred,
    summary,
    summary_line,
    told_bars,
    verdict,
    warning,
)
from tunesmith.api.outputs import page_tune
from tunesmith.errors import TunesmithError
from tunesmith.evaluation.novelty.elements import elements
from tunesmith.evaluation.novelty.humans import HumanScale
from tunesmith.evaluation.novelty.index import Index
from tunesmith.evaluation.novelty.melody import read_melody
from tunesmith.evaluation.novelty.report import Copy, Likeness, Novelty
from tunesmith.music.piece import Piece
from tunesmith.render.beside import Card, Passage, Row, Score, Table, write_beside
from tunesmith.render.scale import Scale
from tunesmith.render.strip import Strip, Tone

if TYPE_CHECKING:
    from tunesmith.render.page import PageTune

MOST = 20  # tunes that are shown in score
HEAD = ("tune", "copies more than", "copied", "longest run", "bars in the corpus", "nearest tune")
NAMES = {
    "copied": "Copied in all",
    "longest": "Longest run",
    "bars": "Bars in the corpus",
    "nearest": "Nearest tune",
}


def novelty_page(
    judged: Sequence[Judged],
    index: Index,
    humans: HumanScale,
    notes: Sequence[str] = (),
    progress: Callable[[int, int], None] = lambda done, tunes: None,
) -> str:
    """One self-contained HTML file: of many tunes first a table, those that copy most before others.

    ``notes``: what was passed over.
    """
    ranked = sorted(judged, key=lambda one: (-(one.found.percentile or 0.0), -one.found.copied))
    shown = ranked[:MOST]
    gallery = Gallery(index)
    cards = []
    for done, one in enumerate(shown, 1):
        cards.append(_card(one, gallery, humans))
        progress(done, len(shown))
    many = len(judged) > 1
    remarks = [*notes]
    if len(ranked) > MOST:
        remarks.append(f"Of {len(ranked)} tunes the {MOST} that copy most are shown in score.")
    people = int(humans.whole.sum())
    title = (
        f"{len(judged)} tunes beside {index.corpus}"
        if many
        else f"{judged[0].subject.name} beside {index.corpus}"
    )
    return write_beside(
        cards,
        _table(ranked) if many else None,
        title=title,
        subtitle=summary_line(summary(judged)) + "."
        if many
        else "What it has of the tunes there, note for note, and how human tunes do.",
        facts={
            "corpus": f"{index.corpus}, {len(index):,} tunes",
            "people": f"{people} of its tunes, each beside all others",
            "a run counts as copied from": f"{humans.long_run} notes",
        },
        notes=remarks,
    )


class Gallery:
    """Tunes as the page shows them; a tune of the corpus is engraved once."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self.known: dict[str, PageTune | None] = {}

    def source(self, own: str) -> Piece:
        return self.index.piece(self.index.numbers[own])

    def show(self, piece: Piece, title: str, facts: dict[str, str]) -> "PageTune | None":
        """None where it cannot be engraved."""
        if piece.id not in self.known:
            try:
                tune = page_tune(piece, title, facts, small=True)
                # In half a page each the engraving for telephones is the one that can be read.
                self.known[piece.id] = replace(tune, svg=tune.narrow_svg or tune.svg, narrow_svg="")
            except TunesmithError:
                self.known[piece.id] = None
        return self.known[piece.id]

    def corpus_tune(self, own: str) -> "PageTune | None":
        piece = self.source(own)
        return self.show(piece, piece.title or own, {"id": own})


def _card(judged: Judged, gallery: Gallery, humans: HumanScale) -> Card:
    found, subject = judged.found, judged.subject
    run, near = found.longest, found.nearest
    facts = {"notes": str(found.notes)}
    if subject.seed is not None:
        facts["seed"] = str(subject.seed)
    take = Score(
        "This tune",
        gallery.show(subject.piece, subject.name, facts),
        run.take.ids if run else (),
        found.bars_shared_ids,
        f"{told_bars(found)}.",
    )
    source = neighbour = None
    if run is not None:
        told = f"{run.notes} notes on end: its {bars(run.source)}, here {bars(run.take)}."
        source = Score("Where the longest run is from", gallery.corpus_tune(run.id), run.source.ids, (), told)
    if near is not None and (run is None or near.id != run.id):
        told = f"In colour what lies beside the same note, {near.same} notes in all."
        neighbour = Score("In score", gallery.corpus_tune(near.id), near.source.ids, (), told)
    place = subject.place if subject.place != subject.name else ""
    sentence = f"It {verdict(found.percentile)}: {found.copied:.0%} of it is not its own."
    return Card(
        title=subject.name,
        place=place,
        verdict=sentence,
        warning=warning(judged),
        scales=[_scale(found, measure, humans) for measure in NAMES],
        passages=_passages(subject.piece, gallery.source(run.id), run) if run else (),
        take=take,
        source=source,
        nearest=_nearest(near, found, same=neighbour is None),
        strip=_strip(subject.piece, gallery.source(near.id), near, subject.name) if near else None,
        neighbour=neighbour,
    )


def _passages(piece: Piece, other: Piece, run: Copy) -> list[Passage]:
    """The bars of the longest run in both; none where they are all of a tune, or cannot be cut out."""
    found = []
    for one, own, name in ((piece, run.take, "This tune"), (other, run.source, named(run))):
        cut = excerpt(one, own.ids) if one.notation == "abc" else None
        if cut is None:
            return []
        try:
            _, narrow = staff.engravings(cut[0])
        except TunesmithError:
            return []
        found.append(Passage(f"{name}, {bars(own)}", narrow, cut[1]))
    return found


def _nearest(near: Likeness | None, found: Novelty, *, same: bool) -> str:
    if near is None:
        return ""
    key = f"{near.semitones} semitones up, " if near.semitones else ""
    which = ", the same one" if same and found.longest else ""
    return (
        f"“{named(near)}”{which}: {near.same} of {found.notes} notes lie beside the same note "
        f"({key}octaves aside), nearness {near.score:.2f} of 1. This tune is above, the other below, with "
        "the numbers of their bars; a line joins what is the same."
    )


def _scale(found: Novelty, measure: str, humans: HumanScale) -> Scale:
    value, percentile = found.figures[measure], found.percentiles[measure]
    people = humans.distribution(measure).tolist()
    if measure == "longest":
        top: float | None = max([*people, value, 1.0])
        told, ends = f"{value:.0f} notes", ("0", f"{top:.0f} notes")
    else:
        top, ends = 1.0, ("0 %", "100 %") if measure != "nearest" else ("0", "1")
        told = f"{value:.2f}" if measure == "nearest" else f"{value:.0%}"
    rank = "too few human tunes to compare with"
    if percentile is not None:
        rank = f"more than {of_hundred(percentile)} human tunes of about its length"
    return Scale(NAMES[measure], value, told, rank, people, top, ends)


def _strip(piece: Piece, other: Piece, near: Likeness, name: str) -> Strip:
    return Strip(_tones(piece), _tones(other), near.pairs, (name, named(near)))


def _tones(piece: Piece) -> list[Tone]:
    melody, onset, tones = read_melody(piece), 0, []
    for height, length, element in zip(
        melody.heights.tolist(), melody.lengths.tolist(), elements(piece), strict=True
    ):
        tones.append(Tone(onset, length, height, element.bar))
        onset += length
    return tones


def _table(ranked: Sequence[Judged]) -> Table:
    rows = []
    for number, one in enumerate(ranked, 1):
        found, subject = one.found, one.subject
        run, near = found.longest, found.nearest
        rank = "–" if found.percentile is None else of_hundred(found.percentile)
        cells = (
            rank + (", is in the corpus" if one.twin else ""),
            f"{found.copied:.0%}",
            f"{run.notes} notes, {named(run)}" if run else "none",
            f"{found.bars_shared} of {found.bars}",
            f"{near.score:.2f}, {named(near)}" if near else "none",
        )
        place = subject.place if subject.place != subject.name else ""
        rows.append(Row(subject.name, place, number if number <= MOST else 0, cells))
    return Table(HEAD, rows)
