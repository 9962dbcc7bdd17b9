"""How varied tunes are among themselves.

Tunes are compared as ``novelty`` does: intervals and lengths note by note, so that neither key nor codec nor
spelling matters. More music always repeats more of itself, so collections are compared at the same number of
notes, drawn tune by tune, again and again.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from tunesmith.evaluation.estimate import Estimate, Floats, spread
from tunesmith.evaluation.novelty.index import codes
from tunesmith.evaluation.novelty.melody import Integers, Melody

GRAMS = (1, 2, 4, 8)  # notes
LONGEST = 4  # n-grams of the overlap among tunes
DRAWS, SHARE = 20, 0.8  # of the notes of the smaller collection

Runs = tuple[Integers, Integers]  # (R,) equal runs with equal numbers, from 0 without a gap; (R,) their tunes


@dataclass(frozen=True, slots=True)
class Variety:
    """What was found in draws of ``notes`` notes: the mean, and between what 95 % of the draws lie."""

    tunes: int
    notes: int
    distinct: dict[int, Estimate]  # n -> share of different ones among the runs of n notes
    bars: Estimate  # share of different ones among the bars
    overlap: Estimate  # how much of a tune the others have, 0 to 1: see ``overlaps``
    same: int  # tunes that are note for note like another, in any key

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def compare_variety(sides: Sequence[Sequence[Melody]], seed: int) -> list[Variety]:
    """All collections at the same number of notes. Raises ValueError where one has none."""
    tunes = [_Tunes.of(melodies) for melodies in sides]
    notes = int(SHARE * min((side.notes for side in tunes), default=0))
    if not notes:
        raise ValueError("there are no notes to compare")
    return [side.variety(notes, seed) for side in tunes]


def distinct(words: Sequence[Integers], n: int) -> float:
    """The share of different runs among all runs of n words (J. Li et al., "A diversity-promoting objective
    function for neural conversation models", NAACL 2016); 1 where there are no runs.
    """
    return _distinct(_runs(words, n)[-1])


def overlaps(words: Sequence[Integers]) -> Floats:
    """For each of P tunes how much of it stands in others (P,), from 0 to 1.

    The self-BLEU of Y. Zhu et al., "Texygen", SIGIR 2018, without its penalty for brevity: the share of a
    tune's runs of 1 to ``LONGEST`` words that another tune has at least as often, as a geometric mean. A tune
    of fewer words has no longer runs than itself; one of no words has 0.
    """
    return _overlaps(_runs(words, LONGEST), len(words))


def _distinct(runs: Runs) -> float:
    kinds, _ = runs
    return (int(kinds.max()) + 1) / len(kinds) if len(kinds) else 1.0


def _overlaps(levels: Sequence[Runs], tunes: int) -> Floats:
    """``levels``: the runs of 1, 2, ... words."""
    logs, lengths = np.zeros(tunes), np.zeros(tunes)
    for kinds, owners in levels:
        pairs, counts = np.unique(kinds * tunes + owners, return_counts=True)
        kind, owner = np.divmod(pairs, tunes)
        most, second = _two_largest(kind, counts)
        others = np.where(counts == most[kind], second[kind], most[kind])
        found = np.bincount(owner, weights=np.minimum(counts, others), minlength=tunes)
        there = np.bincount(owners, minlength=tunes)
        with np.errstate(divide="ignore"):
            logs += np.log(np.where(there, found / np.maximum(1, there), 1.0))
        lengths += there > 0
    return np.where(lengths, np.exp(logs / np.maximum(1, lengths)), 0.0)


@dataclass(frozen=True, eq=False)
class _Tunes:
    """P tunes as words: one for each note, and one for each bar."""

    words: list[Integers]
    bars: list[Integers]

    @classmethod
    def of(cls, melodies: Sequence[Melody]) -> "_Tunes":
        full = [melody for melody in melodies if len(melody) > 1]
        words = [codes(melody.heights, melody.lengths)[1] for melody in full]
        return cls(words, [melody.bar_keys[melody.bar_keys != 0].view(np.int64) for melody in full])

    @property
    def notes(self) -> int:
        return sum(map(len, self.words))

    def variety(self, notes: int, seed: int) -> Variety:
        draws = [self._draw(chosen, notes) for chosen in self._orders(seed)]
        columns = [spread(column) for column in zip(*draws, strict=True)]
        texts = Counter(words.tobytes() for words in self.words)
        return Variety(
            tunes=len(self.words),
            notes=notes,
            distinct=dict(zip(GRAMS, columns, strict=False)),
            bars=columns[-2],
            overlap=columns[-1],
            same=sum(count for count in texts.values() if count > 1),
        )

    def _orders(self, seed: int) -> Iterator[list[int]]:
        random = np.random.Generator(np.random.PCG64(seed))
        return (random.permutation(len(self.words)).tolist() for _ in range(DRAWS))

    def _draw(self, order: Sequence[int], notes: int) -> list[float]:
        """The figures of the first tunes in that order that have so many notes, the last of them cut."""
        words, bars = list[Integers](), list[Integers]()
        for place in order:
            left = notes - sum(map(len, words))
            if left <= 0:
                break
            share = min(1.0, left / len(self.words[place]))
            words.append(self.words[place][:left])
            bars.append(self.bars[place][: round(share * len(self.bars[place]))])
        levels = _runs(words, max(GRAMS))
        different = [_distinct(levels[n - 1]) for n in GRAMS]
        overlap = _overlaps(levels[:LONGEST], len(words))
        return [*different, distinct(bars, 1), float(overlap.mean())]


def _runs(words: Sequence[Integers], longest: int) -> list[Runs]:
    """The runs of 1, 2, ... up to ``longest`` words that lie within a tune."""
    text = np.concatenate([*words, np.zeros(0, np.int64)])
    owners = np.repeat(np.arange(len(words)), [len(own) for own in words])
    _, letters = np.unique(text, return_inverse=True)
    starts, kinds = np.arange(len(text)), letters
    found = [(kinds, owners)]
    for n in range(1, longest):
        starts, kinds = starts[starts + n < len(text)], kinds[starts + n < len(text)]
        inside = owners[starts] == owners[starts + n]
        starts, kinds = starts[inside], kinds[inside]
        # Numbered anew after every word, they stay small.
        _, kinds = np.unique(kinds * (len(text) + 1) + letters[starts + n], return_inverse=True)
        found.append((kinds, owners[starts]))
    return found


def _two_largest(kinds: Integers, counts: Integers) -> tuple[Integers, Integers]:
    """For each kind, from 0 on without a gap, the largest of its counts and the one after it; 0 for none."""
    order = np.lexsort((-counts, kinds))
    ordered, sizes = kinds[order], counts[order]
    first = np.flatnonzero(np.diff(ordered, prepend=-1))
    following = np.minimum(first + 1, len(order) - 1)
    alone = (following == first) | (ordered[following] != ordered[first])
    return sizes[first], np.where(alone, 0, sizes[following])
