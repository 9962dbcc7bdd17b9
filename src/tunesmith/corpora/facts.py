"""What a corpus holds, in numbers."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from tunesmith.corpora.corpus import Corpus
from tunesmith.corpora.score_facts import ScoreFacts, describe_scores
from tunesmith.corpora.tabla_facts import TablaFacts, describe_tabla
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
    scores: ScoreFacts | None = None  # of a corpus of scores
    tabla: TablaFacts | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            name: fact
            for name, fact in asdict(self).items()
            if fact is not None or name not in ("scores", "tabla")
        }


def describe(corpus: Corpus) -> CorpusFacts:
    """Parses every piece: about a millisecond each."""
    scores = describe_scores(corpus) if corpus.notation == "midi" else None
    tabla = describe_tabla(corpus) if corpus.notation == "tabla" else None
    others = scores or tabla
    tunes = [] if others else [parse(piece.content) for piece in corpus.pieces]
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
        notes=others.notes if others else sum(isinstance(e, Note) for tune in tunes for e in tune.body),
        characters=sum(len(piece.content) for piece in corpus.pieces),
        distinct_characters=len({character for piece in corpus.pieces for character in piece.content}),
        meters=scores.meters if scores else _counts(tune.meter.text for tune in tunes),
        keys=scores.keys
        if scores
        else _counts(f"{tune.key.tonic} {tune.key.mode}".strip() or tune.key.text for tune in tunes),
        scores=scores,
        tabla=tabla,
    )


def _counts(values: Iterable[str]) -> dict[str, int]:
    return dict(Counter(values).most_common())
