"""Makes verovio's SVG lean, reproducible and independent of music fonts."""

import re
from collections.abc import Set

_ROOT = re.compile(r'<svg width="([\d.]+)px" height="([\d.]+)px"[^>]* id="([^"]+)"[^>]*>')
_ID = re.compile(r' id="([^"]*)"')
# Verovio writes an accidental in a text as a character of its music font, in a size larger than the letters.
_MUSIC_TEXT = re.compile(r'<tspan font-family="[^"]*" font-size="([\d.]+)px">([\ue000-\uf8ff]+)</tspan>')
_VEROVIO_FONT, _FONT = 'font-family="Times, serif"', 'font-family="STIXGeneral, Times, serif"'
_MUSIC_TO_LETTERS = 0.5625
_LETTERS = str.maketrans("\uea64\uea65\uea66\ued60\ued61\ued62", "♭♮♯♭♮♯")  # of SMuFL


def tidy(svg: str, ids: Set[str], prefix: str = "") -> str:
    """Keep only the ids in ``ids``, with ``prefix``; give the page a viewBox, so that it can be scaled."""
    root = _ROOT.search(svg)
    assert root is not None, "verovio writes its size and id into the root"
    width, height, own = root.groups()
    svg = svg.replace(own, f"{prefix}sheet")
    size = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    svg = _ROOT.sub(f'<svg xmlns="http://www.w3.org/2000/svg" {size} id="{prefix}sheet">', svg, count=1)
    svg = svg.replace(_VEROVIO_FONT, _FONT)
    svg = _ID.sub(lambda match: _kept(match[1], ids, prefix), svg)
    return _MUSIC_TEXT.sub(_letters, svg)


def page_size(svg: str) -> tuple[float, float]:
    """Width and height in pixels of a page made by ``tidy``."""
    width, height = re.findall(r' (?:width|height)="([\d.]+)"', svg[:300])[:2]
    return float(width), float(height)


def in_points(svg: str) -> str:
    """The page with its size in PDF's points, 72 to the inch, where SVG counts 96 pixels."""
    return re.sub(
        r' (width|height)="([\d.]+)"', lambda match: f' {match[1]}="{float(match[2]) * 0.75:g}"', svg, count=2
    )


def _kept(name: str, ids: Set[str], prefix: str) -> str:
    if name in ids:
        return f' id="{prefix}{name}"'
    return f' id="{name}"' if name.endswith(f"{prefix}sheet") else ""


def _letters(match: re.Match[str]) -> str:
    return (
        f'<tspan font-size="{float(match[1]) * _MUSIC_TO_LETTERS:g}px">{match[2].translate(_LETTERS)}</tspan>'
    )
