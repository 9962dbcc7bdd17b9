"""Draws an SVG as pixels, with the text fonts that matplotlib ships and no others."""

from functools import cache
from importlib.util import find_spec
from pathlib import Path

from tunesmith.errors import TunesmithError
from tunesmith.render.svg import page_size

_TALLEST = 16000  # pixels
_FONTS = (  # DejaVu has the letters that STIX lacks
    "STIXGeneral",
    "STIXGeneralBol",
    "STIXGeneralItalic",
    "STIXGeneralBolIta",
    "DejaVuSans",
    "DejaVuSans-Bold",
    "DejaVuSansMono",
)


def rasterize(svg: str, zoom: float) -> bytes:
    """A PNG of the SVG on white; ``zoom`` 2 gives two pixels for each of its own, 192 to the inch.

    A picture taller than 16,000 pixels is drawn smaller, so that memory and time stay bounded.
    """
    import resvg_py

    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg,
            background="white",
            zoom=min(zoom, _TALLEST / page_size(svg)[1]),
            skip_system_fonts=True,
            font_files=[str(path) for path in font_files()],
            font_family="STIXGeneral",
            serif_family="STIXGeneral",
            sans_serif_family="DejaVu Sans",
            monospace_family="DejaVu Sans Mono",
        )
    )


@cache
def font_files() -> tuple[Path, ...]:
    """The text fonts, found without importing matplotlib."""
    spec = find_spec("matplotlib")
    if spec is None or spec.origin is None:
        raise TunesmithError("cannot find the text fonts: matplotlib is missing; run pip install matplotlib")
    folder = Path(spec.origin).parent / "mpl-data" / "fonts" / "ttf"
    return tuple(folder / f"{name}.ttf" for name in _FONTS)
