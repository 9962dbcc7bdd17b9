"""From a corpus to a run: everything that ``tunesmith train`` does, as one stream of progress."""

import platform
import subprocess
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from importlib.metadata import PackageNotFoundError, version
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tunesmith.api.corpus import corpus_of, find_corpus
from tunesmith.api.parent import Parent
from tunesmith.codecs.codec import Codec
from tunesmith.codecs.registry import codec_from_json, learn_codec
from tunesmith.corpora.corpus import Corpus
from tunesmith.errors import TunesmithError
from tunesmith.generation.filters import Temperature
from tunesmith.generation.sampler import sample
from tunesmith.models.bits import piece_bits, stream_bits
from tunesmith.models.checkpoint import TrainingState, load_checkpoint, write_figures
from tunesmith.models.engine import Engine
from tunesmith.models.markov import Markov
from tunesmith.music.piece import Piece
from tunesmith.training.recipe import Recipe, preset
from tunesmith.training.run import Run

if TYPE_CHECKING:
    from tunesmith.training.loop import Progress

Ids = NDArray[np.integer[Any]]
LOOKED_AT = 250_000  # held-out tokens that a look while learning reads; the figures at the end are of all
COUNTED = 5_000_000  # tokens that the n-gram beside a network is counted from
FRAGMENT = 160  # characters of the sample shown while training


@dataclass(frozen=True)
class Figures:
    """Held-out loss of a model in bits per token (for ``abc-char``: per character).

    ``stream`` reads the held-out pieces as one text in 16 parallel streams whose state runs on, the metric
    of the reference recipe. ``piece`` reads each from a fresh state.
    """

    stream: float
    piece: float
    standard_error: float  # of ``piece``, over pieces
    pieces: int
    tokens: int

    def to_json(self) -> dict[str, Any]:
        return {
            "held_out_stream_bits": self.stream,
            "held_out_piece_bits": self.piece,
            "standard_error": self.standard_error,
            "held_out_pieces": self.pieces,
            "held_out_tokens": self.tokens,
        }


@dataclass(frozen=True)
class Result:
    """What a finished run came to."""

    folder: Path
    figures: Figures  # of the best checkpoint
    baseline: Figures  # of the n-gram on the same pieces
    unit: str  # of the figures: bits per character, per word


@dataclass
class Lesson:
    """A corpus, its codec and its ids, ready for any model."""

    corpus: Corpus
    codec: Codec
    recipe: Recipe
    seed: int
    origin: dict[str, Any] = field(default_factory=dict)  # what else the run was begun with: init, exclude
    train: list[Ids] = field(default_factory=list)
    held_out: list[Ids] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)  # pieces that the codec cannot hold, with the reasons

    @classmethod
    def prepare(
        cls,
        corpus: Corpus,
        recipe: Recipe,
        seed: int,
        codec: Codec | None = None,
    ) -> "Lesson":
        """Raises TunesmithError when the split leaves nothing to learn from or to measure on."""
        if codec is None:
            abc = {"form": recipe.form, "side_features": recipe.features}
            codec = learn_codec(recipe.codec, corpus.notation, corpus.pieces, abc)
        ids, refused = _encode(codec, corpus.pieces)
        corpus = replace(corpus, pieces=corpus.only(ids.__contains__))
        if not corpus.train or not corpus.held_out:
            why = f" (the first: {refused[0]})" if refused else ""
            raise TunesmithError(
                f"{corpus.name} has {len(corpus.pieces)} usable pieces, {len(corpus.held_out)} of them held "
                f"out, and {len(refused)} that codec {codec.name} cannot hold{why}: too few to train on and "
                "to measure; add more"
            )
        lesson = cls(corpus, codec, recipe, seed, refused=refused)
        lesson.train = [ids[piece.id] for piece in corpus.train]
        lesson.held_out = [ids[piece.id] for piece in corpus.held_out]
        return lesson

    def shifted(self, index: int, semitones: int) -> Ids:
        """A training piece in another key, or as it is where the vocabulary lacks a character for that."""
        moved = self.codec.shift(self.corpus.train[index], semitones) if semitones else None
        return self.train[index] if moved is None else _small(self.codec, moved)

    @property
    def held_out_text(self) -> Ids:
        return np.concatenate(self.held_out).astype(np.int64)

    def measure(self, engine: Engine) -> Figures:
        bits = piece_bits(engine, self.codec.ids(self.codec.opening), self.held_out)
        tokens = int(bits.tokens.sum())
        stream = stream_bits(engine, self.held_out_text)
        return Figures(stream, bits.per_token, bits.standard_error, len(self.held_out), tokens)

    def markov(self, order: int) -> Markov:
        """The n-gram of the training pieces, each after the opening: the baseline of every report."""
        codec, opening = self.codec, np.array(self.codec.ids(self.codec.opening), np.int64)
        texts = (np.concatenate([opening, ids]) for ids in self.train[: self.counted])
        return Markov.fit(texts, len(codec.vocabulary), order)

    @property
    def counted(self) -> int:
        """How many training pieces the n-gram counts: all, or those with the first ``COUNTED`` tokens."""
        enough = int(np.searchsorted(np.cumsum([len(ids) for ids in self.train]), COUNTED)) + 1
        return min(enough, len(self.train))

    def fragment(self, engine: Engine) -> str:
        """The beginning of a tune that the model would write now."""
        codec = self.codec
        choices = sample(engine, codec.ids(codec.opening), [], [Temperature(0.8)], self.seed)
        written: list[str] = []
        for choice in islice(choices, FRAGMENT):
            written.append(codec.vocabulary[choice.id])
            if codec.ends(written):
                break
        return codec.separator.join(written).strip()

    def config(self) -> dict[str, Any]:
        """What a checkpoint says of itself, apart from its model and its figures."""
        corpus = self.corpus
        return {
            "codec": self.codec.to_json(),
            "corpus": {
                "name": corpus.name,
                "source": corpus.source,
                "licence": corpus.licence,
                "checksum": corpus.checksum,
                "split": corpus.split.method,
                "held_out": sorted(corpus.split.held_out),
                "keys": dict(Counter(self.codec.key(piece) for piece in corpus.train).most_common()),
            },
            "training": {"recipe": self.recipe.model_dump(), "seed": self.seed, **self.origin},
            "versions": _versions(),
            "commit": _commit(),
        }


