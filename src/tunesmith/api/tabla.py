"""Tabla in every form that eyes, ears and other programs read."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from tunesmith.music.notation import notation
from tunesmith.music.piece import Piece
from tunesmith.music.tabla.composition import Composition
from tunesmith.music.tabla.text import read
from tunesmith.render.audio import FORMATS as AUDIO
from tunesmith.render.playing import Playing

if TYPE_CHECKING:
    from tunesmith.render.audio import Audio


def _text(piece: Piece, form: str, playing: Playing) -> bytes:
    return piece.content.rstrip("\n").encode() + b"\n"


def _midi(piece: Piece, form: str, playing: Playing) -> bytes:
    from tunesmith.render.midi import write_midi

    return write_midi(playing.of(notation(piece.notation).score(piece.content)))


def _chart(piece: Piece, form: str, playing: Playing) -> bytes:
    from tunesmith.render.tabla import chart

    composition = _titled(piece)
    if form == "svg":
        return chart.svg(composition).encode()
    return chart.png(composition) if form == "png" else chart.pdf(composition)


FORMS: dict[str, Callable[[Piece, str, Playing], bytes]] = {
    "tabla": _text,
    "mid": _midi,
    **dict.fromkeys(("svg", "png", "pdf"), _chart),
}
# In what the wishes of a Playing can be heard.
HEARD = {"tempo": ("mid", *AUDIO), **dict.fromkeys(("samples", "drone", "click", "sa"), AUDIO)}


def sounding(piece: Piece, playing: Playing, *, cut: bool = False) -> "Audio":
    """The piece as it sounds. Raises TunesmithError where it cannot, and for wishes that cannot be."""
    from tunesmith.render.audio import LONGEST, Audio
    from tunesmith.render.tabla.samples import load_samples
    from tunesmith.render.tabla.synth import synthesize

    composition, _ = read(piece.content)
    notation("tabla").timeline(piece.content)  # which refuses one without bols
    if playing.tempo is not None:
        composition = replace(composition, laya=round(playing.tempo))
    samples = synthesize(
        [hit for hit in composition.hits() if not cut or hit.time <= LONGEST],
        drone=playing.drone,
        sams=[sam for sam in composition.sams() if sam <= LONGEST] if playing.click else (),
        pitch=playing.pitch,
        samples=load_samples(playing.samples).sounds if playing.samples else None,
    )
    return Audio(samples.T)


def engravings(piece: Piece) -> tuple[str, str]:
    """Its chart as two SVGs for a web page, which sets their colours: for a screen, and a telephone."""
    from tunesmith.render.tabla.chart import svg, themed

    composition = replace(read(piece.content)[0], title="")
    return themed(svg(composition)), themed(svg(composition, narrow=True))


def notes_on(playing: Playing) -> tuple[str, ...]:
    """What is to be said of its samples: strokes that are missing, files that are none."""
    from tunesmith.render.tabla.samples import load_samples

    return load_samples(playing.samples).notes if playing.samples else ()


def _titled(piece: Piece) -> Composition:
    composition, _ = read(piece.content)
    return composition if composition.title else replace(composition, title=piece.title)
