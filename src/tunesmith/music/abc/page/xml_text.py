"""Text that XML can hold."""

import re

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, production [2]


def xml_text(text: str) -> str:
    """The text without the control characters and lone surrogates that no XML document may contain."""
    return _FORBIDDEN.sub("", text)
