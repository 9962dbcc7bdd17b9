"""What a run loses when some of its units are held still."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tunesmith.api.inspect import first_point, held_in_words, held_out_pieces, trace_piece
from tunesmith.api.soundness import UNENDED
from tunesmith.api.wishes import granted
from tunesmith.evaluation.soundness import Soundness, broken_rules, count_sound
from tunesmith.generation.request import Request
from tunesmith.generation.take import Take
from tunesmith.generation.writer import Writer
from tunesmith.inspection.silence import Cost, costs
from tunesmith.models.checkpoint import Checkpoint
from tunesmith.models.clamp import read_clamp


@dataclass(frozen=True, slots=True)
class Silenced:
    """The same pieces read, and the same seeds written, with the model as it is and with units held."""

    held: tuple[str, ...]  # "1:23=0"
    pieces: int
    costs: tuple[Cost, ...]
    before: Soundness  # of takes without rules
    after: Soundness
    takes: tuple[Take, Take]  # one seed, both ways, with rules as the request says

    @property
    def words(self) -> str:
        return held_in_words(self.held)

    def to_json(self) -> dict[str, Any]:
        return {
            "held": list(self.held),
            "pieces": self.pieces,
            "costs": [cost.to_json() for cost in self.costs],
            "sound_without_rules": {"before": self.before.to_json(), "after": self.after.to_json()},
            "takes": [take.model_dump(mode="json") for take in self.takes],
        }


def measure_silence(
    checkpoint: Checkpoint,
    held_units: Sequence[str],
    pieces: int,
    takes: int,
    seed: int = 0,
    told: Callable[[str], None] = lambda step: None,
) -> Silenced:
    """Read so many held-out pieces, and write so many takes without rules, with units held and without.

    ``held_units`` as in ``Request.held``; ``told`` hears what is being done. Raises TunesmithError for units
    that the model does not have.
    """
    held = [read_clamp(text) for text in held_units]
    wishes = {"checkpoint": checkpoint.folder, "seed": seed, "count": takes, "held": tuple(held_units)}
    request = granted(Request, wishes)
    point = first_point(checkpoint)
    chosen = held_out_pieces(checkpoint, pieces)
    told(f"reading {len(chosen)} held-out pieces twice")
    before = [trace_piece(checkpoint, piece, points=[point]) for piece in chosen]
    after = [trace_piece(checkpoint, piece, held, points=[point]) for piece in chosen]
    told(f"writing {request.count} takes without rules, twice")
    writer = Writer.of(checkpoint)
    raw = request.model_copy(update={"rules": "off"})
    return Silenced(
        held=request.held,
        pieces=len(chosen),
        costs=tuple(costs(before, after)),
        before=_soundness(writer, raw.model_copy(update={"held": ()})),
        after=_soundness(writer, raw),
        takes=(_one(writer, request.model_copy(update={"held": ()})), _one(writer, request)),
    )


def _soundness(writer: Writer, request: Request) -> Soundness:
    takes = (item for item in writer.write(request) if isinstance(item, Take))
    return count_sound(broken_rules(take.piece) | (set() if take.ended else {UNENDED}) for take in takes)


def _one(writer: Writer, request: Request) -> Take:
    *_, take = writer.write(request.model_copy(update={"count": 1}))
    assert isinstance(take, Take)
    return take
