"""The tunes of files and folders to be measured beside a corpus: takes, and music in any notation."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from tunesmith.corpora.reading import SCORES, read_places
from tunesmith.errors import TunesmithError
from tunesmith.evaluation.novelty.melody import read_melody
from tunesmith.generation.take import FORMAT, Take
from tunesmith.models.checkpoint import load_checkpoint
from tunesmith.music.piece import Piece
from tunesmith.music.tabla.book import ENDINGS as TABLA
from tunesmith.music.tabla.book import is_tabla

KINDS = {"abc": "ABC", "midi": "a score", "tabla": "tabla"}
GLANCE = 200  # bytes of a take, in which its format stands

Note = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Subject:
    """One tune, and where it stands."""

    piece: Piece
    place: str  # "mine.abc:12", "takes/jigs/tune-7.json"
    seed: int | None = None  # of a take

    @property
    def name(self) -> str:
        """Its title, or of a take without one its seed, or else its place."""
        if self.piece.title not in ("", "Untitled"):
            return self.piece.title
        return self.place if self.seed is None else f"Take {self.seed}"


@dataclass(frozen=True, slots=True)
class Source:
    """A file."""

    path: Path
    named: bool  # by the person, and not merely found in a folder
    kind: str  # "take", or a notation


def find_sources(places: Sequence[Path]) -> list[Source]:
    """Files as they are given, and of folders all files of music below them, sorted.

    Of files in a folder that differ in their ending alone, as those of a take do, the one that says most is
    taken: the take, then text, then a score, then sound. Raises TunesmithError for a path that is missing.
    """
    found = []
    for place in places:
        if not place.exists():
            raise TunesmithError(f"there is no {place}: give a file of music, a take or a folder of them")
        found += _in_folder(place) if place.is_dir() else [Source(place, True, _kind(place))]
    return found


def corpus_of_takes(sources: Sequence[Source]) -> str:
    """The corpus that the model of these takes learned from. Raises TunesmithError if none is known."""
    models = {
        Take.load(source.path).request.checkpoint
        for source in sources
        if source.kind == "take" and (source.named or _reads(source.path))
    }
    names = set()
    for model in sorted(models):
        try:
            names.add(load_checkpoint(model).config["corpus"]["name"])
        except (TunesmithError, KeyError) as error:
            raise TunesmithError(
                f"{model}, which wrote the take, cannot tell what it learned from: name a corpus, "
                "as in --corpus jigs"
            ) from error
    if len(names) == 1:
        return str(names.pop())
    if names:
        raise TunesmithError(f"these takes are of {', '.join(sorted(names))}: name one of them with --corpus")
    raise TunesmithError("name the corpus to compare with, as in --corpus jigs; only takes know their own")


def read_subjects(
    sources: Sequence[Source],
    wanted: str,
    note: Note = lambda text: None,
    progress: Callable[[int, int], None] = lambda done, files: None,
) -> list[Subject]:
    """The tunes in the notation ``wanted`` that have two notes or more.

    ``note`` is told of what is passed over: in folders files that cannot be read or are of another notation,
    and anywhere tunes of under two notes. Raises TunesmithError for such a file that was named, and where no
    tune is left.
    """
    found: list[Subject] = []
    others = 0
    for done, source in enumerate(sources, 1):
        try:
            tunes = _read(source)
            strange = next((tune.piece.notation for tune in tunes if tune.piece.notation != wanted), None)
            if strange and not source.named:
                others += 1
                continue
            if strange:
                raise TunesmithError(
                    f"{source.path} is {KINDS[strange]} and the corpus {_plural(wanted)}: "
                    "compare it with a corpus of its own notation"
                )
        except TunesmithError as error:
            if source.named:
                raise
            note(f"passed over: {error}")
        else:
            found += [tune for tune in tunes if _long_enough(tune, note)]
        progress(done, len(sources))
    if others:
        note(
            f"passed over: {others} {'file' if others == 1 else 'files'} in another notation than the corpus"
        )
    if not found:
        places = ", ".join(str(source.path) for source in sources[:3]) or "the folder"
        raise TunesmithError(f"no tune of two notes or more to compare in {places}")
    return found


def _in_folder(folder: Path) -> list[Source]:
    best: dict[Path, tuple[int, Source]] = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        kind, suffix = _kind(path), path.suffix.lower()
        if suffix == ".json" and kind != "take":
            continue
        if suffix == ".txt" and kind != "tabla":
            continue
        if suffix not in (".json", ".abc", ".txt", *SCORES, *TABLA):
            continue
        rank = (".json", ".abc", ".txt", *TABLA, *SCORES).index(suffix)
        stem = path.with_suffix("")
        if stem not in best or rank < best[stem][0]:
            best[stem] = rank, Source(path, False, kind)
    return [source for _, source in best.values()]


def _kind(path: Path) -> str:
    suffix = path.suffix.lower()
    if suffix == ".json":
        with suppress(OSError), path.open("rb") as file:
            return "take" if FORMAT.rpartition(".")[0].encode() in file.read(GLANCE) else "json"
    if suffix in SCORES:
        return "midi"
    return "tabla" if suffix != ".abc" and is_tabla(path) else "abc"


def _read(source: Source) -> list[Subject]:
    if source.kind in ("take", "json"):
        take = Take.load(source.path)
        return [Subject(replace(take.piece, id=str(source.path)), str(source.path), take.seed)]
    reading = read_places([("", source.path)])
    if reading.unread:
        dropped = reading.unread[0]
        raise TunesmithError(
            dropped.detail if dropped.reason == "unreadable" else f"{source.path}: {dropped.detail}"
        )
    found = []
    for piece in reading.pieces:
        line = piece.source.rpartition(":")[2]
        place = f"{source.path}:{line}" if len(reading.pieces) > 1 and line.isdecimal() else str(source.path)
        found.append(Subject(replace(piece, id=place), place))
    return found


def _long_enough(tune: Subject, note: Note) -> bool:
    try:
        notes = len(read_melody(tune.piece))
    except TunesmithError as error:  # of tabla that cannot be read
        note(f"passed over: {tune.place}: {error}")
        return False
    if notes < 2:
        has = "1 note" if notes else "no notes"
        note(f"passed over: {tune.place} has {has}: two are needed to compare")
    return notes >= 2


def _reads(path: Path) -> bool:
    with suppress(TunesmithError):
        return bool(Take.load(path))
    return False


def _plural(wanted: str) -> str:
    return {"midi": "scores"}.get(wanted, KINDS[wanted])
