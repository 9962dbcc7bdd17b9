"""Music in staff notation, ABC or scores, in every form that eyes, ears and other programs read."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from tunesmith.api.primer import with_pickup
from tunesmith.music.notation import notation
from tunesmith.music.piece import Piece
from tunesmith.render.audio import FORMATS as AUDIO
from tunesmith.render.playing import Playing
from tunesmith.render.swing import STRAIGHT

if TYPE_CHECKING:
    from symusic.core import ScoreTick

    from tunesmith.render.audio import Audio


def _midi(piece: Piece, form: str, playing: Playing) -> bytes:
    from tunesmith.render.midi import write_midi

    return write_midi(_played(piece, playing))


def sounding(piece: Piece, playing: Playing, *, cut: bool = False) -> "Audio":
    """The piece as it sounds."""
    from tunesmith.render.audio import synthesize

    return synthesize(_played(piece, playing), soundfont=playing.soundfont, cut=cut)


def engravings(piece: Piece) -> tuple[str, str]:
    """Its score as two SVGs for a web page: for a screen, and for a telephone."""
    from tunesmith.render.sheet import svg

    mei = notation(piece.notation).mei(piece.content)
    return svg(mei, layout="column"), svg(mei, layout="narrow")


def _played(piece: Piece, playing: Playing) -> "ScoreTick":
    """Where it is swung, with its pickup: that decides which eighth is the first of two."""
    if piece.notation == "abc" and playing.swing != STRAIGHT:
        return playing.of(with_pickup(piece.content))
    return playing.of(notation(piece.notation).score(piece.content))


def _sheet(piece: Piece, form: str, playing: Playing) -> bytes:
    from tunesmith.render import sheet

    mei = notation(piece.notation).mei(piece.content)
    if form == "svg":
        return sheet.svg(mei).encode()
    return sheet.png(mei) if form == "png" else sheet.pdf(mei)


def _text(piece: Piece, form: str, playing: Playing) -> bytes:
    if form == "musicxml":
        return notation(piece.notation).musicxml(piece.content).encode()
    if piece.notation == "midi":
        from tunesmith.music.midi.text import read
        from tunesmith.music.midi.to_abc import to_abc

        return to_abc(read(piece.content), title=piece.title).abc.encode()
    return piece.content.rstrip("\n").encode() + b"\n"


FORMS: dict[str, Callable[[Piece, str, Playing], bytes]] = {
    "abc": _text,
    "musicxml": _text,
    "mid": _midi,
    **dict.fromkeys(("svg", "png", "pdf"), _sheet),
}
# In what the wishes of a Playing can be heard.
HEARD = {
    **dict.fromkeys(("instrument", "tempo", "swing"), ("mid", *AUDIO)),
    "soundfont": AUDIO,
}
