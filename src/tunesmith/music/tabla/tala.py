"""Talas: the cycles of Hindustani music, their vibhags, claps and thekas.

docs/tabla.md names for each tala the pages that its cycle, its claps and its theka were compared with.
"""

from dataclasses import dataclass
from difflib import get_close_matches
from fractions import Fraction
from itertools import accumulate

from tunesmith.errors import TunesmithError

SAM, KHALI = "X", "0"


@dataclass(frozen=True, slots=True)
class Tala:
    """A rhythmic cycle of so many matras."""

    name: str
    vibhags: tuple[int, ...]  # matras of each
    marks: tuple[str, ...]  # of each vibhag: X the clap on sam, 2 3 4 further claps, 0 the wave of khali
    theka: str  # a cycle in our own text form, with its vibhags
    aliases: tuple[str, ...] = ()
    laya: int = 90  # a usual tempo, matras a minute

    @property
    def matras(self) -> int:
        return sum(self.vibhags)

    @property
    def starts(self) -> tuple[int, ...]:
        """The matra at which each vibhag begins, from 0."""
        return tuple(accumulate(self.vibhags, initial=0))[:-1]

    def vibhag(self, onset: Fraction | int) -> int:
        """The number of the vibhag, from 0, in which that moment lies (matras from a sam)."""
        place = onset % self.matras
        return max(number for number, start in enumerate(self.starts) if start <= place)


def _tala(name: str, vibhags: str, marks: str, theka: str, aliases: str = "", laya: int = 90) -> Tala:
    spelled = tuple(alias.strip() for alias in aliases.split(",") if alias)
    return Tala(name, tuple(map(int, vibhags.split())), tuple(marks.split()), theka, spelled, laya)


TALAS = (
    _tala(
        "teental",
        "4 4 4 4",
        "X 2 0 3",
        "dha dhin dhin dha | dha dhin dhin dha | dha tin tin ta | ta dhin dhin dha",
        "tintal, trital, teentaal, tritaal",
        120,
    ),
    _tala(
        "jhaptal",
        "2 3 2 3",
        "X 2 0 3",
        "dhin na | dhin dhin na | tin na | dhin dhin na",
        "jhaptaal",
        100,
    ),
    _tala(
        "ektal",
        "2 2 2 2 2 2",
        "X 0 2 0 3 4",
        "dhin dhin | dhage tirakita | tun na | kat ta | dhage tirakita | dhin na",
        "ektaal",
        60,
    ),
    _tala("rupak", "3 2 2", "0 1 2", "tin tin na | dhin na | dhin na", "roopak, rupaktal, rupak tal", 100),
    _tala("dadra", "3 3", "X 0", "dha dhin na | dha tin na", "daadra", 140),
    _tala(
        "keherwa",
        "4 4",
        "X 0",
        "dha ge na tin | na ke dhin na",
        "kaharwa, keharwa, kehrwa, kaherwa, keharva",
        160,
    ),
    _tala(
        "deepchandi",
        "3 4 3 4",
        "X 2 0 3",
        "dha dhin - | dha ge tin - | ta tin - | dha ge dhin -",
        "dipchandi, chanchar",
        110,
    ),
    _tala("dhamar", "5 2 3 4", "X 2 0 3", "ka dhe te dhe te | dha - | ga ti te | ti te ta -", "dhamaar", 80),
    _tala(
        "chautal",
        "2 2 2 2 2 2",
        "X 0 2 0 3 4",
        "dha dha | din ta | kita dha | din ta | tita[1] kata | gadi gana",
        "chowtal, chautaal, char tal, chartal",
        90,
    ),
    _tala(
        "jhoomra",
        "3 4 3 4",
        "X 2 0 3",
        "dhin -dha tirakita | dhin dhin dhage tirakita | tin -ta tirakita | dhin dhin dhage tirakita",
        "jhumra",
        40,
    ),
    _tala(
        "tilwada",
        "4 4 4 4",
        "X 2 0 3",
        "dha tirakita dhin dhin | dha dha tin tin | ta tirakita dhin dhin | dha dha dhin dhin",
        "tilwara",
        40,
    ),
    _tala(
        "addha",
        "4 4 4 4",
        "X 2 0 3",
        "dha -dhin -ka dha | dha -dhin -ka dha | dha -tin -ka ta | ta -dhin -ka dha",
        "sitarkhani, punjabi theka, punjabi",
        140,
    ),
    _tala(
        "sooltal",
        "2 2 2 2 2",
        "X 0 2 3 0",
        "dha dha | din ta | kita dha | tita[1] kata | gadi gana",
        "sooltaal, sultal, soolfakta, sulfakta",
        100,
    ),
    _tala(
        "ada chautal",
        "2 2 2 2 2 2 2",
        "X 2 0 3 0 4 0",
        "dhin tirakita | dhin na | tun na | kat ta | tirakita dhin | na dhin | dhin na",
        "adachautal, ada chautaal, ara chautal",
        90,
    ),
    _tala("tevra", "3 2 2", "X 2 3", "dha din ta | tita[1] kata | gadi gana", "teevra, tivra, teora", 120),
)
_BY_NAME = {name: tala for tala in TALAS for name in (tala.name, *tala.aliases)}


def known_tala(name: str) -> Tala | None:
    """The tala of that name or spelling, in any case, if there is one."""
    return _BY_NAME.get(" ".join(name.lower().split()))


def find_tala(name: str) -> Tala:
    """The tala of that name or spelling. Raises TunesmithError that names the nearest."""
    found = known_tala(name)
    if found is None:
        alike = get_close_matches(name.lower(), _BY_NAME, 1, 0.6)
        near = f"did you mean {_BY_NAME[alike[0]].name}?" if alike else f"choose from {', '.join(names())}"
        raise TunesmithError(f"unknown tala {name!r}: {near}")
    return found


def names() -> list[str]:
    """The names of all talas, in the order of ``TALAS``."""
    return [tala.name for tala in TALAS]
