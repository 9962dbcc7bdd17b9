"""Another instrument for the melody of a score."""

import re
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from tunesmith.errors import TunesmithError

if TYPE_CHECKING:
    from symusic.core import ScoreTick

_SUGGESTED = 5


@cache
def instruments() -> tuple[str, ...]:
    """The names of the 128 programs of General MIDI (Sound Set, level 1), in their order."""
    text = files("tunesmith.render").joinpath("assets", "general_midi.txt").read_text(encoding="utf-8")
    return tuple(text.splitlines())


def program(wanted: str) -> int:
    """The General MIDI program, 0 to 127, of a name or of its number counted from 0.

    Case and punctuation do not matter, and a part of a name will do where only one has it: "violin",
    "acoustic grand piano", "harpsi", "73". Raises TunesmithError, naming the nearest, for anything else.
    """
    if wanted.strip().isdecimal():
        if len(wanted.strip()) > 3 or int(wanted) > 127:
            raise TunesmithError(f"no instrument is {wanted.strip()[:20]}: General MIDI counts 0 to 127")
        return int(wanted)
    names = {_plain(name): number for number, name in enumerate(instruments())}
    name = _plain(wanted)
    if name in names:
        return names[name]
    holding = [known for known in names if not name.isdecimal() and name and name in known]
    if len(holding) == 1:
        return names[holding[0]]
    near = [instruments()[names[known]] for known in holding or _near(name, names)][:_SUGGESTED]
    cure = f"did you mean {' or '.join(near)}?" if near else "give a name of General MIDI, or 0 to 127"
    count = "several instruments are" if holding else "no instrument is"
    raise TunesmithError(f"{count} {wanted[:40]!r}: {cure}")


def with_instrument(score: "ScoreTick", number: int) -> "ScoreTick":
    """The score with this program for its melody: its first track, and all that play the same instrument.

    So a choir changes as one, while a guitar that goes with a fiddle stays. Drums stay drums.
    """
    score = score.copy()
    pitched = [track for track in score.tracks if not track.is_drum]
    melody = pitched[0].program if pitched else None
    for track in pitched:
        if track.program == melody:
            track.program = number
    return score


def _plain(name: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", name.lower()))


def _near(name: str, names: dict[str, int]) -> list[str]:
    """Names that are spelled alike, or have a word that is."""
    alike = get_close_matches(name, names, _SUGGESTED, 0.6)
    words = get_close_matches(name, {word for known in names for word in known.split()}, _SUGGESTED, 0.6)
    return alike + [known for known in names if known not in alike and set(words) & set(known.split())]
