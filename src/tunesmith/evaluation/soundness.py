"""How many tunes of a collection are sound, and what is wrong with the others."""

from collections import Counter
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import asdict, dataclass
from typing import Any

from tunesmith.music.notation import notation
from tunesmith.music.piece import Piece

BAR_LENGTHS = frozenset({"bar-too-long", "bar-too-short", "cycle-incomplete", "vibhag-misplaced"})


@dataclass(frozen=True, slots=True)
class Soundness:
    """So many tunes, and what of them is sound."""

    tunes: int
    sound: int  # break no rule
    bars_right: int  # have no bar, or cycle, that is too long or too short
    broken: dict[str, int]  # rule -> tunes that break it, the commonest first

    @property
    def share(self) -> float:
        """Of sound tunes among all, from 0 to 1; 1 of none."""
        return self.sound / self.tunes if self.tunes else 1.0

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "share": self.share}


def count_sound(verdicts: Iterable[AbstractSet[str]]) -> Soundness:
    """``verdicts``: the names of the rules that each tune breaks."""
    found = list(verdicts)
    broken = Counter(rule for rules in found for rule in sorted(rules))
    return Soundness(
        tunes=len(found),
        sound=sum(not rules for rules in found),
        bars_right=sum(not rules & BAR_LENGTHS for rules in found),
        broken=dict(broken.most_common()),
    )


def broken_rules(piece: Piece) -> frozenset[str]:
    """The rules of its notation that a piece breaks, as ``tunesmith check`` finds them."""
    return frozenset(problem.rule for problem in notation(piece.notation).problems(piece.content))
