"""What an evaluation found: for everyone who wrote, the same figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tunesmith.evaluation.estimate import Estimate
from tunesmith.evaluation.form import Form, FormFigures, count_forms
from tunesmith.evaluation.goodness import Goodness
from tunesmith.evaluation.novelty.melody import Melody
from tunesmith.evaluation.novelty.summary import NoveltyFigures, TakeNovelty
from tunesmith.evaluation.soundness import Soundness, count_sound
from tunesmith.evaluation.style.distances import StyleDistance
from tunesmith.evaluation.style.judge import Judgement
from tunesmith.evaluation.style.traits import Traits
from tunesmith.evaluation.variety import Variety
from tunesmith.music.piece import Piece


@dataclass(frozen=True, slots=True)
class Measured:
    """A piece, and all that is measured of it alone. None where only rules and form were asked for."""

    piece: Piece
    broken: frozenset[str]  # names of rules
    form: Form
    melody: Melody | None = None
    traits: Traits | None = None
    novelty: TakeNovelty | None = None
    bits: Mapping[str, float] | None = None  # a token under each n-gram, by the name that the judge gives it

    @property
    def numbers(self) -> dict[str, float]:
        """What the judge is told."""
        return {**(self.traits.numbers if self.traits else {}), **(self.bits or {})}


@dataclass(frozen=True)
class Good:
    """What a model made of pieces that it did not learn, and of as many that it did."""

    held_out: Goodness
    learned: Goodness  # a sample of the training pieces
    apart: Goodness | None  # the held-out pieces without a near twin in training; None where none has one
    more_of_ngram: Estimate | None  # bits a token that the n-gram needs more, piece by piece

    @property
    def gap(self) -> float:
        """Bits a token more for what it did not learn."""
        return self.held_out.bits.value - self.learned.bits.value

    def to_json(self) -> dict[str, Any]:
        return {
            "held_out": self.held_out.to_json(),
            "learned": self.learned.to_json(),
            "gap": self.gap,
            "without_near_twins": self.apart.to_json() if self.apart else None,
            "more_of_ngram": self.more_of_ngram.to_json() if self.more_of_ngram else None,
        }


@dataclass(frozen=True)
class Sound:
    """How sound the pieces of one writer are, and of what form."""

    soundness: Soundness
    forms: FormFigures

    @classmethod
    def of(cls, pieces: Sequence[Measured]) -> "Sound":
        return cls(count_sound(one.broken for one in pieces), count_forms([one.form for one in pieces]))

    def to_json(self) -> dict[str, Any]:
        return {**self.soundness.to_json(), "forms": self.forms.to_json()}


@dataclass(frozen=True)
class Subject:
    """A model, the n-gram, people, or whoever wrote a folder of tunes."""

    name: str
    pieces: tuple[Measured, ...]  # written with rules, where a model wrote them
    good: Good | None
    sound: Sound
    unruled: Sound | None  # takes without rules
    style: tuple[StyleDistance, ...]  # from people; none for people
    judged: Judgement | None  # beside people; of people one half beside the other; None for too few
    new: NoveltyFigures | None  # None where there are no notes
    varied: Variety | None

    def to_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "tunes": len(self.pieces),
            "good": self.good.to_json() if self.good else None,
            "sound": self.sound.to_json(),
            "sound_without_rules": self.unruled.to_json() if self.unruled else None,
            "style": [distance.to_json() for distance in self.style],
            "judge": self.judged.to_json() if self.judged else None,
            "new": self.new.to_json() if self.new else None,
            "varied": self.varied.to_json() if self.varied else None,
        }


@dataclass(frozen=True)
class Evaluation:
    """Everything that ``tunesmith evaluate`` tells."""

    corpus: str
    title: str  # of the corpus
    notation: str
    unit: str  # of a token: "character", "word"
    tunes: int  # that every model wrote with rules, and without
    seed: int
    temperature: float
    held_out: int  # pieces
    twins: int  # of those, the ones with a near twin in training
    models: tuple[Subject, ...]  # those that were asked about
    ngram: Subject
    people: Subject
    facts: Mapping[str, Mapping[str, str]]  # of each model by its name
    notices: tuple[str, ...]

    @property
    def subjects(self) -> tuple[Subject, ...]:
        """Everyone, in the order of the columns of a table."""
        return (*self.models, self.ngram, self.people)

    def to_json(self) -> dict[str, Any]:
        return {
            "corpus": self.corpus,
            "notation": self.notation,
            "unit": self.unit,
            "tunes": self.tunes,
            "seed": self.seed,
            "temperature": self.temperature,
            "held_out": self.held_out,
            "near_twins": self.twins,
            "facts": {name: dict(facts) for name, facts in self.facts.items()},
            "notices": list(self.notices),
            "subjects": [subject.to_json() for subject in self.subjects],
        }