def _encode(codec: Codec, pieces: Iterable[Piece]) -> tuple[dict[str, Ids], list[str]]:
    """The ids of each piece, by the piece's own id, and the pieces that the codec cannot hold."""
    ids, refused = dict[str, Ids](), list[str]()
    for piece in pieces:
        try:
            ids[piece.id] = _small(codec, codec.encode(piece))
        except TunesmithError as error:
            refused.append(f"{piece.source}: {error}")
    return ids, refused


def _small(codec: Codec, tokens: Sequence[str]) -> Ids:
    """Ids as the smallest integers that hold the vocabulary: of a large corpus they are what fills memory."""
    return np.array(codec.ids(tokens), np.min_scalar_type(len(codec.vocabulary)))


def train(
    corpus: str,
    out: Path | str,
    *,
    recipe: Recipe | None = None,
    minutes: float | None = None,
    epochs: float | None = None,
    steps: int | None = None,
    seed: int = 0,
    split: str = "grouped",
    device: str = "auto",
    init: Path | str | None = None,
    exclude: str | None = None,
    progress: Callable[[int, int], None] = lambda done, files: None,
    ready: Callable[[Lesson, Figures], None] = lambda lesson, baseline: None,
) -> Iterator["Progress | Result"]:
    """Learn a corpus; yields after every step, and a Result if the budget was spent and nobody stopped it.

    ``progress`` is told how many files are read, and of how many; ``ready`` the lesson and the n-gram's
    figures, before anything is learned. The budget is the one of ``minutes``, ``epochs`` and ``steps`` that
    is given (10 minutes if none is). ``init`` is a run or checkpoint whose weights it begins with;
    ``exclude`` another corpus, near-duplicates of whose held-out tunes are left out.
    Raises TunesmithError for anything a user can get wrong.
    """
    recipe = recipe or preset("default")
    given = [
        name
        for name, value in (("minutes", minutes), ("epochs", epochs), ("steps", steps))
        if value is not None
    ]
    if len(given) > 1:
        raise TunesmithError(f"give one of {' and '.join(given)}, not both")
    run = Run(out)
    run.check_free()
    lesson = Lesson.prepare(find_corpus(corpus, split, exclude, progress), recipe, seed)
    parent = None if init is None else Parent.find(init, lesson.codec, recipe.model)
    if parent is not None:
        lesson.origin["init"] = {"run": str(init), "fingerprint": parent.checkpoint.fingerprint}
    if exclude is not None:
        lesson.origin["exclude"] = exclude
    baseline = lesson.measure(lesson.markov(preset("markov").model["order"]))
    ready(lesson, baseline)
    run.begin()
    if recipe.model["family"] == "markov":
        _count(lesson, run)
        yield _measured(lesson, run, baseline)
        return
    yield from _learn(
        lesson, run, device,
        minutes=minutes, epochs=epochs, steps=steps, baseline=baseline, parent=parent,
    )  # fmt: skip


