"""Sounds that were made a moment ago, until a page has fetched them."""

from collections import OrderedDict
from hashlib import sha256

from tunesmith.studio.library import MissingError

ROOM = 128 << 20  # bytes: a dozen of ten minutes


class Sounds:
    """The latest sounds by the checksum of their bytes."""

    def __init__(self, room: int = ROOM) -> None:
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._room = room

    def keep(self, sound: bytes) -> str:
        """The name by which it can be had."""
        name = sha256(sound).hexdigest()[:32]
        self._kept[name] = sound
        self._kept.move_to_end(name)
        while len(self._kept) > 1 and sum(map(len, self._kept.values())) > self._room:
            self._kept.popitem(last=False)
        return name

    def __getitem__(self, name: str) -> bytes:
        """Raises MissingError."""
        if name not in self._kept:
            raise MissingError("this sound is not kept any more: play it again")
        self._kept.move_to_end(name)
        return self._kept[name]
