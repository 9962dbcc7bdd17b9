"""One model, or the tunes of a folder, beside the n-gram and the people whose music it is."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from tunesmith.api.evaluation.crew import Each, crew, portions
from tunesmith.api.evaluation.desk import MODEL, NGRAM, Desk, Setup
from tunesmith.api.evaluation.figures import Good, Measured, Sound, Subject
from tunesmith.api.evaluation.sampling import sample_of
from tunesmith.api.evaluation.texts import Shelf
from tunesmith.api.learn import Lesson
from tunesmith.evaluation.novelty.store import open_index
from tunesmith.evaluation.novelty.summary import summarise
from tunesmith.evaluation.style.distances import StyleDistance
from tunesmith.evaluation.style.judge import Judgement
from tunesmith.models.checkpoint import Checkpoint
from tunesmith.models.markov import Markov
from tunesmith.music.piece import Piece

GIVEN, PEOPLE = "given", "people"
YARDSTICK = 60  # takes of the n-gram at most: under rules it loses its way, and its takes are long
HUMANS = 200  # held-out pieces that takes are compared with; all where there are fewer
PORTION = 5  # pieces that are measured at a time
JUDGED = (4, 12)  # orders of the n-grams whose bits the judge sees; the last one also writes

Told = Callable[[str, int, int], None]  # what is done, how much of it, of how much


@dataclass(frozen=True, eq=False)
class Plan:
    """What all trials of an evaluation have in common."""

    tunes: int
    seed: int
    temperature: float
    workers: int
    told: Told


@dataclass(frozen=True, eq=False)
class Trial:
    """What is to be measured: a checkpoint, or the pieces of a folder."""

    name: str
    plan: Plan
    lesson: Lesson
    checkpoint: Checkpoint | None
    given: Sequence[Piece] = ()
    notices: Sequence[str] = ()

    def measure(self, alone: bool = False, people: Sequence[Measured] = ()) -> list[Subject]:
        """The one that is asked about, the n-gram unless it is ``alone``, and people.

        ``people``, of this corpus, need not be measured where they were before.
        """
        told = self.plan.told
        asked = {MODEL if self.checkpoint else GIVEN: self.name} | ({} if alone else {NGRAM: NGRAM})
        open_index(self.lesson.corpus.name, told)  # once, before every desk opens it
        with crew(Desk, (self._setup,), self.plan.workers) as each:
            jobs = self._jobs(each, [who for who in asked if who != GIVEN], not people)
            goods = self._goods(alone) if self.checkpoint or not alone else {}
            found = {PEOPLE: list(people)} | _gathered(jobs, told)
            told("style", 0, 1)
            compared = each(Desk.compare, ((found[who], found[PEOPLE], self.plan.seed) for who in asked))
            halved = each(Desk.halve, [(found[PEOPLE], self.plan.seed)])
            verdicts = dict(zip((*asked, PEOPLE), (*compared, *halved), strict=True))
        told("style", 1, 1)
        return [
            self._subject(who, name, found, goods.get(who), *verdicts[who])
            for who, name in (*asked.items(), (PEOPLE, PEOPLE))
        ]

    @property
    def notation(self) -> str:
        return self.given[0].notation if self.given else self.lesson.codec.notation

    def _jobs(self, each: Each, writers: Sequence[str], people: bool) -> dict[str, "_Job"]:
        """All that the crew is to write and to read, begun at once."""
        plan, jobs = self.plan, dict[str, _Job]()
        for who in writers:
            count = min(plan.tunes, YARDSTICK) if who == NGRAM else plan.tunes
            seeds = range(plan.seed, plan.seed + count)
            for name, rules in ((who, "strict"), (_off(who), "off")):
                written = each(Desk.write, [(who, rules, part) for part in portions(seeds, PORTION)])
                jobs[name] = _Job(count, written)
        if self.given:
            jobs[GIVEN] = self._reading(each, sample_of(self.given, plan.tunes, plan.seed), False)
        if people:
            humans = sample_of(self.lesson.corpus.held_out, HUMANS, plan.seed)
            jobs[PEOPLE] = self._reading(each, humans, True)
        return jobs

    def _reading(self, each: Each, pieces: Sequence[Piece], of_corpus: bool) -> "_Job":
        return _Job(len(pieces), each(Desk.read, [(part, of_corpus) for part in portions(pieces, PORTION)]))

    def _goods(self, alone: bool) -> dict[str, Good]:
        """Of the model and of the n-gram, on the same pieces."""
        self.plan.told("held out", 0, 1)
        shelf = Shelf(self.lesson, self.plan.seed)
        theirs = shelf.read(list(self._ngrams.values())[-1])
        goods = {} if alone else {NGRAM: shelf.good(theirs)}
        if self.checkpoint is not None:
            ours = shelf.read(self.checkpoint.engine(self.lesson.codec.tracker))
            goods[MODEL] = shelf.good(ours, theirs)
        self.plan.told("held out", 1, 1)
        return goods

    def _subject(
        self,
        who: str,
        name: str,
        found: Mapping[str, list[Measured]],
        good: Good | None,
        style: Sequence[StyleDistance],
        judged: Judgement | None,
    ) -> Subject:
        pieces, off = found[who], found.get(_off(who))
        novelties = [one.novelty for one in pieces if one.novelty]
        return Subject(
            name=name,
            pieces=tuple(pieces),
            good=good,
            sound=Sound.of(pieces),
            unruled=Sound.of(off) if off else None,
            style=tuple(style),
            judged=judged,
            new=summarise(novelties, self.plan.seed) if novelties else None,
            varied=None,
        )

    @cached_property
    def _ngrams(self) -> dict[str, Markov]:
        return {f"bits a token of a {order}-gram": self.lesson.markov(order) for order in JUDGED}

    @property
    def _setup(self) -> Setup:
        return Setup(
            run=self.checkpoint.folder if self.checkpoint else None,
            codec=self.lesson.codec.to_json(),
            ngrams=self._ngrams,
            keys=self.lesson.config()["corpus"]["keys"],
            corpus=self.lesson.corpus.name,
            temperature=self.plan.temperature,
        )


def _off(who: str) -> str:
    return f"{who} without rules"


class _Job(NamedTuple):
    """So many pieces that a crew measures, portion by portion."""

    pieces: int
    portions: Iterator[list[Measured]]


def _gathered(jobs: Mapping[str, _Job], told: Told) -> dict[str, list[Measured]]:
    found: dict[str, list[Measured]] = {name: [] for name in jobs}
    total, done = sum(job.pieces for job in jobs.values()), 0
    for name, job in jobs.items():
        for portion in job.portions:
            found[name] += portion
            done += len(portion)
            told("takes", done, total)
    return found