def resume(
    out: Path | str,
    *,
    device: str = "auto",
    ready: Callable[[Lesson, Figures], None] = lambda lesson, baseline: None,
) -> Iterator["Progress | Result"]:
    """Go on with a run that was stopped, exactly as if it had not been.

    Raises TunesmithError when there is nothing to resume or its corpus has changed.
    """
    run = Run(out)
    config, training = run.resume()
    corpus, begun = corpus_of(config), config["training"]
    recipe, codec = Recipe.model_validate(begun["recipe"]), codec_from_json(config["codec"])
    lesson = Lesson.prepare(corpus, recipe, begun["seed"], codec)
    lesson.origin = {key: begun[key] for key in ("init", "exclude") if key in begun}
    baseline = lesson.measure(lesson.markov(preset("markov").model["order"]))
    ready(lesson, baseline)
    yield from _learn(lesson, run, device, resumed=training, baseline=baseline)


def _learn(
    lesson: Lesson,
    run: Run,
    device: str,
    *,
    baseline: Figures,
    minutes: float | None = None,
    epochs: float | None = None,
    steps: int | None = None,
    resumed: TrainingState | None = None,
    parent: Parent | None = None,
) -> Iterator["Progress | Result"]:
    """Imported here, because torch takes two seconds to load."""
    from tunesmith.training.device import choose_device
    from tunesmith.training.learner import Learner
    from tunesmith.training.loop import Job
    from tunesmith.training.loop import train as loop
    from tunesmith.training.schedule import Budget
    from tunesmith.training.streams import Streams

    recipe, seed = lesson.recipe, lesson.seed
    codec, train = lesson.codec, lesson.corpus.train
    streams = Streams(
        lesson.train,
        batch=recipe.batch,
        length=recipe.length,
        seed=seed,
        lead=len(codec.opening),
        shifted=lesson.shifted if recipe.transpose else None,
        signatures=[codec.signature(piece) for piece in train] if recipe.transpose else (),
        features=codec.features if codec.sides else None,
    )
    learner = Learner(
        recipe,
        len(codec.vocabulary),
        seed=seed,
        device=choose_device(device),
        sides=codec.sides,
    )
    if parent is not None:
        learner.adopt(parent.weights(learner.weights()))
    if resumed is not None:
        budget = Budget(resumed.values["minutes"], resumed.values["total"])
    elif epochs is not None:
        budget = Budget(None, max(1, round(epochs * streams.windows)))
    elif steps is not None:
        budget = Budget(None, steps)
    else:
        budget = Budget(10.0 if minutes is None else minutes)
    config = {"model": learner.model_config, **lesson.config()}
    job = Job(
        learner, streams, lesson.held_out_text[:LOOKED_AT], config, budget, lesson.fragment, codec.tracker
    )
    finished = False
    for progress in loop(job, run, resumed):
        finished = progress.done
        yield progress
    if finished:
        yield _measured(lesson, run, baseline)


def _count(lesson: Lesson, run: Run) -> None:
    """An n-gram has nothing to iterate: it is counted and saved."""
    order = lesson.recipe.model["order"]
    config = {
        "model": {**lesson.recipe.model, "vocabulary_size": len(lesson.codec.vocabulary)},
        **lesson.config(),
    }
    run.save(0, config, lesson.markov(order).arrays(), TrainingState({}, {}), best=True)


def _measured(lesson: Lesson, run: Run, baseline: Figures) -> Result:
    """The best checkpoint measured in full; its config keeps the figures."""
    checkpoint = load_checkpoint(run.folder)
    figures = lesson.measure(checkpoint.engine(lesson.codec.tracker))
    write_figures(checkpoint, {"model": figures.to_json(), "markov": baseline.to_json()})
    return Result(run.folder, figures, baseline, lesson.codec.unit)


def _versions() -> dict[str, str]:
    versions = {"python": platform.python_version()}
    for package in ("tunesmith", "numpy", "torch", "safetensors", "music21"):
        try:
            versions[package] = version(package)
        except PackageNotFoundError:
            continue
    return versions


def _commit() -> str | None:
    """The commit of the checkout that runs, if it is one."""
    command = ["git", "-C", str(Path(__file__).parent), "rev-parse", "HEAD"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=5, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() or None if done.returncode == 0 else None
