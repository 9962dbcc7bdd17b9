"""Engraves MEI with verovio: SVG for screens, PNG and PDF that show the same page.

Verovio is loaded by the first call. Its music signs are outlines in the SVG; texts name the fonts
``STIXGeneral, Times, serif``, and PNG and PDF draw them with STIXGeneral, a Times that matplotlib ships.
"""

import re
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import Any, Literal

from tunesmith.errors import TunesmithError
from tunesmith.render.pdf import join_pdfs
from tunesmith.render.raster import font_files, rasterize
from tunesmith.render.svg import in_points, tidy

Layout = Literal["paper", "column", "narrow"]

_A4_HEIGHT, _TALLEST = 2970, 60000  # tenths of a millimetre; verovio's own limit is the second
_OPTIONS: dict[str, Any] = {
    "inputFrom": "mei",
    "breaks": "line",
    "header": "encoded",
    "footer": "none",
    "adjustPageHeight": True,
    "pageWidth": 2160,
    "pageMarginLeft": 60,
    "pageMarginRight": 60,
    "pageMarginTop": 60,
    "pageMarginBottom": 60,
    "scale": 38,  # 821 pixels wide: 8.5 inches
    "spacingSystem": 6,
    "minLastJustification": 0.3,
    "bottomMarginHeader": 4.0,
    "smuflTextFont": "none",
    "svgRemoveXlink": True,
    "svgFormatRaw": True,
    "xmlIdSeed": 1,
}
_COLUMN = {  # for a web page, which has its own title and margins
    "header": "none",
    "pageMarginLeft": 0,
    "pageMarginRight": 0,
    "pageMarginTop": 20,
    "pageMarginBottom": 20,
}
_LAYOUTS: dict[str, dict[str, Any]] = {
    "paper": {},
    "column": _COLUMN,
    "narrow": _COLUMN | {"pageWidth": 950, "breaks": "auto"},  # for telephones: two or three bars a line
}
_verovio_lock = Lock()


@dataclass(frozen=True, slots=True)
class Sheet:
    """Engraved pages, each cropped to its content."""

    pages: tuple[str, ...]  # SVG documents that need nothing beside themselves

    def png(self, zoom: float = 2.0) -> bytes:
        """The first page on white; ``zoom`` 2 gives two pixels for each pixel of the SVG, 192 to the inch.

        A page taller than 16,000 pixels is drawn smaller, so that memory and time stay bounded.
        """
        return rasterize(self.pages[0], zoom)

    def pdf(self) -> bytes:
        """All pages in one document, 8.5 inches wide, with text that can be searched."""
        import svg2pdf_py  # type: ignore[import-untyped]

        return join_pdfs([svg2pdf_py.svg_to_pdf(in_points(page), _font_database()) for page in self.pages])


def engrave(mei: str, *, prefix: str = "", page_height: int = _TALLEST, layout: Layout = "paper") -> Sheet:
    """Engrave an MEI document whose line breaks are encoded.

    ``paper`` has title and margins; ``column`` is the music alone, for a web page; ``narrow`` likewise,
    with the lines broken anew for a telephone.

    The ids of the MEI's elements are kept, with ``prefix`` before them, so that a web page can colour
    ``#n123`` and hold several sheets at once. ``page_height`` is in tenths of a millimetre; music that
    does not fit goes to another page. Raises TunesmithError when verovio cannot read the document.
    """
    with _verovio_lock:
        toolkit = _toolkit()
        toolkit.setOptions(_OPTIONS | _LAYOUTS[layout] | {"pageHeight": min(page_height, _TALLEST)})
        if not toolkit.loadData(mei):
            raise TunesmithError(
                "cannot engrave this music: verovio does not read its MEI; check the ABC first"
            )
        pages = [toolkit.renderToSVG(number) for number in range(1, toolkit.getPageCount() + 1)]
    ids = frozenset(re.findall(r'xml:id="([^"]+)"', mei))
    return Sheet(tuple(tidy(page, ids, prefix) for page in pages))


def svg(mei: str, *, prefix: str = "", layout: Layout = "paper") -> str:
    """The whole tune on one tall page (the first, for music of more than five metres)."""
    return engrave(mei, prefix=prefix, layout=layout).pages[0]


def png(mei: str, *, zoom: float = 2.0) -> bytes:
    """The page of ``svg`` as pixels."""
    return engrave(mei).png(zoom)


def pdf(*meis: str) -> bytes:
    """Tunes for printing: each begins a page, and goes on to others where it is longer than A4."""
    pages = [page for mei in meis for page in engrave(mei, page_height=_A4_HEIGHT).pages]
    return Sheet(tuple(pages)).pdf()


@cache
def _toolkit() -> Any:
    import verovio

    verovio.enableLog(verovio.LOG_OFF)
    return verovio.toolkit()


@cache
def _font_database() -> Any:
    import svg2pdf_py

    database = svg2pdf_py.FontDatabase()
    for path in font_files():
        database.load_font_file(str(path))
    return database
