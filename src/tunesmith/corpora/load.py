"""From a name or a path to a corpus."""

import difflib
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tunesmith.corpora.catalog import ENTRIES, NOTTINGHAM, Entry
from tunesmith.corpora.cleaning import clean
from tunesmith.corpora.corpus import Corpus, Dropped, Report
from tunesmith.corpora.reading import Reading, read_places
from tunesmith.corpora.scores import clean_scores
from tunesmith.corpora.similarity import melody, near_duplicates
from tunesmith.corpora.split import grouped_split, plain_split
from tunesmith.corpora.tabla import clean_tabla
from tunesmith.errors import TunesmithError
from tunesmith.music.abc.parser import parse

PLAIN_SPLIT_CORPUS = "nottingham-jigs"


@dataclass(frozen=True, slots=True)
class _Origin:
    """What to read, and what is known of it before it is read."""

    title: str
    source: str
    licence: str
    non_commercial: bool
    meter: str
    places: tuple[tuple[str, Path], ...]  # first part of the ids, file or folder
    pattern: str = "*"  # of the names of files in folders
    voices: int = 0  # parts of a score; 0 for any number


def load_corpus(
    name_or_path: str,
    *,
    split: str = "grouped",
    progress: Callable[[int, int], None] = lambda done, files: None,
) -> Corpus:
    """A named corpus, or the music of a file or folder: ABC, scores (MIDI, MusicXML, kern, sound) or tabla.

    ``progress`` is told how many files are read, and of how many.

    ``nottingham-jigs=PATH`` reads that corpus from a local file instead of downloading it.
    ``split="grouped"`` keeps near-duplicates together; ``"plain"``, for nottingham-jigs alone, is the split
    of the reference char-RNN recipe: every tune is kept, and goes by its own sha256.

    Raises TunesmithError for an unknown name, files that are missing or have other content than they should,
    a place without a usable tune, and an unknown split.
    """
    name = str(name_or_path)
    _check_split(name, split)
    origin = _find(name)
    reading = read_places(origin.places, origin.pattern, progress)
    kept, dropped = _clean(reading, origin, split)
    if not kept:
        raise TunesmithError(_nothing_left(name, reading, dropped))
    names = list(kept)
    groups = tuple(tuple(names[index] for index in group) for group in near_duplicates(list(kept.values())))
    pieces = reading.pieces.only(kept.__contains__)
    return Corpus(
        name=name,
        title=origin.title,
        pieces=pieces,
        source=origin.source,
        licence=origin.licence,
        non_commercial=origin.non_commercial,
        checksum=reading.checksum,
        report=Report(len(reading.pieces), (*reading.unread, *dropped)),
        groups=groups,
        split=plain_split(pieces) if split == "plain" else grouped_split(pieces, groups),
    )


def _clean(reading: Reading, origin: _Origin, split: str) -> tuple[dict[str, bytes], list[Dropped]]:
    """The ids of the pieces to keep, in order, each with its melody, and the other pieces."""
    kind = reading.pieces[0].notation if reading.pieces else "abc"
    if kind == "midi":
        return clean_scores(reading.pieces, origin.voices)
    if kind == "tabla":
        return clean_tabla(reading.pieces)
    if split == "plain":
        return {piece.id: melody(parse(piece.content)) for piece in reading.pieces}, []
    kept, dropped = clean(reading.pieces, origin.meter)
    return {piece.id: melody(tune) for piece, tune in kept}, dropped


def _check_split(name: str, split: str) -> None:
    if split not in ("grouped", "plain"):
        raise TunesmithError(f"unknown split {split!r}: choose grouped or plain")
    if split == "plain" and name.partition("=")[0] != PLAIN_SPLIT_CORPUS:
        raise TunesmithError(f"the plain split exists for {PLAIN_SPLIT_CORPUS} only: use grouped for {name}")


def _find(name: str) -> _Origin:
    known, equals, local = name.partition("=")
    if known == PLAIN_SPLIT_CORPUS and equals:
        return _named(ENTRIES[known], local=_verified(Path(local)))
    if name in ENTRIES:
        return _named(ENTRIES[name])
    path = Path(name)
    if path.exists():
        stem = path.resolve().stem or "corpus"
        return _Origin(stem, str(path), "unknown: as its owner says", False, "", ((stem, path),))
    if path.suffix or path.parent != Path():
        raise TunesmithError(f"no such file or folder: {name}; `tunesmith corpora` lists the named corpora")
    near = difflib.get_close_matches(name.lower(), ENTRIES, n=3)
    hint = f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(ENTRIES)}."
    raise TunesmithError(f"unknown corpus {name!r}: {hint} The path of a file or folder of music is good too")


def _named(entry: Entry, local: Path | None = None) -> _Origin:
    return _Origin(
        title=entry.title,
        source=str(local) if local else entry.source,
        licence=entry.licence,
        non_commercial=entry.non_commercial,
        meter=entry.meter,
        pattern=entry.pattern,
        voices=entry.voices,
        places=tuple((part.name, local or part.locate()) for part in entry.collections),
    )


def _verified(path: Path) -> Path:
    try:
        checksum = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise TunesmithError(f"cannot read {path}: {(error.strerror or str(error)).lower()}") from error
    if checksum != NOTTINGHAM.sha256:
        raise TunesmithError(
            f"{path} is not the {PLAIN_SPLIT_CORPUS} file (sha256 {checksum[:12]}..., not "
            f"{NOTTINGHAM.sha256[:12]}...): to use it as a corpus of its own, give its path alone"
        )
    return path


def _nothing_left(name: str, reading: Reading, dropped: list[Dropped]) -> str:
    findings = [*reading.unread, *dropped]
    if not findings:
        return f"no music in {name}: it has no file of ABC, MIDI, MusicXML, kern, tabla or sound"
    first = findings[0].detail if findings[0].reason == "unreadable" else str(findings[0])
    more = f" (and {len(findings) - 1} more findings)" if len(findings) > 1 else ""
    return f"no usable tune in {name}: {first}{more}"
