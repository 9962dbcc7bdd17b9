"""The marks that ABC puts before a note, by the names of its standard (ABC 2.1, section 4.14)."""

_SIGNS = {
    ".": "staccato", "~": "roll", "H": "fermata", "L": "accent", "M": "lowermordent", "O": "coda",
    "P": "uppermordent", "S": "segno", "T": "trill", "u": "upbow", "v": "downbow",
}  # fmt: skip
_SAME = {
    ">": "accent", "emphasis": "accent", "mordent": "lowermordent", "pralltriller": "uppermordent",
    "plus": "+", "tr": "trill", "D.C.": "dacapo", "D.S.": "dalsegno", "marcato": "^",
}  # fmt: skip
DYNAMICS = frozenset(["pppp", "ppp", "pp", "p", "mp", "mf", "f", "ff", "fff", "ffff", "sf", "sfz", "fp"])


def decoration(written: str) -> str:
    """The standard's name of a decoration: "staccato" for ".", "trill" for "T" and "!trill!".

    A name that the standard does not know comes back as it is, without its exclamation marks.
    """
    if written in _SIGNS:
        return _SIGNS[written]
    name = written.strip("!+") or written
    lower = name if name in _SAME else name.lower()
    return _SAME.get(lower, lower)
