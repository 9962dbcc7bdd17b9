"""An SVG made ready to stand inside an HTML page."""

import re
import xml.etree.ElementTree as ET

from tunesmith.errors import TunesmithError

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_REFERENCE = re.compile(r"#([\w.:-]+)")


def inline_svg(svg: str, prefix: str) -> str:
    """The SVG with ``prefix`` before every id and every reference to one, scaling to the width it is given.

    A page may hold many scores, whose ids would clash. Raises TunesmithError where it is not well-formed.
    """
    try:
        root = ET.fromstring(svg)
    except ET.ParseError as error:
        raise TunesmithError(f"cannot show the score: its SVG is not well-formed ({error})") from error
    ids = {element.attrib["id"] for element in root.iter() if "id" in element.attrib}

    def prefixed(text: str) -> str:
        return _REFERENCE.sub(lambda m: f"#{prefix}{m[1]}" if m[1] in ids else m[0], text)

    for element in root.iter():
        for name, value in element.attrib.items():
            element.attrib[name] = prefix + value if name == "id" else prefixed(value)
        if element.tag == f"{{{_SVG}}}style":
            element.text = prefixed(element.text or "")
        elif not element.tag.endswith(("text", "tspan")):
            element.text = element.tail = None  # indentation: a third of the size
    _scale(root)
    ET.register_namespace("", _SVG)
    ET.register_namespace("xlink", _XLINK)
    return ET.tostring(root, encoding="unicode")


def _scale(root: ET.Element) -> None:
    """Drop the fixed size; what it says of the proportions stays in the viewBox."""
    width, height = (root.attrib.pop(name, "").removesuffix("px") for name in ("width", "height"))
    if "viewBox" not in root.attrib and width and height:
        root.set("viewBox", f"0 0 {width} {height}")
