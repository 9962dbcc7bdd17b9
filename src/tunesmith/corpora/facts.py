"""What a corpus holds, in numbers."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from tunesmith.corpora.corpus import Corpus
from tunesmith.music.abc.parser import parse
from tunesmith.music.abc.tune import Note


@dataclass(frozen=True, slots=True)
class CorpusFacts:
    """What ``tunesmith corpora show NAME`` tells. ``read`` and ``dropped`` aside, it is after cleaning."""

    name: str
    title: str
    source: str
    licence: str
    non_commercial: bool
    checksum: str
    read: int  # tunes in the files
    dropped: dict[str, int]  # reason -> tunes or files
    pieces: int
    split: str
    train: int
    held_out: int
    straddling: int  # held-out pieces that have a near-duplicate among the training pieces
    near_duplicates: int  # pieces that have one
    near_duplicate_groups: int
    notes: int
    characters: int  # of all pieces' text
    distinct_characters: int
    meters: dict[str, int]  # metre -> pieces, the commonest first
    keys: dict[str, int]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def describe(corpus: Corpus) -> CorpusFacts:
    """Parses every piece: about a millisecond each."""
    tunes = [parse(piece.content) for piece in corpus.pieces]
    held_out = corpus.split.held_out
    divided = [held_out.intersection(group) for group in corpus.groups if not held_out.issuperset(group)]
    return CorpusFacts(
        name=corpus.name,
        title=corpus.title,
        source=corpus.source,
        licence=corpus.licence,
        non_commercial=corpus.non_commercial,
        checksum=corpus.checksum,
        read=corpus.report.read,
        dropped=corpus.report.counts,
        pieces=len(corpus.pieces),
        split=corpus.split.method,
        train=len(corpus.train),
        held_out=len(corpus.held_out),
        straddling=sum(map(len, divided)),
        near_duplicates=sum(len(group) for group in corpus.groups),
        near_duplicate_groups=len(corpus.groups),
        notes=sum(isinstance(element, Note) for tune in tunes for element in tune.body),
        characters=sum(len(piece.content) for piece in corpus.pieces),
        distinct_characters=len({character for piece in corpus.pieces for character in piece.content}),
        meters=_counts(tune.meter.text for tune in tunes),
        keys=_counts(f"{tune.key.tonic} {tune.key.mode}".strip() or tune.key.text for tune in tunes),
    )


def _counts(values: Iterable[str]) -> dict[str, int]:
    return dict(Counter(values).most_common())
