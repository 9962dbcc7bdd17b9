"""A corpus without the twins of tunes that it must not know."""

from collections.abc import Sequence
from dataclasses import replace

from tunesmith.corpora.corpus import Corpus, Dropped, Report
from tunesmith.corpora.load import PLAIN_SPLIT_CORPUS, load_corpus
from tunesmith.corpora.scores import melody
from tunesmith.corpora.similarity import alike
from tunesmith.corpora.similarity import melody as abc_melody
from tunesmith.music.abc.parser import parse
from tunesmith.music.notation import notation
from tunesmith.music.piece import Piece


def held_out_of(name: str) -> list[Piece]:
    """The pieces of a corpus that any of its splits holds out. Raises what ``load_corpus`` raises."""
    splits = ["grouped", "plain"] if name.partition("=")[0] == PLAIN_SPLIT_CORPUS else ["grouped"]
    pieces = (piece for split in splits for piece in load_corpus(name, split=split).held_out)
    return list({piece.id: piece for piece in pieces}.values())


def without_twins(corpus: Corpus, others: Sequence[Piece]) -> Corpus:
    """The corpus less every near-duplicate of one of ``others``, and of such a one in turn.

    What is left out stands in the report, as ``twin``.
    """
    melodies = _melodies((*corpus.pieces, *others))
    count = len(corpus.pieces)
    twins: dict[str, str] = {}  # id -> what it is alike
    for one, other in alike(melodies):
        if one < count <= other:
            twins.setdefault(corpus.pieces[one].id, others[other - count].id)
    for group in corpus.groups:
        for own in [own for own in group if own in twins]:
            twins.update({member: twins[own] for member in group if member not in twins})
    dropped = tuple(
        Dropped(
            piece.id, piece.source, "twin", f"near-duplicate of {twins[piece.id]}, which it must not know"
        )
        for piece in corpus.pieces
        if piece.id in twins
    )
    return replace(
        corpus,
        pieces=corpus.only(lambda own: own not in twins),
        report=Report(corpus.report.read, (*corpus.report.dropped, *dropped)),
        groups=tuple(group for group in corpus.groups if group[0] not in twins),
        split=replace(corpus.split, held_out=corpus.split.held_out - twins.keys()),
    )


def _melodies(pieces: Sequence[Piece]) -> list[bytes]:
    """Of ABC alone in steps on the staff, which accidentals do not change; else in semitones, as played."""
    if all(piece.notation == "abc" for piece in pieces):
        return [abc_melody(parse(piece.content)) for piece in pieces]
    return [melody(notation(piece.notation).score(piece.content)) for piece in pieces]
