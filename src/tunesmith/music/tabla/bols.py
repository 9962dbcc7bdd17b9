"""Bols: the syllables of the tabla, and the strokes that each stands for.

Schools differ in the fingering; docs/tabla.md says what is taken here, and what pages it was compared with.
"""

from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from tunesmith.errors import TunesmithError
from tunesmith.music.tabla.hits import BAYAN, DAYAN, GE, KE, NA, RE, TE, TIN, TUN

Moments = tuple[tuple[str, ...], ...]
LONGEST_WORD = 200  # characters
LIKE = 0.5  # how much of a name must be right for it to be suggested


@dataclass(frozen=True, slots=True)
class Bol:
    """One syllable, or several that are always said together."""

    name: str
    strokes: Moments  # evenly spaced moments, each of strokes of ``hits.STROKES`` at once
    family: str  # "right", "left", "together" or "phrase"
    aliases: tuple[str, ...] = ()  # other spellings
    matras: int = 1  # how long it lasts where it stands alone
    partner: str = ""  # what it becomes in the khali; itself where empty

    @property
    def hands(self) -> str:
        """Which hand plays it: "right", "left" or "both"."""
        struck = {stroke for moment in self.strokes for stroke in moment}
        if struck <= set(DAYAN):
            return "right"
        return "left" if struck <= set(BAYAN) else "both"

    @property
    def resonant(self) -> bool:
        """Whether the bass drum rings in it."""
        return any(GE in moment for moment in self.strokes)


def _one(name: str, strokes: str, aliases: str = "", partner: str = "") -> Bol:
    struck = tuple(strokes.split("+"))
    left, right = set(struck) <= set(BAYAN), set(struck) <= set(DAYAN)
    family = "left" if left else "right" if right else "together"
    return Bol(name, (struck,), family, tuple(aliases.split()), 1, partner)


def _phrase(name: str, strokes: str, aliases: str = "", partner: str = "", matras: int = 1) -> Bol:
    moments = tuple(tuple(moment.split("+")) for moment in strokes.split())
    return Bol(name, moments, "phrase", tuple(aliases.split()), matras, partner)


BOLS = (
    # the right hand
    _one("na", NA, "naa nan"),
    _one("ta", NA, "taa"),
    _one("tin", TIN, "teen"),
    _one("tun", TUN, "thun toon"),
    _one("tu", TUN, "thu too"),
    _one("din", TUN, "deen"),
    _one("di", TUN, "dee"),
    _one("te", TE, "tay"),
    _one("ti", TE, "tee"),
    _one("tet", TE, "tit"),
    _one("re", RE, "ra ri"),
    # the left hand
    _one("ge", GE, "ghe ghi gi", "ke"),
    _one("ga", GE, "gha", "ka"),
    _one("ghen", GE, "ghin gin gen", "ken"),
    _one("ke", KE),
    _one("ki", KE),
    _one("ka", KE, "kaa"),
    _one("ken", KE, "kin"),
    _one("kat", KE, "ket katt"),
    # both at once
    _one("dha", f"{NA}+{GE}", "dhaa", "ta"),
    _one("dhin", f"{TIN}+{GE}", "dhi dhee dheen", "tin"),
    _one("dhun", f"{TUN}+{GE}", "dhum dhoon", "tun"),
    _one("dhu", f"{TUN}+{GE}", "", "tu"),
    _one("dhe", f"{TE}+{GE}", "", "te"),
    _one("dhet", f"{TE}+{GE}", "dhit", "tet"),
    _one("ghran", f"{NA}+{GE}", "gran ghraan", "kran"),
    _one("kran", f"{NA}+{KE}", "kraan"),
    _one("kda", f"{TE}+{KE}", "kra kre"),
    # said together
    _phrase("tete", "te re", "tite titi", matras=2),
    _phrase("tita", "te re", matras=2),
    _phrase("tere", "te re", "tira tr"),
    _phrase("dhere", "te+ge re", "dhira dhir", "tere"),
    _phrase("kita", "ke te", "kite kete kt"),
    _phrase("tra", "te re"),
    _phrase("trak", "te re ke", "tirak"),
    _phrase("tina", "tin na", "teena"),
    _phrase("dhina", "tin+ge na", "dheena", "tina"),
    _phrase("tirakita", "te re ke te", "tirikita tirkita tirkit tirakit trkt"),
    _phrase("terekete", "te re ke te", "terekite tereketa trekete"),
    _phrase("dhirakita", "te+ge re ke te", "dhirkita dhirkit", "tirakita"),
    _phrase("dherekete", "te+ge re ke te", "dherekite", "terekete"),
    _phrase("kitataka", "ke te re ke", "kitatak kttk"),
    _phrase("taketete", "na ke te re", "taketite"),
    _phrase("ghidanaga", "ge re na ge", "ghidanag gidanaga", "kidanaka"),
    _phrase("kidanaka", "ke re na ke", "kidanak"),
)
_BY_NAME = {name: bol for bol in BOLS for name in (bol.name, *bol.aliases)}
_LONGEST = max(map(len, _BY_NAME))


def find_bol(name: str) -> Bol:
    """The bol of that name or spelling, in any case. Raises TunesmithError that names the nearest."""
    found = known_bol(name)
    if found is None:
        raise TunesmithError(f"unknown bol {name!r}{suggestion(name)}")
    return found


def known_bol(name: str) -> Bol | None:
    """The bol of that name or spelling, if there is one."""
    return _BY_NAME.get(name.lower())


def suggestion(name: str) -> str:
    """``": did you mean dha?"``, or nothing where no bol is like it."""
    likeness = {known: SequenceMatcher(None, known, name.lower()[:20]).ratio() for known in _BY_NAME}
    nearest = max(likeness, key=lambda known: likeness[known])  # of several, the first of the list
    if likeness[nearest] < LIKE:
        return ": see the list in docs/tabla.md"
    return f": did you mean {_BY_NAME[nearest].name}?"


def dry(bol: Bol) -> Bol:
    """The khali rule: the bol without the bass ringing. dha becomes ta, dhin tin, ge ke; ta stays ta."""
    return _BY_NAME[bol.partner] if bol.partner else bol


@lru_cache(maxsize=4096)
def split(word: str) -> tuple[tuple[Bol, int, int], ...]:
    """The bols of a joined word, each with where it begins and ends in it; none where it is not of bols.

    From the left, the longest spelling after which the rest is of bols too: ``katete`` is ka tete since
    nothing begins with ``ete`` after kat, ``dhinagena`` is dhina ge na.
    """
    word = word.lower()
    if len(word) > LONGEST_WORD:
        return ()
    longest: list[int] = [0] * len(word)  # of each place, how long its bol is; 0 where none leads to the end
    for place in reversed(range(len(word))):
        for length in range(min(_LONGEST, len(word) - place), 0, -1):
            after = place + length
            if word[place:after] in _BY_NAME and (after == len(word) or longest[after]):
                longest[place] = length
                break
    found: list[tuple[Bol, int, int]] = []
    place = 0
    while place < len(word) and longest[place]:
        after = place + longest[place]
        found.append((_BY_NAME[word[place:after]], place, after))
        place = after
    return tuple(found)
