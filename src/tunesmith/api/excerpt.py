"""The bars of an ABC tune in which some notes stand, as a tune of their own."""

from collections.abc import Collection
from dataclasses import replace

from tunesmith.music.abc.bar_spans import bar_spans
from tunesmith.music.abc.parser import parse
from tunesmith.music.abc.tune import Field
from tunesmith.music.piece import Piece


def excerpt(piece: Piece, ids: Collection[str]) -> tuple[Piece, tuple[str, ...]] | None:
    """Those bars, in the key and metre in force, and the ids that the notes ``ids`` have there.

    None where that is no part of the tune but all of it, or nothing.
    """
    tune = parse(piece.content)
    spans = bar_spans(tune)
    chosen = [place for place, span in enumerate(spans) if any(f"n{note}" in ids for note in span.notes)]
    if not chosen or chosen[-1] - chosen[0] + 1 == len(spans):
        return None
    first, last = spans[chosen[0]], spans[chosen[-1]]
    key = ""
    for element in (*tune.header, *tune.body):
        if isinstance(element, Field) and element.key is not None and element.start < first.start:
            key = element.value
    head = f"X:1\nM:{first.meter.text}\nL:{first.unit}\nK:{key or 'C'}\n"
    shift = len(head) - first.start
    notes = [note for span in spans[chosen[0] : chosen[-1] + 1] for note in span.notes]
    cut = replace(piece, content=f"{head}{piece.content[first.start : last.end]}|")
    return cut, tuple(f"n{note + shift}" for note in notes if f"n{note}" in ids)
