"""How good, sound, like the style, new and varied: all that ``tunesmith evaluate`` measures."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tunesmith.api.corpus import corpus_of, find_corpus
from tunesmith.api.evaluation.figures import Evaluation, Subject
from tunesmith.api.evaluation.texts import twins
from tunesmith.api.evaluation.trial import Plan, Told, Trial
from tunesmith.api.learn import Lesson
from tunesmith.api.runs import is_run, model_facts
from tunesmith.codecs.registry import codec_from_json
from tunesmith.corpora.reading import read_places
from tunesmith.errors import TunesmithError
from tunesmith.evaluation.one_thread import one_thread
from tunesmith.evaluation.style.judge import FEWEST
from tunesmith.evaluation.variety import compare_variety
from tunesmith.models.checkpoint import load_checkpoint
from tunesmith.music.piece import Piece
from tunesmith.training.recipe import Recipe, preset

TUNES = 200  # takes of each kind


def evaluate(
    place: Path | str,
    *,
    corpus: str | None = None,
    compare: Sequence[Path | str] = (),
    tunes: int = TUNES,
    seed: int = 0,
    temperature: float = 1.0,
    workers: int = 1,
    told: Told = lambda work, done, of: None,
) -> Evaluation:
    """Measure a run, or a file or folder of tunes, beside an n-gram and people; and others (``compare``).

    Every model writes ``tunes`` takes with rules and as many without; so many at most are read of a folder,
    whose tunes are measured beside ``corpus``, or beside that of the first run. ``workers`` processes share
    the work and change no figure; ``told`` hears what is being done, how much of it, and of how much. Raises
    TunesmithError for a place that is neither, for a run that is damaged, or whose corpus is gone or has
    changed, and for places of different notations.
    """
    paths = [Path(place), *map(Path, compare)]
    plan = Plan(tunes, seed, temperature, workers, told)
    trials: list[Trial] = []
    for name, path in zip(_names(paths), paths, strict=True):
        if is_run(path):
            if corpus is not None and not trials:
                raise TunesmithError(
                    f"{path} is a run, and measured beside what it learned: leave --corpus out"
                )
            trials.append(_of_run(name, path, plan))
        else:
            beside = corpus or (trials[0].lesson.corpus.name if trials else None)
            trials.append(_of_tunes(name, path, beside, plan))
        if trials[-1].notation != trials[0].notation:
            raise TunesmithError(
                f"{path} is {trials[-1].notation} and {place} {trials[0].notation}: they cannot be compared"
            )
    with one_thread():
        return _evaluation(trials)


def _evaluation(trials: Sequence[Trial]) -> Evaluation:
    """The n-gram and people are those of the first trial."""
    first = trials[0]
    asked, ngram, people = first.measure()
    subjects, notices = [asked], list(first.notices)
    for trial in trials[1:]:
        same = trial.lesson.corpus.checksum == first.lesson.corpus.checksum
        subjects.append(trial.measure(alone=True, people=people.pieces if same else ())[0])
        notices += trial.notices
        if not same:
            notices.append(
                f"{trial.name} learned {trial.lesson.corpus.name} and is measured beside that; n-gram and "
                f"people are those of {first.lesson.corpus.name}"
            )
    *subjects, ngram, people = _varied([*subjects, ngram, people], first.plan.seed)
    held_out = len(first.lesson.corpus.held_out)
    if held_out < FEWEST:
        notices.append(
            f"only {held_out} tunes are held out: a judge needs {FEWEST}, and of so few all is uncertain"
        )
    codecs = [trial.lesson.codec for trial in trials if trial.checkpoint]
    if any(codec.to_json() != codecs[0].to_json() for codec in codecs):
        notices.append(
            "these models spell music differently: compare bits per note or bar, not per "
            f"{codecs[0].unit}; the n-gram spells it as {first.name} does"
        )
    return Evaluation(
        corpus=first.lesson.corpus.name,
        title=first.lesson.corpus.title,
        notation=first.notation,
        unit=first.lesson.codec.unit if len({codec.unit for codec in codecs}) < 2 else "token",
        tunes=first.plan.tunes,
        seed=first.plan.seed,
        temperature=first.plan.temperature,
        held_out=held_out,
        twins=len(twins(first.lesson.corpus)),
        models=tuple(subjects),
        ngram=ngram,
        people=people,
        facts={trial.name: model_facts(trial.checkpoint) for trial in trials if trial.checkpoint},
        notices=tuple(notices),
    )


def _varied(subjects: Sequence[Subject], seed: int) -> list[Subject]:
    """With how varied each is, all at the same number of notes."""
    melodies = [[one.melody for one in subject.pieces if one.melody] for subject in subjects]
    if not all(any(map(len, own)) for own in melodies):
        return list(subjects)
    found = compare_variety(melodies, seed)
    return [replace(subject, varied=own) for subject, own in zip(subjects, found, strict=True)]


def _of_run(name: str, path: Path, plan: Plan) -> Trial:
    checkpoint = load_checkpoint(path)
    plan.told("corpus", 0, 1)
    corpus = corpus_of(checkpoint.config)
    training = checkpoint.config["training"]
    codec = codec_from_json(checkpoint.config["codec"])
    lesson = Lesson.prepare(corpus, Recipe.model_validate(training["recipe"]), training["seed"], codec)
    plan.told("corpus", 1, 1)
    return Trial(name, plan, lesson, checkpoint)


def _of_tunes(name: str, path: Path, corpus: str | None, plan: Plan) -> Trial:
    if not path.exists():
        raise TunesmithError(f"{path} does not exist: name a run, or a file or folder of tunes")
    if corpus is None:
        raise TunesmithError(f"{path} is not a run: name what its tunes are to be measured beside (--corpus)")
    given, notices = _tunes(path)
    plan.told("corpus", 0, 1)
    lesson = Lesson.prepare(find_corpus(corpus, "grouped"), preset("default"), plan.seed)
    plan.told("corpus", 1, 1)
    return Trial(name, plan, lesson, None, given, notices)


def _tunes(path: Path) -> tuple[list[Piece], list[str]]:
    """The pieces of a file or folder, and what is to be said of files that could not be read."""
    found = read_places(((path.stem, path),), "*")
    pieces = list(found.pieces)
    if not pieces:
        raise TunesmithError(f"{path} holds no music that can be read")
    return pieces, [f"left out: {one}" for one in found.unread]


def _names(paths: Sequence[Path]) -> list[str]:
    """What to call them in a table: the last part of a path, or all of it where two end alike."""
    names = [path.resolve().name for path in paths]
    return [name if names.count(name) == 1 else str(path) for name, path in zip(names, paths, strict=True)]
