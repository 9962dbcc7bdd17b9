"""``import tunesmith as ts``: a learned model in three lines."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tunesmith.api.outputs import page, parse_formats, render
from tunesmith.api.wishes import granted
from tunesmith.errors import TunesmithError
from tunesmith.files import write_atomic
from tunesmith.generation.request import Request
from tunesmith.generation.take import Take
from tunesmith.generation.writer import Writer
from tunesmith.models.checkpoint import Checkpoint, load_checkpoint
from tunesmith.music.notation import notation
from tunesmith.music.piece import Piece
from tunesmith.music.problem import Problem
from tunesmith.render.playing import Playing

if TYPE_CHECKING:
    from symusic.core import ScoreTick

    from tunesmith.api.novel import Gauge
    from tunesmith.inspection.trace import Trace


class Tune:
    """A take with everything one may want of it. A notebook shows its score and a player."""

    def __init__(self, take: Take) -> None:
        self.take = take

    @property
    def abc(self) -> str:
        return self.take.piece.content

    @cached_property
    def score(self) -> "ScoreTick":
        """What sounds when, as symusic's Score."""
        return notation(self.take.piece.notation).score(self.abc)

    @cached_property
    def problems(self) -> list[Problem]:
        return notation(self.take.piece.notation).problems(self.abc)

    def save(self, path: Path | str, **wishes: Any) -> None:
        """Write it in the format that the file's name ends with; ``.json`` is the take, ``.html`` a page.

        Sound and MIDI take the fields of a Playing: ``tune.save("tune.mp3", instrument="flute", swing=0.6)``.
        """
        path, playing = Path(path), granted(Playing, wishes)
        (form,) = parse_formats(path.suffix.removeprefix("."), self.take.piece.notation)
        if form in ("json", "html") and playing.given:
            raise TunesmithError(f"{', '.join(wishes)} cannot be heard in .{form}; save it as .mp3 or .mid")
        if form == "json":
            self.take.save(path)
        else:
            data = page([self.take], {}) if form == "html" else render(self.take.piece, form, playing)
            write_atomic(path, data)

    def _repr_html_(self) -> str:
        """The score and a player, for a notebook."""
        from base64 import b64encode

        sound = b64encode(render(self.take.piece, "mp3")).decode()
        score = render(self.take.piece, "svg").decode()
        return f'<div>{score}<audio controls src="data:audio/mpeg;base64,{sound}"></audio></div>'

    def __repr__(self) -> str:
        return f"Tune(seed={self.take.seed}, {len(self.take.tokens)} tokens)\n{self.abc}"


class Model:
    """A checkpoint ready to write."""

    def __init__(self, checkpoint: Checkpoint, path: Path) -> None:
        self.checkpoint = checkpoint
        self.path = path
        self._writer = Writer.of(checkpoint)

    def generate(self, **wishes: Any) -> list[Tune]:
        """The takes of a Request with these fields: ``count``, ``seed``, ``temperature``, ``primer`` ...

        ``novel=0.9`` refuses takes that copy more than nine of ten human tunes do, and writes others.

        Raises TunesmithError for an unknown or impossible wish, and where no take is novel enough.
        """
        request = make_request(checkpoint=self.path, **wishes)
        if request.novel is None:
            items = self._writer.write(request)
        else:
            from tunesmith.api.novel import novel_takes

            items = novel_takes(self._writer, request, self._gauge)
        return [Tune(item) for item in items if isinstance(item, Take)]

    @cached_property
    def _gauge(self) -> "Gauge":
        from tunesmith.api.novel import Gauge

        return Gauge.of(self.checkpoint.config)

    def inspect(self, piece: "Piece | Tune | str", points: Sequence[str] | None = None) -> "Trace":
        """Read a piece, or a tune that this model wrote, and tell what it expected and what its units did.

        ``points``: the activations to record, by name; None for all. A notebook shows the trace as text,
        coloured by surprise. Raises TunesmithError for a piece that the model cannot read.
        """
        from tunesmith.api.inspect import trace_piece, trace_take

        if isinstance(piece, Tune):
            return trace_take(self.checkpoint, piece.take)
        if isinstance(piece, str):
            piece = Piece("", "", self._writer.codec.notation, piece, "")
        return trace_piece(self.checkpoint, piece, points=points)


def load(path: Path | str) -> Model:
    """A run or checkpoint folder. Raises TunesmithError when it is missing or damaged."""
    return Model(load_checkpoint(path), Path(path))


def make_request(**wishes: Any) -> Request:
    """A Request. Raises TunesmithError where a wish is unknown or out of range."""
    return granted(Request, wishes)
