"""Every codec by its versioned name."""

from typing import Any

from tunesmith.codecs.abc_char import AbcChar
from tunesmith.codecs.codec import Codec
from tunesmith.errors import TunesmithError

CODECS: dict[str, type[AbcChar]] = {AbcChar.name: AbcChar}


def codec_from_json(config: dict[str, Any]) -> Codec:
    """The codec that ``to_json`` wrote. Raises TunesmithError for an unknown name or a damaged config."""
    name = config.get("name")
    if name not in CODECS:
        raise TunesmithError(
            f"unknown codec {name!r}: this tunesmith knows {', '.join(CODECS)}; "
            "the checkpoint was written by another version"
        )
    try:
        return CODECS[name].from_json(config)
    except (KeyError, TypeError, ValueError) as error:
        raise TunesmithError(f"the configuration of codec {name} is damaged ({error}): restore it") from error
