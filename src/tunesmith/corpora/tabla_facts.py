"""What a corpus of tabla holds, in numbers."""

from collections import Counter
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from tunesmith.corpora.corpus import Corpus
from tunesmith.music.tabla.notation import Tabla
from tunesmith.music.tabla.tala import known_tala
from tunesmith.music.tabla.text import read


@dataclass(frozen=True, slots=True)
class TablaFacts:
    """What ``tunesmith corpora show`` tells of tabla beside what it tells of every corpus."""

    notes: int  # bols, as written
    talas: dict[str, int]  # -> pieces
    forms: dict[str, int]
    bols: dict[str, int]  # -> how often they are written
    cycles: tuple[float, float, float]  # that a piece lasts: fewest, median, most
    layas: tuple[int, float, int]  # matras a minute
    sound: int  # pieces in which the checker finds nothing

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def describe_tabla(corpus: Corpus) -> TablaFacts:
    """Reads and checks every piece: a millisecond or two each."""
    talas, forms, bols = Counter[str](), Counter[str](), Counter[str]()
    cycles, layas = list[float](), list[int]()
    sound = 0
    for piece in corpus.pieces:
        composition, _ = read(piece.content)
        tala = known_tala(composition.tala)
        talas[composition.tala] += 1
        forms[composition.form or "not stated"] += 1
        bols.update(note.bol for section in composition.sections for note in section.notes if note.bol)
        cycles.append(float(composition.matras / tala.matras) if tala else 0.0)
        layas.append(composition.laya)
        sound += not Tabla().problems(piece.content)
    return TablaFacts(
        notes=bols.total(),
        talas=dict(talas.most_common()),
        forms=dict(forms.most_common()),
        bols=dict(bols.most_common()),
        cycles=(min(cycles), median(cycles), max(cycles)),
        layas=(min(layas), median(layas), max(layas)),
        sound=sound,
    )
